"""After a lesson: who came, who did not and why, and what is noted. It can be put right later."""

import pytest
from sqlalchemy import select, update

from models import (
    JournalAction,
    JournalEntry,
    Lesson,
    LessonNote,
    LessonParticipant,
    Outcome,
    ParticipantState,
)
from services.errors import NotHere, Refused
from tests.clock import FixedClock
from tests.services.dump import everything_written
from tests.services.people import Clinic, Office, plan


@pytest.fixture
async def lesson(office: Office, clinic: Clinic, clock: FixedClock) -> Lesson:
    """A lesson of two patients that is over."""
    lesson = await office.schedule.create(clinic.instructor, plan(clinic.patient, clinic.second))
    clock.move_to(lesson.ends_at)
    return lesson


async def states(office: Office, lesson: Lesson) -> list[ParticipantState]:
    """Return what became of the places, in the order they were planned."""
    query = select(LessonParticipant.state).where(LessonParticipant.lesson_id == lesson.id)
    return list(await office.session.scalars(query.order_by(LessonParticipant.patient_id)))


async def test_everybody_came_but_who_was_unticked(office: Office, clinic: Clinic, lesson: Lesson) -> None:
    await office.attendance.save(clinic.instructor, lesson.id, [clinic.second.membership_id])
    assert await states(office, lesson) == [ParticipantState.ATTENDED, ParticipantState.NO_SHOW]
    await office.attendance.save(clinic.instructor, lesson.id, [])
    assert await states(office, lesson) == [ParticipantState.ATTENDED] * 2
    shown = await office.attendance.sheet(clinic.instructor, lesson.id)
    assert (shown.outcome, shown.attendance_at) == (Outcome.HELD, lesson.ends_at)


async def test_who_had_declined_is_excused_unless_they_came(
    office: Office, clinic: Clinic, lesson: Lesson
) -> None:
    await office.session.execute(update(LessonParticipant).values(state=ParticipantState.DECLINED))
    await office.attendance.save(clinic.instructor, lesson.id, [clinic.patient.membership_id])
    assert await states(office, lesson) == [ParticipantState.EXCUSED, ParticipantState.ATTENDED]


async def test_a_lesson_without_its_instructor_is_nobodys_absence(
    office: Office, clinic: Clinic, lesson: Lesson
) -> None:
    await office.attendance.not_held(clinic.instructor, lesson.id, Outcome.NO_INSTRUCTOR)
    assert await states(office, lesson) == [ParticipantState.EXCUSED] * 2
    await office.attendance.not_held(clinic.instructor, lesson.id, Outcome.NOBODY_CAME)
    shown = await office.attendance.sheet(clinic.instructor, lesson.id)
    assert shown.outcome is Outcome.NOBODY_CAME


async def test_patients_who_did_not_come_are_absent(office: Office, clinic: Clinic, lesson: Lesson) -> None:
    await office.attendance.not_held(clinic.instructor, lesson.id, Outcome.NOBODY_CAME)
    assert await states(office, lesson) == [ParticipantState.NO_SHOW] * 2


async def test_nobody_ticked_is_no_lesson_held(office: Office, clinic: Clinic, lesson: Lesson) -> None:
    everybody = [clinic.patient.membership_id, clinic.second.membership_id]
    with pytest.raises(Refused, match="nobody-ticked"):
        await office.attendance.save(clinic.instructor, lesson.id, everybody)
    with pytest.raises(NotHere):
        await office.attendance.save(clinic.instructor, lesson.id, [clinic.doctor.membership_id])


async def test_a_lesson_has_to_begin_first_and_to_stand(
    office: Office, clinic: Clinic, clock: FixedClock
) -> None:
    lesson = await office.schedule.create(clinic.instructor, plan(clinic.patient))
    with pytest.raises(Refused, match="lesson-not-begun"):
        await office.attendance.sheet(clinic.instructor, lesson.id)
    await office.calling_off.cancel(clinic.instructor, lesson.id)
    clock.move_to(lesson.ends_at)
    with pytest.raises(Refused, match="lesson-cancelled"):
        await office.attendance.save(clinic.instructor, lesson.id, [])


async def test_a_note_is_sealed_and_replaced(office: Office, clinic: Clinic, lesson: Lesson) -> None:
    await office.attendance.save(clinic.instructor, lesson.id, [], "Рука до плеча")
    await office.attendance.save(clinic.instructor, lesson.id, [])
    shown = await office.attendance.sheet(clinic.instructor, lesson.id)
    assert shown.note is not None
    assert shown.note.text == "Рука до плеча"
    await office.attendance.save(clinic.instructor, lesson.id, [], "Выше плеча")
    assert len((await office.session.scalars(select(LessonNote))).all()) == 1
    await office.session.commit()
    written = await everything_written(office.session)
    assert "плеча" not in written


async def test_the_journal_has_it(office: Office, clinic: Clinic, lesson: Lesson) -> None:
    await office.attendance.save(clinic.instructor, lesson.id, [])
    query = select(JournalEntry).where(JournalEntry.action == JournalAction.ATTENDANCE_SAVED)
    entry = (await office.session.scalars(query)).one()
    assert (entry.actor_id, entry.lesson_id) == (clinic.instructor.membership_id, lesson.id)
