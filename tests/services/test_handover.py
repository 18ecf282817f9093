"""Colleagues take an instructor's lessons over: who is free, what follows, and what everybody is told."""

import re
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select, update

from models import (
    BusyInterval,
    HostProvider,
    JournalAction,
    JournalEntry,
    Lesson,
    Meeting,
    MeetingHost,
    MeetingState,
    Membership,
    Notification,
    NotificationKind,
    NotificationState,
    ParticipantState,
    Resource,
    Role,
)
from services import access, meetings
from services.errors import NotHere, Refused
from services.lessons.transfers import Why
from services.meetings import Step
from services.notifications.preparing import Preparing
from services.policy import Actor
from services.ports import MeetingRef
from services.registration import NewPerson
from tests.flows.steps import CATALOGUES
from tests.services.owed import kinds, rows_for
from tests.services.people import DAY_AFTER_TEN, HOUR, MOSCOW, TOMORROW_TEN, Clinic, Office, plan

COLLEAGUE = NewPerson(
    Role.INSTRUCTOR,
    "Набросков",
    "Илья",
    None,
    "ins2@demo.invalid",
    MOSCOW,
    meeting_provider=HostProvider.ZOOM,
)
LED, RECEIVED, GIVEN = (
    NotificationKind.LESSONS_LED_BY_OTHER,
    NotificationKind.LESSONS_RECEIVED,
    NotificationKind.LESSONS_GIVEN_AWAY,
)
NEWS = {LED, RECEIVED, GIVEN}


async def joined(office: Office, clinic: Clinic, new: NewPerson, telegram_id: int) -> Actor:
    """Let an instructor come to the clinic."""
    return await office.activate(await office.registration.register(clinic.organizer, new), telegram_id)


@pytest.fixture
async def colleague(office: Office, clinic: Clinic) -> Actor:
    """Another instructor with an own Zoom account."""
    return await joined(office, clinic, COLLEAGUE, 900)


async def held(office: Office, lesson_id: int) -> Lesson:
    """Return a lesson with its people, as the database has it."""
    query = access.lessons_with_people().where(Lesson.id == lesson_id)
    return (await office.session.scalars(query.execution_options(populate_existing=True))).one()


async def meeting_of(office: Office, lesson: Lesson) -> Meeting:
    meeting = await meetings.of_lesson(office.session, lesson.id)
    assert meeting is not None
    return meeting


async def news(office: Office, actor: Actor) -> list[NotificationKind]:
    """Return what a person is told of the hand-over."""
    await office.session.flush()
    return [kind for kind in await kinds(office.session, actor) if kind in NEWS]


async def test_lessons_change_hands_and_everybody_is_told_once(
    office: Office, clinic: Clinic, colleague: Actor
) -> None:
    first = await office.schedule.create(clinic.instructor, plan(clinic.patient, clinic.second))
    second = await office.schedule.create(clinic.instructor, plan(clinic.patient, at=DAY_AFTER_TEN))
    survey = await office.handover.survey(clinic.organizer, clinic.instructor.membership_id)
    choices = survey.suggested()
    assert choices == {first.id: colleague.membership_id, second.id: colleague.membership_id}
    outlook = await office.handover.outlook(clinic.organizer, clinic.instructor.membership_id, choices)
    assert [(who.id, count) for who, count in outlook.shares] == [(colleague.membership_id, 2)]
    assert (outlook.lessons, outlook.patients, outlook.instructors) == (2, 2, 2)
    assert await office.handover.hand_over(clinic.organizer, clinic.instructor.membership_id, choices) == 2

    for lesson in (first, second):
        now = await held(office, lesson.id)
        assert (now.instructor_id, now.version) == (colleague.membership_id, 2)
        rows = await office.session.scalars(
            select(BusyInterval.resource_id).where(BusyInterval.lesson_id == lesson.id)
        )
        busy = set(rows)
        host = await office.session.get_one(MeetingHost, now.host_id)
        assert host.membership_id == colleague.membership_id
        assert {Resource.person(colleague.person_id), host.resource} <= busy
        assert Resource.person(clinic.instructor.person_id) not in busy
    assert await news(office, clinic.patient) == [LED]
    assert await news(office, clinic.second) == [LED]
    assert await news(office, colleague) == [RECEIVED]
    assert await news(office, clinic.instructor) == [GIVEN]
    assert await kinds(office.session, clinic.organizer) == []
    starting = NotificationKind.LESSON_STARTING
    assert (await kinds(office.session, clinic.patient)).count(starting) == 2
    assert (await kinds(office.session, colleague)).count(starting) == 2
    assert starting not in await kinds(office.session, clinic.instructor)
    entries = await office.session.scalars(
        select(JournalEntry).where(JournalEntry.action == JournalAction.LESSON_HANDED_OVER)
    )
    assert {(one.subject_id, one.lesson_id) for one in entries} == {
        (colleague.membership_id, first.id),
        (colleague.membership_id, second.id),
    }


