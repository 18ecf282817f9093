"""A lesson that goes on longer: as far as nothing stands in the way, and everything follows its end."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from models import (
    BusyInterval,
    DeclineReason,
    Lesson,
    Notification,
    NotificationKind,
    NotificationState,
    PatientProfile,
)
from services.errors import NotHere, Refused
from services.lessons import clashes
from tests.clock import FixedClock
from tests.services.crowd import Race, Save
from tests.services.people import Clinic, Office, plan
from tests.services.test_standing_in import COLLEAGUE

MINUTES = timedelta(minutes=1)
FINISHED = NotificationKind.LESSON_FINISHED


@pytest.fixture
async def lesson(office: Office, clinic: Clinic, clock: FixedClock) -> Lesson:
    """A lesson of 45 minutes that has been going on for half an hour."""
    lesson = await office.schedule.create(clinic.instructor, plan(clinic.patient))
    clock.move_to(lesson.starts_at + 30 * MINUTES)
    return lesson


async def ends(office: Office, lesson: Lesson) -> set[object]:
    """Return the ends of what the lesson keeps busy."""
    await office.session.flush()
    return set(
        await office.session.scalars(select(BusyInterval.ends_at).where(BusyInterval.lesson_id == lesson.id))
    )


async def test_with_nothing_after_it_a_lesson_goes_on_for_a_quarter_of_an_hour(
    office: Office, clinic: Clinic, lesson: Lesson
) -> None:
    was = lesson.ends_at
    room = await office.extending.room(clinic.instructor, lesson.id)
    assert room is not None
    assert (room.until, room.full) == (was + 15 * MINUTES, True)
    await office.extending.extend(clinic.instructor, lesson.id)
    assert lesson.ends_at == was + 15 * MINUTES
    assert await ends(office, lesson) == {lesson.ends_at}
    rows = await office.session.scalars(
        select(Notification).where(
            Notification.lesson_id == lesson.id,
            Notification.kind == FINISHED,
            Notification.state == NotificationState.PLANNED,
        )
    )
    assert {row.due_at for row in rows} == {lesson.ends_at}


async def test_the_next_lesson_ends_it(
    office: Office, clinic: Clinic, clock: FixedClock, lesson: Lesson
) -> None:
    following = lesson.ends_at + 7 * MINUTES
    await office.schedule.create(clinic.instructor, plan(clinic.second, at=following))
    room = await office.extending.room(clinic.instructor, lesson.id)
    assert room is not None
    assert (room.until, room.full, room.own) == (following, False, True)
    await office.extending.extend(clinic.instructor, lesson.id)
    assert lesson.ends_at == following
    assert await office.extending.room(clinic.instructor, lesson.id) is None
    with pytest.raises(Refused, match="lesson-no-room"):
        await office.extending.extend(clinic.instructor, lesson.id)
    assert lesson.ends_at == following


async def test_a_free_account_of_zoom_ends_it(office: Office, clinic: Clinic, lesson: Lesson) -> None:
    host = await clashes.host_of(office.session, clinic.instructor.membership_id)
    host.minutes_limit = 51
    await office.session.flush()
    room = await office.extending.room(clinic.instructor, lesson.id)
    assert room is not None
    assert (room.until, room.own) == (lesson.starts_at + 51 * MINUTES, False)
    host.minutes_limit = 48
    await office.session.flush()
    assert await office.extending.room(clinic.instructor, lesson.id) is None


async def test_only_a_lesson_that_goes_on_and_only_by_its_instructor(
    office: Office, clinic: Clinic, abroad: Clinic, clock: FixedClock, lesson: Lesson
) -> None:
    for actor in (clinic.organizer, clinic.doctor, clinic.patient, abroad.instructor):
        with pytest.raises(NotHere):
            await office.extending.extend(actor, lesson.id)
    clock.move_to(lesson.ends_at)
    with pytest.raises(Refused, match="lesson-over"):
        await office.extending.extend(clinic.instructor, lesson.id)
    later = await office.schedule.create(
        clinic.instructor, plan(clinic.patient, at=lesson.starts_at + timedelta(days=1))
    )
    with pytest.raises(Refused, match="lesson-not-begun"):
        await office.extending.extend(clinic.instructor, later.id)


async def test_who_has_declined_keeps_no_lesson_from_going_on(
    office: Office, clinic: Clinic, clock: FixedClock
) -> None:
    lesson = await office.schedule.create(clinic.instructor, plan(clinic.patient, clinic.second))
    colleague = await office.activate(await office.registration.register(clinic.organizer, COLLEAGUE), 900)
    profile = await office.session.get_one(PatientProfile, clinic.second.membership_id)
    profile.instructor_id = colleague.membership_id
    await office.answers.decline(clinic.second, lesson.id, DeclineReason.OTHER)
    await office.schedule.create(colleague, plan(clinic.second, at=lesson.ends_at))
    clock.move_to(lesson.starts_at + 30 * MINUTES)
    room = await office.extending.room(clinic.instructor, lesson.id)
    assert room is not None
    assert room.full


async def test_of_two_presses_that_prolong_and_plan_one_has_the_time(
    office: Office, clinic: Clinic, race: Race, lesson: Lesson
) -> None:
    await office.session.commit()
    actor, number = clinic.instructor, lesson.id

    class Extend:
        async def __call__(self, office: Office) -> None:
            await office.extending.extend(actor, number)

    ends_at = lesson.ends_at
    done = await race.run([Extend(), Save(actor, plan(clinic.second, at=ends_at + 2 * MINUTES))])
    assert done.count(None) == 1
