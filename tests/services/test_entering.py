"""Patients say that they are in the meeting, or that they cannot get in."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from models import Lesson, Notification, NotificationKind
from services.errors import NotHere, Refused
from tests.clock import FixedClock
from tests.services.owed import kinds
from tests.services.people import Clinic, Office, plan

STUCK = NotificationKind.PATIENT_STUCK
MINUTE = timedelta(minutes=1)


@pytest.fixture
async def lesson(office: Office, clinic: Clinic, clock: FixedClock) -> Lesson:
    """A lesson of both patients that has been going on for four minutes."""
    lesson = await office.schedule.create(clinic.instructor, plan(clinic.patient, clinic.second))
    clock.move_to(lesson.starts_at + 4 * MINUTE)
    return lesson


async def test_whoever_is_in_is_noted_once(
    office: Office, clinic: Clinic, clock: FixedClock, lesson: Lesson
) -> None:
    await office.entering.entered(clinic.patient, lesson.id)
    clock.move(minutes=1)
    await office.entering.entered(clinic.patient, lesson.id)
    entered = {place.patient_id: place.entered_at for place in lesson.participants}
    assert entered == {
        clinic.patient.membership_id: lesson.starts_at + 4 * MINUTE,
        clinic.second.membership_id: None,
    }


async def test_the_instructor_is_told_at_once_but_not_again_and_again(
    office: Office, clinic: Clinic, clock: FixedClock, lesson: Lesson
) -> None:
    for _ in range(3):
        await office.entering.ask_for_help(clinic.patient, lesson.id)
    await office.entering.ask_for_help(clinic.second, lesson.id)
    assert (await kinds(office.session, clinic.instructor)).count(STUCK) == 2
    rows = await office.session.scalars(select(Notification.due_at).where(Notification.kind == STUCK))
    assert set(rows) == {clock.now()}
    clock.move(minutes=6)
    await office.entering.ask_for_help(clinic.patient, lesson.id)
    assert (await kinds(office.session, clinic.instructor)).count(STUCK) == 3


async def test_only_while_the_way_in_is_open_and_only_whose_place_it_is(
    office: Office, clinic: Clinic, abroad: Clinic, clock: FixedClock, lesson: Lesson
) -> None:
    for actor in (clinic.instructor, clinic.doctor, clinic.organizer, abroad.patient):
        with pytest.raises(NotHere):
            await office.entering.entered(actor, lesson.id)
        with pytest.raises(NotHere):
            await office.entering.ask_for_help(actor, lesson.id)
    clock.move_to(lesson.ends_at)
    with pytest.raises(Refused, match="lesson-over"):
        await office.entering.ask_for_help(clinic.patient, lesson.id)
    later = await office.schedule.create(
        clinic.instructor, plan(clinic.patient, at=lesson.starts_at + timedelta(days=2))
    )
    with pytest.raises(Refused, match="entry-early"):
        await office.entering.entered(clinic.patient, later.id)


async def test_five_minutes_are_counted_from_the_press(
    office: Office, clinic: Clinic, clock: FixedClock, lesson: Lesson
) -> None:
    clock.move_to(lesson.starts_at + timedelta(minutes=4, seconds=59))
    await office.entering.ask_for_help(clinic.patient, lesson.id)
    clock.move(seconds=2)
    await office.entering.ask_for_help(clinic.patient, lesson.id)
    assert (await kinds(office.session, clinic.instructor)).count(STUCK) == 1


async def test_who_was_in_is_not_in_once_the_lesson_is_moved(
    office: Office, clinic: Clinic, clock: FixedClock
) -> None:
    lesson = await office.schedule.create(clinic.instructor, plan(clinic.patient))
    clock.move_to(lesson.starts_at - 5 * MINUTE)
    await office.entering.entered(clinic.patient, lesson.id)
    await office.schedule.move(clinic.instructor, lesson.id, lesson.starts_at + 60 * MINUTE)
    assert [place.entered_at for place in lesson.participants] == [None]