async def test_the_second_time_nothing_happens(office: Office, clinic: Clinic, colleague: Actor) -> None:
    lesson = await office.schedule.create(clinic.instructor, plan(clinic.patient))
    choices = {lesson.id: colleague.membership_id}
    own = clinic.instructor.membership_id
    assert await office.handover.hand_over(clinic.organizer, own, choices) == 1
    assert await office.handover.hand_over(clinic.organizer, own, choices) == 0
    assert await news(office, clinic.patient) == [LED]
    assert (await held(office, lesson.id)).version == 2


async def test_the_covering_instructor_sees_the_patient_and_the_former_one_no_lesson(
    office: Office, clinic: Clinic, colleague: Actor
) -> None:
    lesson = await office.schedule.create(clinic.instructor, plan(clinic.patient))
    now = office.clock.now()
    assert await access.patients(office.session, colleague, now) == []
    await office.handover.hand_over(
        clinic.organizer, clinic.instructor.membership_id, {lesson.id: colleague.membership_id}
    )
    found = await access.patients(office.session, colleague, now)
    assert [patient.id for patient in found] == [clinic.patient.membership_id]
    with pytest.raises(NotHere):
        await access.lesson(office.session, clinic.instructor, lesson.id)


async def test_who_is_busy_is_not_offered_and_it_is_said_why(
    office: Office, clinic: Clinic, colleague: Actor
) -> None:
    lesson = await office.schedule.create(clinic.instructor, plan(clinic.patient))
    later = await office.schedule.create(clinic.instructor, plan(clinic.second, at=DAY_AFTER_TEN))
    await office.corrections.change_leader(
        clinic.organizer, clinic.second.membership_id, colleague.membership_id
    )
    taken = await office.schedule.create(colleague, plan(clinic.second, at=TOMORROW_TEN + HOUR / 2))
    survey = await office.handover.survey(clinic.organizer, clinic.instructor.membership_id)
    first, second = survey.transfers
    assert first.free == []
    (obstacle,) = first.obstacles
    assert (obstacle.why, obstacle.starts_at, obstacle.ends_at) == (Why.BUSY, taken.starts_at, taken.ends_at)
    assert [one.id for one in second.free] == [colleague.membership_id]
    assert survey.suggested() == {later.id: colleague.membership_id}
    with pytest.raises(Refused, match="hand-over-taken"):
        await office.handover.hand_over(
            clinic.organizer,
            clinic.instructor.membership_id,
            {lesson.id: colleague.membership_id, later.id: colleague.membership_id},
        )
    assert (await held(office, later.id)).instructor_id == clinic.instructor.membership_id


@pytest.mark.parametrize(
    ("host", "why"),
    [({"minutes_limit": 40}, Why.HOST_LIMIT), ({"problem": "inactive"}, Why.NO_HOST)],
)
async def test_a_host_that_cannot_hold_the_lesson_keeps_its_owner_from_it(
    office: Office, clinic: Clinic, colleague: Actor, host: dict[str, int | str], why: Why
) -> None:
    await office.schedule.create(clinic.instructor, plan(clinic.patient, minutes=45))
    await office.session.execute(
        update(MeetingHost).where(MeetingHost.membership_id == colleague.membership_id).values(**host)
    )
    (transfer,) = (await office.handover.survey(clinic.organizer, clinic.instructor.membership_id)).transfers
    assert ([one.why for one in transfer.obstacles], transfer.free) == ([why], [])


async def test_who_is_a_patient_of_the_lesson_does_not_hold_it(
    office: Office, clinic: Clinic, colleague: Actor
) -> None:
    patient = replace(COLLEAGUE, role=Role.PATIENT, meeting_provider=None)
    own = Actor.of(await office.registration.register(clinic.organizer, patient))
    await office.corrections.change_leader(
        clinic.organizer, own.membership_id, clinic.instructor.membership_id
    )
    await office.clearances.give(clinic.doctor, own.membership_id, date(2026, 12, 1))
    await office.schedule.create(clinic.instructor, plan(own))
    (transfer,) = (await office.handover.survey(clinic.organizer, clinic.instructor.membership_id)).transfers
    assert [one.why for one in transfer.obstacles] == [Why.OWN_PLACE]


