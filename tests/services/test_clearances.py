"""The doctor decides, and in the same transaction places open and close and people are owed a word."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select, update

from models import (
    ClearanceStatus,
    Lesson,
    LessonParticipant,
    NotificationKind,
    NotificationState,
    ParticipantState,
    PatientProfile,
    Role,
)
from services.errors import Refused
from services.lessons.rules import ENTRY_OPENS
from services.policy import Actor
from services.registration import NewPerson
from tests.services.owed import kinds, nothing_owed, owed, rows_for
from tests.services.people import (
    AFTER_CLEARANCE,
    CLEARED_UNTIL,
    DAY_AFTER_TEN,
    HOUR,
    MOSCOW,
    TODAY,
    TOMORROW_TEN,
    Clinic,
    Office,
    moscow,
    plan,
)

GIVEN, PAUSED, CHANGED = (
    NotificationKind.CLEARANCE_GIVEN,
    NotificationKind.CLEARANCE_PAUSED,
    NotificationKind.CLEARANCE_CHANGED,
)
COURSE = [
    NotificationKind.LESSON_PLANNED,
    NotificationKind.LESSON_STARTING,
    NotificationKind.LESSON_RUNNING,
    NotificationKind.ENTRY_ASKED,
    NotificationKind.LESSON_FINISHED,
]
ASKED = NotificationKind.LESSON_ASKED
REOPENED = COURSE[1:]
"""That a lesson may take place after all is told once, with the doctor's decision."""


async def places(office: Office, patient: Actor) -> list[ParticipantState]:
    """Return the states of a patient's places, by the start of the lesson."""
    query = (
        select(LessonParticipant.state)
        .join(Lesson, Lesson.id == LessonParticipant.lesson_id)
        .where(LessonParticipant.patient_id == patient.membership_id)
        .order_by(Lesson.starts_at)
    )
    return list(await office.session.scalars(query))


async def plan_three(office: Office, clinic: Clinic) -> None:
    """Plan a lesson tomorrow, one the day after, and one after the clearance's end."""
    for moment in (TOMORROW_TEN, DAY_AFTER_TEN, AFTER_CLEARANCE):
        await office.schedule.create(clinic.instructor, plan(clinic.patient, clinic.second, at=moment))


OPEN, SHUT = ParticipantState.INVITED, ParticipantState.BLOCKED


async def test_places_are_open_up_to_the_last_day_and_blocked_after_it(
    office: Office, clinic: Clinic
) -> None:
    await plan_three(office, clinic)
    assert await places(office, clinic.patient) == [OPEN, OPEN, SHUT]


async def test_prolonging_opens_what_it_covers_and_owes_its_messages(office: Office, clinic: Clinic) -> None:
    await plan_three(office, clinic)
    before = len(await rows_for(office.session, clinic.patient))
    until = AFTER_CLEARANCE.date()
    assert await office.clearances.give(clinic.doctor, clinic.patient.membership_id, until) == 1
    assert await places(office, clinic.patient) == [OPEN, OPEN, OPEN]
    assert await places(office, clinic.second) == [OPEN, OPEN, SHUT]
    assert len(await rows_for(office.session, clinic.patient)) == before + len([*COURSE, ASKED])


async def test_prolonging_says_nothing_of_clearance_to_the_patient_but_tells_the_instructor(
    office: Office, clinic: Clinic
) -> None:
    await office.clearances.give(clinic.doctor, clinic.patient.membership_id, date(2027, 1, 15))
    assert await nothing_owed(office.session, clinic.patient, clinic.doctor, clinic.organizer, clinic.second)
    (told,) = await rows_for(office.session, clinic.instructor)
    assert (told.kind, told.membership_id) == (CHANGED, clinic.patient.membership_id)


