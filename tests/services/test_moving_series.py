"""Lessons of a series moved together: each by as many days, all to the same time, told once, all or none."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from models import BusyInterval, Lesson, NotificationKind, ParticipantState
from services import timetable
from services.errors import NotHere, Refused
from services.lessons.clashes import Clashed
from services.lessons.rules import Scope
from tests.clock import FixedClock
from tests.services.owed import kinds, rows_for
from tests.services.people import (
    BERLIN,
    DAY_AFTER_TEN,
    MOSCOW,
    TOMORROW_TEN,
    Clinic,
    Office,
    berlin,
    moscow,
    plan,
    weekly,
)

WEEK = timedelta(weeks=1)
HOUR = timedelta(hours=1)


@pytest.fixture
async def lessons(office: Office, clinic: Clinic) -> list[Lesson]:
    """Four Tuesdays at ten with both patients."""
    return await office.series.create(clinic.instructor, weekly(clinic.patient, clinic.second))


def starts(lessons: list[Lesson]) -> list[str]:
    """Return when lessons begin by Moscow's clocks."""
    return [f"{timetable.to_local(one.starts_at, MOSCOW):%m-%d %H:%M}" for one in lessons]


async def test_this_and_later_ones_move_by_a_day_to_another_time_and_each_patient_is_told_once(
    office: Office, clinic: Clinic, lessons: list[Lesson]
) -> None:
    wanted = lessons[1].starts_at + timedelta(days=1, hours=2)
    shifts = await office.moving_series.check(clinic.instructor, lessons[1].id, wanted, Scope.LATER)
    assert [one.busy for one in shifts] == [[], [], []]
    await office.moving_series.move(clinic.instructor, lessons[1].id, wanted, Scope.LATER)
    assert starts(lessons) == ["11-24 10:00", "12-02 12:00", "12-09 12:00", "12-16 12:00"]
    assert [one.version for one in lessons] == [1, 2, 2, 2]
    for patient in (clinic.patient, clinic.second):
        told = await kinds(office.session, patient)
        assert told.count(NotificationKind.SERIES_MOVED) == 1
        assert NotificationKind.LESSON_MOVED not in told
        assert told.count(NotificationKind.LESSON_STARTING) == 4
    assert NotificationKind.SERIES_MOVED not in await kinds(office.session, clinic.instructor)
    busy = await office.session.scalars(
        select(BusyInterval.starts_at).where(BusyInterval.lesson_id == lessons[2].id)
    )
    assert set(busy) == {lessons[2].starts_at}


async def test_a_weekly_series_moved_by_a_week_does_not_collide_with_itself(
    office: Office, clinic: Clinic, lessons: list[Lesson]
) -> None:
    wanted = lessons[0].starts_at + WEEK
    await office.moving_series.move(clinic.instructor, lessons[0].id, wanted, Scope.ALL)
    assert starts(lessons) == ["12-01 10:00", "12-08 10:00", "12-15 10:00", "12-22 10:00"]


async def test_one_date_that_is_taken_keeps_all_where_they_are(
    office: Office, clinic: Clinic, lessons: list[Lesson]
) -> None:
    await office.schedule.create(clinic.instructor, plan(clinic.patient, at=lessons[2].starts_at + 3 * HOUR))
    wanted = lessons[0].starts_at + 3 * HOUR
    shifts = await office.moving_series.check(clinic.instructor, lessons[0].id, wanted, Scope.ALL)
    assert [bool(one.busy) for one in shifts] == [False, False, True, False]
    with pytest.raises(Clashed):
        await office.moving_series.move(clinic.instructor, lessons[0].id, wanted, Scope.ALL)
    assert starts(lessons) == ["11-24 10:00", "12-01 10:00", "12-08 10:00", "12-15 10:00"]
    assert NotificationKind.SERIES_MOVED not in await kinds(office.session, clinic.patient)


async def test_a_place_beyond_the_clearance_waits_and_answers_are_asked_for_anew(
    office: Office, clinic: Clinic, lessons: list[Lesson]
) -> None:
    await office.answers.confirm(clinic.patient, lessons[0].id)
    wanted = lessons[0].starts_at + 2 * WEEK
    shifts = await office.moving_series.check(clinic.instructor, lessons[0].id, wanted, Scope.ALL)
    waiting = [len(one.blocked) for one in shifts]
    await office.moving_series.move(clinic.instructor, lessons[0].id, wanted, Scope.ALL)
    states = [place.state for one in lessons for place in one.participants]
    assert set(states) <= {ParticipantState.INVITED, ParticipantState.BLOCKED}
    assert states.count(ParticipantState.BLOCKED) == sum(waiting)