async def test_only_active_instructors_of_the_clinic_are_asked(
    office: Office, clinic: Clinic, abroad: Clinic, colleague: Actor
) -> None:
    lesson = await office.schedule.create(clinic.instructor, plan(clinic.patient))
    waiting = replace(COLLEAGUE, email="ins3@demo.invalid")
    newcomer = await office.registration.register(clinic.organizer, waiting)
    await office.session.execute(
        update(Membership)
        .where(Membership.id == colleague.membership_id)
        .values(deactivated_at=office.clock.now())
    )
    own = clinic.instructor.membership_id
    survey = await office.handover.survey(clinic.organizer, own)
    assert (survey.transfers[0].free, survey.transfers[0].obstacles) == ([], [])
    for nobody in (abroad.instructor.membership_id, colleague.membership_id, newcomer.id, own, 999_999):
        with pytest.raises(NotHere):
            await office.handover.hand_over(clinic.organizer, own, {lesson.id: nobody})


async def test_another_clinics_lessons_and_instructors_are_not_there(
    office: Office, clinic: Clinic, abroad: Clinic, colleague: Actor
) -> None:
    theirs = await office.schedule.create(abroad.instructor, plan(abroad.patient))
    with pytest.raises(NotHere):
        await office.handover.survey(clinic.organizer, abroad.instructor.membership_id)
    with pytest.raises(NotHere):
        await office.handover.survey(clinic.organizer, clinic.patient.membership_id)
    choices = {theirs.id: colleague.membership_id}
    assert await office.handover.hand_over(clinic.organizer, clinic.instructor.membership_id, choices) == 0
    assert (await held(office, theirs.id)).instructor_id == abroad.instructor.membership_id


async def test_a_period_is_days_of_the_clinic_with_both_ends(
    office: Office, clinic: Clinic, colleague: Actor
) -> None:
    early = await office.schedule.create(
        clinic.instructor, plan(clinic.patient, at=TOMORROW_TEN - timedelta(hours=9, minutes=45))
    )
    late = await office.schedule.create(
        clinic.instructor, plan(clinic.patient, at=TOMORROW_TEN + timedelta(hours=13, minutes=45), minutes=10)
    )
    after = await office.schedule.create(clinic.instructor, plan(clinic.patient, at=DAY_AFTER_TEN))

    async def between(first: date | None, last: date | None) -> list[int]:
        survey = await office.handover.survey(clinic.organizer, clinic.instructor.membership_id, first, last)
        return [one.lesson.id for one in survey.transfers]

    day, next_day = date(2026, 11, 24), date(2026, 11, 25)
    assert await between(day, day) == [early.id, late.id]
    assert await between(day, next_day) == [early.id, late.id, after.id]
    assert await between(next_day, None) == [after.id]
    assert await between(next_day, day) == []


async def test_a_lesson_under_way_stays(office: Office, clinic: Clinic, colleague: Actor) -> None:
    lesson = await office.schedule.create(clinic.instructor, plan(clinic.patient))
    office.clock.move_to(lesson.starts_at)
    own = clinic.instructor.membership_id
    assert (await office.handover.survey(clinic.organizer, own)).transfers == []
    assert await office.handover.hand_over(clinic.organizer, own, {lesson.id: colleague.membership_id}) == 0
    assert (await held(office, lesson.id)).instructor_id == own


async def test_who_waits_for_the_doctor_is_not_told(office: Office, clinic: Clinic, colleague: Actor) -> None:
    lesson = await office.schedule.create(clinic.instructor, plan(clinic.patient, clinic.second))
    await office.clearances.suspend(clinic.doctor, clinic.patient.membership_id)
    await office.handover.hand_over(
        clinic.organizer, clinic.instructor.membership_id, {lesson.id: colleague.membership_id}
    )
    assert await news(office, clinic.patient) == []
    assert await news(office, clinic.second) == [LED]
    states = {place.patient_id: place.state for place in (await held(office, lesson.id)).participants}
    assert states[clinic.patient.membership_id] is ParticipantState.BLOCKED