async def test_shortening_blocks_what_lies_behind_and_takes_its_messages_back(
    office: Office, clinic: Clinic
) -> None:
    await plan_three(office, clinic)
    until = TOMORROW_TEN.date()
    assert await office.clearances.give(clinic.doctor, clinic.patient.membership_id, until) == 0
    assert await places(office, clinic.patient) == [OPEN, SHUT, SHUT]
    assert await places(office, clinic.second) == [OPEN, OPEN, SHUT]
    due = [row.due_at for row in await rows_for(office.session, clinic.patient) if row.kind is COURSE[1]]
    assert due == [TOMORROW_TEN - ENTRY_OPENS]


async def test_suspending_blocks_all_that_is_to_come_and_tells_the_patient_and_the_instructor(
    office: Office, clinic: Clinic
) -> None:
    await plan_three(office, clinic)
    assert await office.clearances.suspend(clinic.doctor, clinic.patient.membership_id) == 2
    assert await places(office, clinic.patient) == [SHUT, SHUT, SHUT]
    assert await places(office, clinic.second) == [OPEN, OPEN, SHUT]
    told = [kind for kind in await kinds(office.session, clinic.patient) if kind is not COURSE[-1]]
    assert told == [PAUSED]
    assert CHANGED in await kinds(office.session, clinic.instructor)
    assert CHANGED not in await kinds(office.session, clinic.second)


async def test_refusing_does_the_same_and_needs_no_clearance_before(office: Office, clinic: Clinic) -> None:
    await plan_three(office, clinic)
    assert await office.clearances.refuse(clinic.doctor, clinic.patient.membership_id) == 2
    assert await places(office, clinic.patient) == [SHUT, SHUT, SHUT]
    new = NewPerson(Role.PATIENT, "Новых", "Фёдор", None, "new@demo.invalid", MOSCOW)
    member = await office.registration.register(clinic.organizer, new)
    assert await office.clearances.refuse(clinic.doctor, member.id) == 0
    clearance = await office.clearances.of_patient(clinic.doctor, member.id)
    assert clearance.status is ClearanceStatus.REFUSED


async def test_resuming_opens_the_places_again_and_owes_their_messages_anew(
    office: Office, clinic: Clinic
) -> None:
    await plan_three(office, clinic)
    await office.clearances.suspend(clinic.doctor, clinic.patient.membership_id)
    office.clock.move(hours=1)
    opened = await office.clearances.give(clinic.doctor, clinic.patient.membership_id, CLEARED_UNTIL)
    assert opened == 2
    assert await places(office, clinic.patient) == [OPEN, OPEN, SHUT]
    owed_now = await kinds(office.session, clinic.patient)
    assert sorted(owed_now) == sorted([ASKED, *REOPENED, *REOPENED, GIVEN, PAUSED])


async def test_deciding_many_times_leaves_each_message_owed_once(office: Office, clinic: Clinic) -> None:
    await office.schedule.create(clinic.instructor, plan(clinic.patient))
    for _ in range(3):
        office.clock.move(minutes=1)
        await office.clearances.suspend(clinic.doctor, clinic.patient.membership_id)
        office.clock.move(minutes=1)
        await office.clearances.give(clinic.doctor, clinic.patient.membership_id, CLEARED_UNTIL)
    owed_now = await kinds(office.session, clinic.patient)
    assert [kind for kind in owed_now if kind in COURSE] == REOPENED


async def test_suspending_twice_changes_and_tells_nothing_more(office: Office, clinic: Clinic) -> None:
    await office.clearances.suspend(clinic.doctor, clinic.patient.membership_id)
    before = await kinds(office.session, clinic.patient)
    office.clock.move(minutes=1)
    assert await office.clearances.suspend(clinic.doctor, clinic.patient.membership_id) == 0
    assert await kinds(office.session, clinic.patient) == before


async def test_what_was_never_given_cannot_be_suspended(office: Office, clinic: Clinic) -> None:
    await office.clearances.refuse(clinic.doctor, clinic.patient.membership_id)
    with pytest.raises(Refused, match="not-cleared"):
        await office.clearances.suspend(clinic.doctor, clinic.patient.membership_id)


