"""«Придёте?»: who answers, what an answer frees, and what stands in the way of coming back."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from models import (
    BusyInterval,
    DeclineReason,
    JournalAction,
    JournalEntry,
    Lesson,
    LessonParticipant,
    NotificationKind,
    ParticipantState,
    Resource,
)
from services.errors import NotHere, Refused
from services.policy import Actor
from tests.services.owed import kinds, owed
from tests.services.people import DAY_AFTER_TEN, HOUR, TOMORROW_TEN, Clinic, Office, moscow, plan

ASKED, DECLINED, STARTING, FINISHED, REFRESH = (
    NotificationKind.LESSON_ASKED,
    NotificationKind.LESSON_DECLINED,
    NotificationKind.LESSON_STARTING,
    NotificationKind.LESSON_FINISHED,
    NotificationKind.LESSON_REFRESH,
)


@pytest.fixture
async def lesson(office: Office, clinic: Clinic) -> Lesson:
    """A lesson of both patients, the day after tomorrow at ten."""
    return await office.schedule.create(
        clinic.instructor, plan(clinic.patient, clinic.second, at=DAY_AFTER_TEN)
    )


async def place(office: Office, lesson: Lesson, actor: Actor) -> LessonParticipant:
    query = select(LessonParticipant).where(
        LessonParticipant.lesson_id == lesson.id, LessonParticipant.patient_id == actor.membership_id
    )
    return (await office.session.scalars(query)).one()


async def busy(office: Office, actor: Actor) -> bool:
    query = select(BusyInterval.id).where(BusyInterval.resource_id == Resource.person(actor.person_id))
    return await office.session.scalar(query) is not None


async def test_a_refusal_frees_the_time_and_tells_the_instructor_at_once(
    office: Office, clinic: Clinic, lesson: Lesson
) -> None:
    await office.answers.decline(clinic.second, lesson.id, DeclineReason.TREATMENT)
    own = await place(office, lesson, clinic.second)
    assert (own.state, own.reason) == (ParticipantState.DECLINED, DeclineReason.TREATMENT)
    assert own.answered_at == office.clock.now()
    assert not await busy(office, clinic.second)
    assert await busy(office, clinic.patient)
    assert await kinds(office.session, clinic.second) == [REFRESH, FINISHED]
    assert (DECLINED, office.clock.now()) in await owed(office.session, clinic.instructor)


async def test_a_refusal_at_night_waits_for_the_instructors_morning_unless_the_lesson_is_near(
    office: Office, clinic: Clinic, lesson: Lesson
) -> None:
    office.clock.move_to(moscow("2026-11-23 23:00"))
    await office.answers.decline(clinic.second, lesson.id, DeclineReason.OTHER)
    assert (DECLINED, moscow("2026-11-24 08:00")) in await owed(office.session, clinic.instructor)
    office.clock.move_to(moscow("2026-11-25 07:00"))
    await office.answers.decline(clinic.patient, lesson.id, DeclineReason.UNWELL)
    assert (DECLINED, office.clock.now()) in await owed(office.session, clinic.instructor)


async def test_the_same_press_twice_changes_nothing_and_tells_nobody_again(
    office: Office, clinic: Clinic, lesson: Lesson
) -> None:
    for reason in (DeclineReason.OTHER, DeclineReason.OTHER, DeclineReason.UNWELL):
        await office.answers.decline(clinic.second, lesson.id, reason)
    assert (await place(office, lesson, clinic.second)).reason is DeclineReason.UNWELL
    assert (await kinds(office.session, clinic.instructor)).count(DECLINED) == 1
    for _ in range(2):
        await office.answers.confirm(clinic.second, lesson.id)
    entries = await office.session.scalars(
        select(JournalEntry.action).where(JournalEntry.subject_id == clinic.second.membership_id)
    )
    said = [one for one in entries if one in (JournalAction.PLACE_CONFIRMED, JournalAction.PLACE_DECLINED)]
    assert said == [JournalAction.PLACE_DECLINED, JournalAction.PLACE_CONFIRMED]


async def test_who_comes_after_all_has_the_time_and_the_messages_again(
    office: Office, clinic: Clinic, lesson: Lesson
) -> None:
    await office.answers.decline(clinic.second, lesson.id, DeclineReason.NONE)
    given = await office.answers.confirm(clinic.second, lesson.id)
    assert (given.place.state, given.place.reason) == (ParticipantState.CONFIRMED, None)
    assert await busy(office, clinic.second)
    due = await owed(office.session, clinic.second)
    assert (ASKED, TOMORROW_TEN) in due
    assert (STARTING, DAY_AFTER_TEN - timedelta(minutes=10)) in due


async def test_nobody_comes_back_to_a_time_that_is_taken(
    office: Office, clinic: Clinic, lesson: Lesson
) -> None:
    await office.answers.decline(clinic.second, lesson.id, DeclineReason.OTHER)
    office.session.add(
        BusyInterval(
            resource_id=Resource.person(clinic.second.person_id),
            lesson_id=lesson.id,
            starts_at=DAY_AFTER_TEN,
            ends_at=DAY_AFTER_TEN + HOUR,
        )
    )
    await office.session.flush()
    with pytest.raises(Refused) as refusal:
        await office.answers.confirm(clinic.second, lesson.id)
    assert refusal.value.code == "own-time-taken"
    assert (await place(office, lesson, clinic.second)).state is ParticipantState.DECLINED


async def test_who_comes_back_without_a_clearance_waits_for_the_doctor(
    office: Office, clinic: Clinic, lesson: Lesson
) -> None:
    await office.answers.decline(clinic.second, lesson.id, DeclineReason.OTHER)
    await office.clearances.suspend(clinic.doctor, clinic.second.membership_id)
    given = await office.answers.confirm(clinic.second, lesson.id)
    assert given.place.state is ParticipantState.BLOCKED
    assert await busy(office, clinic.second)
    assert STARTING not in await kinds(office.session, clinic.second)
    with pytest.raises(Refused) as refusal:
        await office.answers.decline(clinic.second, lesson.id, DeclineReason.OTHER)
    assert refusal.value.code == "place-waits"


async def test_a_moved_lesson_asks_again(office: Office, clinic: Clinic, lesson: Lesson) -> None:
    await office.answers.confirm(clinic.patient, lesson.id)
    await office.answers.decline(clinic.second, lesson.id, DeclineReason.OTHER)
    await office.schedule.move(clinic.instructor, lesson.id, DAY_AFTER_TEN + 24 * HOUR)
    for actor in (clinic.patient, clinic.second):
        own = await place(office, lesson, actor)
        assert (own.state, own.reason, own.answered_at) == (ParticipantState.INVITED, None, None)
        assert await busy(office, actor)
    assert (ASKED, DAY_AFTER_TEN) in await owed(office.session, clinic.second)


async def test_answers_come_too_late_once_it_has_begun_is_over_or_cancelled(
    office: Office, clinic: Clinic, lesson: Lesson
) -> None:
    for moment, code in ((lesson.starts_at, "answer-late"), (lesson.ends_at, "lesson-over")):
        office.clock.move_to(moment)
        with pytest.raises(Refused) as refusal:
            await office.answers.confirm(clinic.second, lesson.id)
        assert refusal.value.code == code


async def test_a_cancelled_lesson_takes_no_answers(office: Office, clinic: Clinic, lesson: Lesson) -> None:
    await office.calling_off.cancel(clinic.instructor, lesson.id)
    with pytest.raises(Refused) as refusal:
        await office.answers.decline(clinic.second, lesson.id, DeclineReason.OTHER)
    assert refusal.value.code == "lesson-cancelled"


async def test_only_the_places_own_patient_answers(office: Office, clinic: Clinic, abroad: Clinic) -> None:
    lesson = await office.schedule.create(clinic.instructor, plan(clinic.patient, at=DAY_AFTER_TEN))
    for actor in (clinic.second, clinic.instructor, clinic.organizer, abroad.patient):
        with pytest.raises(NotHere):
            await office.answers.confirm(actor, lesson.id)