async def test_a_move_nobody_has_read_yet_is_still_told(
    office: Office, clinic: Clinic, colleague: Actor
) -> None:
    lesson = await office.schedule.create(clinic.instructor, plan(clinic.patient))
    was = lesson.starts_at
    await office.schedule.move(clinic.instructor, lesson.id, DAY_AFTER_TEN)
    await office.handover.hand_over(
        clinic.organizer, clinic.instructor.membership_id, {lesson.id: colleague.membership_id}
    )
    await office.session.flush()
    told = [
        row.params
        for row in await rows_for(office.session, clinic.patient)
        if row.kind is NotificationKind.LESSON_MOVED
    ]
    assert [(params["was"], params["version"]) for params in told] == [(was.isoformat(), 3)]


async def test_an_organizer_who_is_the_instructor_is_not_told_of_their_own_deed(
    office: Office, clinic: Clinic, colleague: Actor
) -> None:
    lesson = await office.schedule.create(clinic.instructor, plan(clinic.patient))
    both = replace(COLLEAGUE, role=Role.ORGANIZER, email="ins@demo.invalid", meeting_provider=None)
    organizer = Actor.of(await office.registration.register(clinic.organizer, both))
    assert organizer.person_id == clinic.instructor.person_id
    own, choices = clinic.instructor.membership_id, {lesson.id: colleague.membership_id}
    assert (await office.handover.outlook(organizer, own, choices)).instructors == 1
    await office.handover.hand_over(organizer, own, choices)
    assert await news(office, clinic.instructor) == []
    assert await news(office, colleague) == [RECEIVED]


async def made(office: Office, lesson: Lesson, external_id: str) -> None:
    """Let the provider make the lesson's meeting."""
    office.clock.move_to(max(office.clock.now(), lesson.starts_at - timedelta(hours=20)))
    (task,) = await meetings.claim(office.session, office.clock.now(), list(HostProvider))
    assert task.step is Step.CREATE
    ref = MeetingRef(external_id, f"https://zoom.example/{external_id}")
    await meetings.settle_ready(office.session, task, ref, office.clock.now())


async def test_the_meeting_is_removed_at_the_old_host_and_made_anew_at_the_new_one(
    office: Office, clinic: Clinic, colleague: Actor
) -> None:
    lesson = await office.schedule.create(clinic.instructor, plan(clinic.patient))
    await made(office, lesson, "111")
    await office.handover.hand_over(
        clinic.organizer, clinic.instructor.membership_id, {lesson.id: colleague.membership_id}
    )
    meeting = await meeting_of(office, lesson)
    assert meeting.join_url is None
    now = office.clock.now()
    (removal,) = await meetings.claim(office.session, now, list(HostProvider))
    assert (removal.step, removal.external_id) == (Step.DELETE, "111")
    await meetings.settle_removed(office.session, removal)
    (making,) = await meetings.claim(office.session, now, list(HostProvider))
    assert (making.step, making.wish.host_login) == (Step.CREATE, "ins2@demo.invalid")
    await meetings.settle_ready(office.session, making, MeetingRef("222", "https://zoom.example/222"), now)
    made_anew = await meeting_of(office, lesson)
    assert (made_anew.external_id, made_anew.join_url) == ("222", "https://zoom.example/222")
    assert await meetings.claim(office.session, now, list(HostProvider)) == []


async def test_a_meeting_in_the_making_at_the_old_host_is_not_kept(
    office: Office, clinic: Clinic, colleague: Actor
) -> None:
    lesson = await office.schedule.create(clinic.instructor, plan(clinic.patient))
    office.clock.move_to(lesson.starts_at - timedelta(hours=20))
    now = office.clock.now()
    (under_way,) = await meetings.claim(office.session, now, list(HostProvider))
    await office.handover.hand_over(
        clinic.organizer, clinic.instructor.membership_id, {lesson.id: colleague.membership_id}
    )
    await meetings.settle_ready(office.session, under_way, MeetingRef("111", "https://zoom.example/1"), now)
    assert (await meeting_of(office, lesson)).join_url is None
    (removal,) = await meetings.claim(office.session, now, list(HostProvider))
    assert (removal.step, removal.external_id) == (Step.DELETE, "111")
    await meetings.settle_removed(office.session, removal)
    (making,) = await meetings.claim(office.session, now, list(HostProvider))
    assert (making.step, making.wish.host_login) == (Step.CREATE, "ins2@demo.invalid")