@pytest.mark.parametrize(
    ("until", "code"),
    [(TODAY - timedelta(days=1), "date-past"), (TODAY + timedelta(days=367), "date-far")],
)
async def test_a_day_gone_or_too_far_is_refused(
    office: Office, clinic: Clinic, until: date, code: str
) -> None:
    with pytest.raises(Refused, match=code):
        await office.clearances.give(clinic.doctor, clinic.patient.membership_id, until)


async def test_today_counts_by_the_clinics_zone(office: Office, clinic: Clinic) -> None:
    office.clock.move_to(moscow("2026-11-24 00:10"))  # still Monday in UTC
    with pytest.raises(Refused, match="date-past"):
        await office.clearances.give(clinic.doctor, clinic.patient.membership_id, TODAY)
    await office.clearances.give(clinic.doctor, clinic.patient.membership_id, date(2026, 11, 24))
    clearance = await office.clearances.of_patient(clinic.doctor, clinic.patient.membership_id)
    assert clearance.ends_at == moscow("2026-11-25 00:00")


async def test_a_running_lesson_is_left_to_its_instructor_who_is_told_at_once(
    office: Office, clinic: Clinic
) -> None:
    await office.schedule.create(clinic.instructor, plan(clinic.patient))
    office.clock.move_to(TOMORROW_TEN + HOUR / 2)
    assert await office.clearances.suspend(clinic.doctor, clinic.patient.membership_id) == 0
    assert await places(office, clinic.patient) == [OPEN]
    told = [due for kind, due in await owed(office.session, clinic.instructor) if kind is CHANGED]
    assert told == [office.clock.now()]


async def test_a_running_lesson_opens_for_a_patient_whose_clearance_is_prolonged_in_it(
    office: Office, clinic: Clinic
) -> None:
    await office.schedule.create(clinic.instructor, plan(clinic.patient, at=AFTER_CLEARANCE))
    office.clock.move_to(AFTER_CLEARANCE + HOUR / 4)
    until = AFTER_CLEARANCE.date()
    assert await office.clearances.give(clinic.doctor, clinic.patient.membership_id, until) == 1
    assert (COURSE[1], office.clock.now()) in await owed(office.session, clinic.patient)


async def test_a_doctor_who_holds_the_lessons_too_is_not_told_of_their_own_decision(
    office: Office, clinic: Clinic
) -> None:
    new = NewPerson(Role.DOCTOR, "X", "Y", None, "ins@demo.invalid", MOSCOW)
    member = await office.registration.register(clinic.organizer, new)
    both = Actor.of(member)
    assert both.person_id == clinic.instructor.person_id
    await office.clearances.suspend(both, clinic.patient.membership_id)
    assert CHANGED not in await kinds(office.session, clinic.instructor)
    assert PAUSED in await kinds(office.session, clinic.patient)


async def test_every_instructor_concerned_is_told_once(office: Office, clinic: Clinic) -> None:
    new = NewPerson(Role.INSTRUCTOR, "Второй", "Инструктор", None, "ins2@demo.invalid", MOSCOW)
    leading = await office.activate(await office.registration.register(clinic.organizer, new), 900)
    await plan_three(office, clinic)
    await office.session.execute(
        update(PatientProfile)
        .where(PatientProfile.membership_id == clinic.patient.membership_id)
        .values(instructor_id=leading.membership_id)
    )
    await office.clearances.suspend(clinic.doctor, clinic.patient.membership_id)
    for instructor in (leading, clinic.instructor):
        assert (await kinds(office.session, instructor)).count(CHANGED) == 1


async def test_at_night_a_patient_is_told_in_their_own_morning(office: Office, clinic: Clinic) -> None:
    office.clock.move_to(moscow("2026-11-23 17:00"))  # 00:00 in Vladivostok
    await office.clearances.suspend(clinic.doctor, clinic.patient.membership_id)
    await office.clearances.suspend(clinic.doctor, clinic.second.membership_id)
    assert await owed(office.session, clinic.patient) == [(PAUSED, moscow("2026-11-24 01:00"))]
    assert await owed(office.session, clinic.second) == [(PAUSED, office.clock.now())]