async def test_lessons_that_have_begun_stay(
    office: Office, clinic: Clinic, clock: FixedClock, lessons: list[Lesson]
) -> None:
    clock.move_to(lessons[0].starts_at)
    with pytest.raises(Refused, match="lesson-begun"):
        await office.moving_series.check(clinic.instructor, lessons[0].id, DAY_AFTER_TEN, Scope.ALL)
    wanted = lessons[1].starts_at + HOUR
    await office.moving_series.move(clinic.instructor, lessons[1].id, wanted, Scope.ALL)
    assert starts(lessons) == ["11-24 10:00", "12-01 11:00", "12-08 11:00", "12-15 11:00"]


async def test_nothing_moves_into_the_past_nor_by_anybody_else(
    office: Office, clinic: Clinic, abroad: Clinic, lessons: list[Lesson]
) -> None:
    with pytest.raises(Refused, match="lesson-in-past"):
        await office.moving_series.move(clinic.instructor, lessons[3].id, TOMORROW_TEN, Scope.ALL)
    for actor in (clinic.organizer, clinic.doctor, clinic.patient, abroad.instructor):
        with pytest.raises(NotHere):
            await office.moving_series.move(actor, lessons[0].id, DAY_AFTER_TEN, Scope.ALL)
    moved = select(func.count()).where(Lesson.version > 1)
    assert await office.session.scalar(moved) == 0


async def test_ten_oclock_in_berlin_is_nine_after_the_clocks_change_too(
    office: Office, abroad: Clinic, clock: FixedClock
) -> None:
    clock.move_to(berlin("2026-10-16 12:00"))
    lessons = await office.series.create(
        abroad.instructor, weekly(abroad.patient, at=berlin("2026-10-20 10:00"), many=3)
    )
    await office.moving_series.move(abroad.instructor, lessons[0].id, berlin("2026-10-20 09:00"), Scope.ALL)
    clocks = [f"{timetable.to_local(one.starts_at, BERLIN):%H:%M}" for one in lessons]
    assert clocks == ["09:00"] * 3
    assert len(await rows_for(office.session, abroad.patient)) > 0
    assert moscow("2026-10-20 10:00") == lessons[0].starts_at


async def test_two_that_would_fall_on_one_hour_are_named(
    office: Office, clinic: Clinic, lessons: list[Lesson]
) -> None:
    await office.schedule.move(clinic.instructor, lessons[2].id, lessons[1].starts_at + 3 * HOUR)
    wanted = lessons[0].starts_at + HOUR
    shifts = await office.moving_series.check(clinic.instructor, lessons[0].id, wanted, Scope.ALL)
    assert [[each.own for each in one.busy] for one in shifts] == [[], [True], [True], []]
    with pytest.raises(Clashed, match="clash"):
        await office.moving_series.move(clinic.instructor, lessons[0].id, wanted, Scope.ALL)


async def test_of_two_moves_before_anybody_reads_one_message_tells(
    office: Office, clinic: Clinic, lessons: list[Lesson]
) -> None:
    first = [one.starts_at for one in lessons]
    await office.moving_series.move(clinic.instructor, lessons[0].id, TOMORROW_TEN + HOUR, Scope.ALL)
    await office.moving_series.move(clinic.instructor, lessons[2].id, first[2] + 2 * HOUR, Scope.LATER)
    moved = NotificationKind.SERIES_MOVED
    (row,) = [one for one in await rows_for(office.session, clinic.patient) if one.kind is moved]
    assert row.params["was"] == ",".join(one.isoformat() for one in first)


async def test_a_lesson_that_is_there_already_keeps_its_answers(
    office: Office, clinic: Clinic, lessons: list[Lesson]
) -> None:
    await office.schedule.move(clinic.instructor, lessons[1].id, lessons[1].starts_at + HOUR)
    await office.answers.confirm(clinic.patient, lessons[1].id)
    version = lessons[1].version
    moved = await office.moving_series.move(clinic.instructor, lessons[0].id, TOMORROW_TEN + HOUR, Scope.ALL)
    assert [one.id for one in moved] == [one.id for one in lessons if one is not lessons[1]]
    states = {place.patient_id: place.state for place in lessons[1].participants}
    assert states[clinic.patient.membership_id] is ParticipantState.CONFIRMED
    assert lessons[1].version == version