async def test_an_unclear_making_is_looked_for_at_the_old_host_and_removed(
    office: Office, clinic: Clinic, colleague: Actor
) -> None:
    lesson = await office.schedule.create(clinic.instructor, plan(clinic.patient))
    office.clock.move_to(lesson.starts_at - timedelta(hours=20))
    (under_way,) = await meetings.claim(office.session, office.clock.now(), list(HostProvider))
    await meetings.settle_unknown(office.session, under_way, office.clock.now())
    await office.handover.hand_over(
        clinic.organizer, clinic.instructor.membership_id, {lesson.id: colleague.membership_id}
    )
    (removal,) = await meetings.claim(office.session, office.clock.now(), list(HostProvider))
    assert (removal.step, removal.wish.host_login) == (Step.FIND_AND_DELETE, "ins@demo.invalid")
    await meetings.settle_removed(office.session, removal)
    (making,) = await meetings.claim(office.session, office.clock.now(), list(HostProvider))
    assert (making.step, making.wish.host_login) == (Step.CREATE, "ins2@demo.invalid")


async def test_a_shared_account_keeps_its_meeting(office: Office, clinic: Clinic) -> None:
    sharing = replace(COLLEAGUE, meeting_login="ins@demo.invalid")
    partner = await joined(office, clinic, sharing, 901)
    lesson = await office.schedule.create(clinic.instructor, plan(clinic.patient))
    await made(office, lesson, "111")
    await office.handover.hand_over(
        clinic.organizer, clinic.instructor.membership_id, {lesson.id: partner.membership_id}
    )
    (task,) = await meetings.claim(office.session, office.clock.now(), list(HostProvider))
    assert (task.step, task.external_id) == (Step.UPDATE, "111")
    await meetings.settle_ready(office.session, task, None, office.clock.now())
    assert (await meeting_of(office, lesson)).join_url == "https://zoom.example/111"


async def test_a_link_of_the_new_instructor_outlasts_the_removal_of_the_old_meeting(
    office: Office, clinic: Clinic, colleague: Actor
) -> None:
    lesson = await office.schedule.create(clinic.instructor, plan(clinic.patient))
    await made(office, lesson, "111")
    await office.handover.hand_over(
        clinic.organizer, clinic.instructor.membership_id, {lesson.id: colleague.membership_id}
    )
    now = office.clock.now()
    (removal,) = await meetings.claim(office.session, now, list(HostProvider))
    await office.entry.give_link(colleague, lesson.id, "https://meet.example.org/mine")
    await meetings.settle_removed(office.session, removal)
    meeting = await meeting_of(office, lesson)
    assert (meeting.state, meeting.join_url) == (MeetingState.READY, "https://meet.example.org/mine")


async def test_a_patient_reads_a_short_message_however_many_lessons_and_instructors_there_are(
    office: Office, clinic: Clinic, colleague: Actor
) -> None:
    other = await joined(
        office,
        clinic,
        replace(COLLEAGUE, first_name="К" * 40, middle_name="О" * 40, email="ins3@demo.invalid"),
        901,
    )
    lessons = [
        await office.schedule.create(
            clinic.instructor, plan(clinic.patient, at=TOMORROW_TEN + day * 24 * HOUR)
        )
        for day in range(6)
    ]
    takers = [colleague.membership_id, other.membership_id]
    choices = {lesson.id: takers[number % 2] for number, lesson in enumerate(lessons)}
    await office.handover.hand_over(clinic.organizer, clinic.instructor.membership_id, choices)
    await office.session.flush()
    (row,) = [one for one in await rows_for(office.session, clinic.patient) if one.kind is LED]
    preparing = Preparing(office.session, office.clock, CATALOGUES, office.invitations)
    delivery = await preparing.prepare(row.id)
    assert delivery is not None
    words = re.sub(r"<[^>]*>", "", delivery.message.html)
    assert "Ведёт Илья" in words
    assert "И ещё 4 занятия" in words
    assert len(words) <= 350


async def test_what_was_planned_for_the_former_instructor_is_taken_back(
    office: Office, clinic: Clinic, colleague: Actor
) -> None:
    lesson = await office.schedule.create(clinic.instructor, plan(clinic.patient))
    await office.handover.hand_over(
        clinic.organizer, clinic.instructor.membership_id, {lesson.id: colleague.membership_id}
    )
    rows = await office.session.scalars(
        select(Notification.kind).where(
            Notification.lesson_id == lesson.id,
            Notification.recipient_id == clinic.instructor.person_id,
            Notification.state == NotificationState.PLANNED,
        )
    )
    assert list(rows) == []