async def test_before_deciding_the_doctor_sees_what_a_decision_would_do(
    office: Office, clinic: Clinic
) -> None:
    await plan_three(office, clinic)
    patient_id = clinic.patient.membership_id

    async def outcome(until: date | None) -> tuple[int, int, int]:
        seen = await office.clearances.outcome(clinic.doctor, patient_id, until)
        return len(seen.opening), len(seen.closing), len(seen.begun)

    assert await outcome(date(2026, 12, 24)) == (1, 0, 0)
    assert await outcome(TOMORROW_TEN.date()) == (0, 1, 0)
    assert await outcome(None) == (0, 2, 0)
    office.clock.move_to(TOMORROW_TEN)
    assert await outcome(None) == (0, 1, 1)


async def test_days_are_offered_from_the_end_of_a_live_clearance_else_from_today(
    office: Office, clinic: Clinic
) -> None:
    patient_id = clinic.patient.membership_id
    live = await office.clearances.terms(clinic.doctor, patient_id)
    assert live.offers == [(14, date(2027, 1, 6)), (30, date(2027, 1, 22))]
    await office.clearances.suspend(clinic.doctor, patient_id)
    paused = await office.clearances.terms(clinic.doctor, patient_id)
    assert paused.offers == [(14, date(2026, 12, 7)), (30, TODAY + timedelta(days=30))]


async def test_the_desk_shows_who_waits_and_whose_clearance_ends_within_a_week(
    office: Office, clinic: Clinic
) -> None:
    new = NewPerson(Role.PATIENT, "Новых", "Фёдор", None, "new@demo.invalid", MOSCOW)
    waiting = await office.registration.register(clinic.organizer, new)
    office.clock.move_to(moscow("2026-12-16 23:00"))
    desk = await office.clearances.desk(clinic.doctor)
    assert [c.patient_id for c in desk.waiting] == [waiting.id]
    assert list(desk.ending) == []
    office.clock.move(hours=1)
    desk = await office.clearances.desk(clinic.doctor)
    # Sample comes before Пробный.
    ids = [clinic.second.membership_id, clinic.patient.membership_id]
    assert [c.patient_id for c in desk.ending] == ids


async def test_patients_are_found_by_name_and_a_doctor_can_leave_out_the_colleagues(
    office: Office, clinic: Clinic
) -> None:
    member = await office.registration.register(
        clinic.organizer, NewPerson(Role.DOCTOR, "Второй", "Врач", None, "doc2@demo.invalid", MOSCOW)
    )
    colleague = replace(clinic.doctor, membership_id=member.id, person_id=member.person_id)
    assert [p.id for p, _ in await office.clearances.search(colleague, "петр")] == [
        clinic.patient.membership_id
    ]
    assert await office.clearances.search(colleague, own=True) == []
    assert len(await office.clearances.search(clinic.doctor, own=True)) == 2


async def test_the_view_names_the_leading_instructor_and_the_coming_lessons(
    office: Office, clinic: Clinic
) -> None:
    await plan_three(office, clinic)
    office.clock.move_to(TOMORROW_TEN + HOUR)
    view = await office.clearances.view(clinic.doctor, clinic.patient.membership_id)
    assert view.instructor is not None
    assert view.instructor.id == clinic.instructor.membership_id
    assert [lesson.starts_at for lesson in view.lessons] == [DAY_AFTER_TEN, AFTER_CLEARANCE]


async def test_messages_taken_back_stay_as_history(office: Office, clinic: Clinic) -> None:
    await office.schedule.create(clinic.instructor, plan(clinic.patient))
    await office.clearances.suspend(clinic.doctor, clinic.patient.membership_id)
    gone = await rows_for(office.session, clinic.patient, NotificationState.VOID)
    assert [row.kind for row in gone] == COURSE
    assert {row.last_error for row in gone} == {"replanned"}
