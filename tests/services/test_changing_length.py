"""Lessons that will last longer or shorter: one or several of a series, told once, all or none."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from models import BusyInterval, DeclineReason, Lesson, MeetingState, NotificationKind, ParticipantState
from services import meetings
from services.errors import NotHere, Refused
from services.lessons.clashes import Clashed
from services.lessons.rules import Scope
from tests.clock import FixedClock
from tests.services.owed import kinds
from tests.services.people import HOUR, Clinic, Office, plan, weekly
from tests.services.test_standing_in import COLLEAGUE

TOLD = NotificationKind.LESSONS_RESIZED


@pytest.fixture
async def lessons(office: Office, clinic: Clinic) -> list[Lesson]:
    """Four Tuesdays at ten with both patients, 45 minutes each."""
    return await office.series.create(clinic.instructor, weekly(clinic.patient, clinic.second))


async def test_a_longer_lesson_keeps_its_people_busy_longer_and_tells_each_once(
    office: Office, clinic: Clinic, lessons: list[Lesson]
) -> None:
    await office.answers.confirm(clinic.patient, lessons[1].id)
    await office.changing_length.change(clinic.instructor, lessons[1].id, 60, Scope.LATER)
    assert [one.minutes for one in lessons] == [45, 60, 60, 60]
    ends = await office.session.scalars(
        select(BusyInterval.ends_at).where(BusyInterval.lesson_id == lessons[1].id)
    )
    assert set(ends) == {lessons[1].starts_at + HOUR}
    for patient in (clinic.patient, clinic.second):
        told = await kinds(office.session, patient)
        assert told.count(TOLD) == 1
        assert told.count(NotificationKind.LESSON_STARTING) == 4
    assert TOLD not in await kinds(office.session, clinic.instructor)
    states = {place.patient_id: place.state for place in lessons[1].participants}
    assert states[clinic.patient.membership_id] is ParticipantState.CONFIRMED


async def test_the_meeting_follows(office: Office, clinic: Clinic) -> None:
    lesson = await office.schedule.create(clinic.instructor, plan(clinic.patient))
    meeting = await meetings.of_lesson(office.session, lesson.id)
    assert meeting is not None
    meeting.state, meeting.synced_version = MeetingState.READY, lesson.version
    await office.changing_length.change(clinic.instructor, lesson.id, 30, Scope.ONE)
    assert (meeting.due_at, meeting.synced_version) == (office.clock.now(), lesson.version - 1)


async def test_who_is_taken_by_then_keeps_all_as_they_were(
    office: Office, clinic: Clinic, lessons: list[Lesson]
) -> None:
    await office.schedule.create(
        clinic.instructor, plan(clinic.patient, at=lessons[2].starts_at + timedelta(minutes=50))
    )
    found = await office.changing_length.check(clinic.instructor, lessons[0].id, 60, Scope.ALL)
    assert [bool(one.busy) for one in found] == [False, False, True, False]
    with pytest.raises(Clashed):
        await office.changing_length.change(clinic.instructor, lessons[0].id, 60, Scope.ALL)
    assert [one.minutes for one in lessons] == [45] * 4
    assert TOLD not in await kinds(office.session, clinic.patient)


async def test_the_same_length_changes_nothing(office: Office, clinic: Clinic, lessons: list[Lesson]) -> None:
    await office.changing_length.change(clinic.instructor, lessons[0].id, 45, Scope.ALL)
    assert [one.version for one in lessons] == [1] * 4
    assert TOLD not in await kinds(office.session, clinic.patient)


async def test_only_what_has_not_begun_and_only_by_its_instructor(
    office: Office, clinic: Clinic, abroad: Clinic, clock: FixedClock, lessons: list[Lesson]
) -> None:
    for actor in (clinic.organizer, clinic.doctor, clinic.patient, abroad.instructor):
        with pytest.raises(NotHere):
            await office.changing_length.change(actor, lessons[0].id, 60, Scope.ONE)
    with pytest.raises(Refused, match="lesson-length"):
        await office.changing_length.change(clinic.instructor, lessons[0].id, 500, Scope.ONE)
    clock.move_to(lessons[0].starts_at)
    with pytest.raises(Refused, match="lesson-begun"):
        await office.changing_length.change(clinic.instructor, lessons[0].id, 60, Scope.ONE)


async def test_two_that_would_grow_into_each_other_are_named(
    office: Office, clinic: Clinic, lessons: list[Lesson]
) -> None:
    await office.schedule.move(clinic.instructor, lessons[2].id, lessons[1].starts_at + HOUR)
    found = await office.changing_length.check(clinic.instructor, lessons[0].id, 90, Scope.ALL)
    assert [[each.own for each in one.busy] for one in found] == [[], [True], [True], []]


async def test_who_does_not_come_may_be_taken_elsewhere(office: Office, clinic: Clinic) -> None:
    colleague = await office.activate(await office.registration.register(clinic.organizer, COLLEAGUE), 900)
    lesson = await office.schedule.create(clinic.instructor, plan(clinic.patient, clinic.second))
    after = await office.schedule.create(clinic.instructor, plan(clinic.patient, at=lesson.ends_at))
    await office.standing_in.hand_on(clinic.instructor, after.id, colleague.membership_id)
    with pytest.raises(Clashed):
        await office.changing_length.change(clinic.instructor, lesson.id, 60, Scope.ONE)
    await office.answers.decline(clinic.patient, lesson.id, DeclineReason.OTHER)
    await office.changing_length.change(clinic.instructor, lesson.id, 60, Scope.ONE)
    assert lesson.minutes == 60
