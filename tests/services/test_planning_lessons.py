"""An instructor saves a lesson: what is refused and why, whose place waits, who is told and when."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from models import (
    BusyInterval,
    HostProvider,
    Lesson,
    Meeting,
    MeetingHost,
    MeetingState,
    NotificationKind,
    PatientProfile,
    Role,
)
from services.errors import Refused
from services.lessons.clashes import Clashed
from services.lessons.rules import (
    AWAITED_AFTER,
    DELIVERY_SHOWN,
    ENTRY_ASKED_AFTER,
    ENTRY_OPENS,
    LINK_DEADLINE,
    MEETING_LEAD,
)
from services.lessons.schedule import LessonPlan
from services.policy import Actor
from services.registration import NewPerson
from tests.services.owed import kinds, nothing_owed, owed
from tests.services.people import AFTER_CLEARANCE, HOUR, MOSCOW, TOMORROW_TEN, Clinic, Office, moscow, plan

PLANNED, STARTING, RUNNING, FINISHED, MISSING, UNREACHED, ATTENDANCE = (
    NotificationKind.LESSON_PLANNED,
    NotificationKind.LESSON_STARTING,
    NotificationKind.LESSON_RUNNING,
    NotificationKind.LESSON_FINISHED,
    NotificationKind.MEETING_MISSING,
    NotificationKind.PATIENTS_UNREACHED,
    NotificationKind.ATTENDANCE_ASKED,
)
ENDS = TOMORROW_TEN + timedelta(minutes=45)
NEWCOMER = NewPerson(Role.PATIENT, "Новых", "Фёдор", None, "new@demo.invalid", MOSCOW)


async def refusal(office: Office, actor: Actor, wanted: LessonPlan) -> Refused:
    """Return how saving is refused; looking at it first is refused in the same way."""
    with pytest.raises(Refused) as seen:
        await office.schedule.check(actor, wanted)
    with pytest.raises(Refused) as saved:
        await office.schedule.create(actor, wanted)
    assert seen.value.code == saved.value.code
    assert seen.value.params == saved.value.params
    return saved.value


async def leading_colleague(office: Office, clinic: Clinic) -> Actor:
    """Return another instructor of the clinic, to whom the patient was handed over."""
    new = replace(NEWCOMER, role=Role.INSTRUCTOR)
    other = await office.activate(await office.registration.register(clinic.organizer, new), 900)
    profile = await office.session.get_one(PatientProfile, clinic.patient.membership_id)
    profile.instructor_id = other.membership_id
    return other


async def test_a_saved_lesson_keeps_its_wall_clock_its_people_and_its_host_busy(
    office: Office, clinic: Clinic
) -> None:
    lesson = await office.schedule.create(clinic.instructor, plan(clinic.patient, clinic.second))
    assert (lesson.starts_at, lesson.ends_at) == (TOMORROW_TEN, ENDS)
    assert (lesson.local_start, lesson.timezone, lesson.version) == ("2026-11-24T10:00", MOSCOW, 1)
    busy = (await office.session.scalars(select(BusyInterval))).all()
    assert len({row.resource_id for row in busy}) == 4  # instructor, host, two patients
    assert {(row.starts_at, row.ends_at) for row in busy} == {(TOMORROW_TEN, ENDS)}


async def test_its_people_are_told_now_reminded_at_ten_minutes_and_their_card_follows(
    office: Office, clinic: Clinic
) -> None:
    await office.schedule.create(clinic.instructor, plan(clinic.second))
    reminders = [(STARTING, TOMORROW_TEN - ENTRY_OPENS), (RUNNING, TOMORROW_TEN), (FINISHED, ENDS)]
    entry = (NotificationKind.ENTRY_ASKED, TOMORROW_TEN + ENTRY_ASKED_AFTER)
    assert await owed(office.session, clinic.second) == [
        (PLANNED, office.clock.now()),
        *reminders[:2],
        entry,
        reminders[2],
    ]
    missing = (MISSING, TOMORROW_TEN - LINK_DEADLINE)
    unreached = (UNREACHED, TOMORROW_TEN - DELIVERY_SHOWN)
    attendance = (ATTENDANCE, moscow("2026-11-24 20:00"))
    day = (NotificationKind.DAY_TOLD, moscow("2026-11-24 08:00"))
    awaited = (NotificationKind.INSTRUCTOR_AWAITED, TOMORROW_TEN + AWAITED_AFTER)
    assert await owed(office.session, clinic.instructor) == [
        day,
        unreached,
        missing,
        *reminders[:2],
        awaited,
        reminders[2],
        attendance,
    ]
    assert await nothing_owed(office.session, clinic.organizer, clinic.doctor, clinic.patient)


async def test_its_meeting_is_to_be_made_a_day_before_and_not_earlier(office: Office, clinic: Clinic) -> None:
    later = TOMORROW_TEN + timedelta(days=14)
    lesson = await office.schedule.create(clinic.instructor, plan(clinic.patient, at=later))
    meeting = (await office.session.scalars(select(Meeting).where(Meeting.lesson_id == lesson.id))).one()
    assert (meeting.state, meeting.provider) == (MeetingState.PLANNED, HostProvider.ZOOM)
    assert meeting.due_at == later - MEETING_LEAD


async def test_a_lesson_within_the_day_has_its_meeting_made_at_once(office: Office, clinic: Clinic) -> None:
    lesson = await office.schedule.create(
        clinic.instructor, plan(clinic.patient, at=moscow("2026-11-23 15:00"))
    )
    meeting = (await office.session.scalars(select(Meeting).where(Meeting.lesson_id == lesson.id))).one()
    assert meeting.due_at == office.clock.now()


async def test_a_lesson_saved_less_than_ten_minutes_before_reminds_at_once_and_of_nothing_else(
    office: Office, clinic: Clinic
) -> None:
    start = office.clock.now() + timedelta(minutes=4)
    await office.schedule.create(clinic.instructor, plan(clinic.patient, at=start))
    reminder = (STARTING, office.clock.now())
    assert (await owed(office.session, clinic.patient))[0] == reminder
    assert PLANNED not in await kinds(office.session, clinic.patient)
    assert reminder in await owed(office.session, clinic.instructor)


async def test_a_place_after_the_clearances_end_is_blocked_and_owed_nothing(
    office: Office, clinic: Clinic
) -> None:
    await office.clearances.give(clinic.doctor, clinic.second.membership_id, AFTER_CLEARANCE.date())
    wanted = plan(clinic.patient, clinic.second, at=AFTER_CLEARANCE)
    check = await office.schedule.check(clinic.instructor, wanted)
    assert check.blocked == {clinic.patient.membership_id}
    assert [patient.id for patient in check.patients] == [
        clinic.second.membership_id,
        clinic.patient.membership_id,
    ]
    await office.schedule.create(clinic.instructor, wanted)
    assert await nothing_owed(office.session, clinic.patient)
    assert STARTING in await kinds(office.session, clinic.second)


async def test_a_blocked_place_keeps_the_persons_time(office: Office, clinic: Clinic) -> None:
    await office.schedule.create(clinic.instructor, plan(clinic.patient, at=AFTER_CLEARANCE))
    other = await leading_colleague(office, clinic)
    assert await clash(office, other, plan(clinic.patient, at=AFTER_CLEARANCE)) == [("Пробный Пётр", False)]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda good: replace(good, starts_at=moscow("2026-11-23 09:45")), "lesson-in-past"),
        (lambda good: replace(good, starts_at=moscow("2026-11-22 10:00")), "lesson-in-past"),
        (lambda good: replace(good, minutes=4), "lesson-length"),
        (lambda good: replace(good, minutes=241), "lesson-length"),
        (lambda good: replace(good, patient_ids=()), "no-patients"),
    ],
    ids=["now", "yesterday", "too short", "too long", "nobody"],
)
async def test_a_plan_that_cannot_be_is_refused_with_its_reason(
    office: Office, clinic: Clinic, change: Callable[[LessonPlan], LessonPlan], code: str
) -> None:
    wanted = change(plan(clinic.patient))
    assert (await refusal(office, clinic.instructor, wanted)).code == code
    assert await office.session.scalar(select(func.count(Lesson.id))) == 0


async def test_a_free_zoom_account_holds_no_lesson_over_its_limit(office: Office, clinic: Clinic) -> None:
    await office.session.execute(update(MeetingHost).values(minutes_limit=40))
    refused = await refusal(office, clinic.instructor, plan(clinic.patient, minutes=41))
    assert (refused.code, refused.params) == ("host-limit", {"minutes": 40})
    await office.schedule.create(clinic.instructor, plan(clinic.patient, minutes=40))


async def test_an_instructor_without_a_meeting_host_can_plan_nothing(office: Office, clinic: Clinic) -> None:
    host = await office.session.scalars(
        select(MeetingHost).where(MeetingHost.membership_id == clinic.instructor.membership_id)
    )
    await office.session.delete(host.one())
    await office.session.flush()
    assert (await refusal(office, clinic.instructor, plan(clinic.patient))).code == "no-host"


async def test_patients_never_cleared_are_named(office: Office, clinic: Clinic) -> None:
    member = await office.registration.register(clinic.organizer, NEWCOMER)
    await office.clearances.suspend(clinic.doctor, clinic.second.membership_id)
    wanted = plan(clinic.patient, clinic.second, Actor.of(member))
    refused = await refusal(office, clinic.instructor, wanted)
    assert refused.code == "patient-not-cleared"
    assert refused.params == {"names": "Sample Anna, Новых Фёдор"}
    selectable = {c.patient.id: c.selectable for c in await office.book.candidates(clinic.instructor)}
    assert selectable == {
        clinic.patient.membership_id: True,
        clinic.second.membership_id: False,
        member.id: False,
    }


async def test_an_expired_clearance_lets_a_place_be_planned_as_blocked(
    office: Office, clinic: Clinic
) -> None:
    office.clock.move_to(AFTER_CLEARANCE)
    check = await office.schedule.check(clinic.instructor, plan(clinic.patient, at=AFTER_CLEARANCE + HOUR))
    assert check.blocked == {clinic.patient.membership_id}


async def clash(office: Office, actor: Actor, wanted: LessonPlan) -> list[tuple[str | None, bool]]:
    """Return who stands in the way, and whether it is the instructor."""
    with pytest.raises(Clashed) as refused:
        await office.schedule.create(actor, wanted)
    assert refused.value.code == "clash"
    return [(busy.who, busy.own) for busy in refused.value.busy]


async def test_a_clash_says_who_is_taken_and_when(office: Office, clinic: Clinic) -> None:
    await office.schedule.create(clinic.instructor, plan(clinic.patient))
    over_its_end = plan(clinic.patient, clinic.second, at=ENDS - timedelta(minutes=1))
    with pytest.raises(Clashed) as refused:
        await office.schedule.check(clinic.instructor, over_its_end)
    assert {(busy.starts_at, busy.ends_at) for busy in refused.value.busy} == {(TOMORROW_TEN, ENDS)}
    found = await clash(office, clinic.instructor, over_its_end)
    assert sorted(found, key=str) == [("Пробный Пётр", False), (None, True)]


async def test_a_patient_taken_by_a_colleague_is_named(office: Office, clinic: Clinic) -> None:
    await office.schedule.create(clinic.instructor, plan(clinic.patient))
    other = await leading_colleague(office, clinic)
    assert await clash(office, other, plan(clinic.patient)) == [("Пробный Пётр", False)]


async def test_two_instructors_with_one_zoom_account_cannot_hold_lessons_at_once(
    office: Office, clinic: Clinic
) -> None:
    own = await office.session.scalars(
        select(MeetingHost).where(MeetingHost.membership_id == clinic.instructor.membership_id)
    )
    new = replace(
        NEWCOMER,
        role=Role.INSTRUCTOR,
        meeting_provider=HostProvider.ZOOM,
        meeting_login=(own.one().login or "").upper(),
    )
    other = await office.activate(await office.registration.register(clinic.organizer, new), 900)
    profile = await office.session.get_one(PatientProfile, clinic.second.membership_id)
    profile.instructor_id = other.membership_id
    await office.schedule.create(clinic.instructor, plan(clinic.patient))
    assert await clash(office, other, plan(clinic.second)) == [(None, False)]
    await office.schedule.create(other, plan(clinic.second, at=ENDS))


async def test_lessons_back_to_back_do_not_clash(office: Office, clinic: Clinic) -> None:
    await office.schedule.create(clinic.instructor, plan(clinic.patient))
    await office.schedule.create(clinic.instructor, plan(clinic.patient, at=ENDS))
    before = plan(clinic.patient, at=TOMORROW_TEN - timedelta(minutes=45))
    await office.schedule.create(clinic.instructor, before)


async def test_a_refused_plan_owes_nothing_to_anyone(office: Office, clinic: Clinic) -> None:
    await office.schedule.create(clinic.instructor, plan(clinic.patient))
    before = await kinds(office.session, clinic.instructor)
    await clash(office, clinic.instructor, plan(clinic.second))
    assert await nothing_owed(office.session, clinic.second)
    assert await kinds(office.session, clinic.instructor) == before


async def test_the_day_shows_what_is_taken_and_the_starts_left(office: Office, clinic: Clinic) -> None:
    lesson = await office.schedule.create(clinic.instructor, plan(clinic.patient))
    day = await office.book.day(clinic.instructor, TOMORROW_TEN.date())
    assert [(row.starts_at, row.ends_at) for row in day.busy] == [(TOMORROW_TEN, ENDS)]
    free = await office.book.day(clinic.instructor, TOMORROW_TEN.date(), but_lesson_id=lesson.id)
    assert set(free.starts) > set(day.starts)
    assert await office.book.busy_days(clinic.instructor) == {TOMORROW_TEN.date()}
