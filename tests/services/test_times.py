"""Hours and days: quiet hours of whoever is told, and a clinic whose clocks change."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select

from models import Lesson, LessonParticipant, NotificationKind, ParticipantState, Person
from services import timetable
from services.notifications.planning import polite_moment
from tests.services.owed import owed
from tests.services.people import (
    BERLIN,
    DAY_AFTER_TEN,
    HOUR,
    MOSCOW,
    TOMORROW_TEN,
    VLADIVOSTOK,
    Clinic,
    Office,
    berlin,
    moscow,
    plan,
)

CHANGE = date(2027, 3, 28)
"""The day the clocks of Berlin go from 02:00 to 03:00."""

PLANNED, STARTING = NotificationKind.LESSON_PLANNED, NotificationKind.LESSON_STARTING


@pytest.mark.parametrize(
    ("now", "subject", "zone", "due"),
    [
        ("2026-11-23 20:59", "2026-11-25 10:00", MOSCOW, "2026-11-23 20:59"),
        ("2026-11-23 21:00", "2026-11-25 10:00", MOSCOW, "2026-11-24 08:00"),
        ("2026-11-24 07:59", "2026-11-25 10:00", MOSCOW, "2026-11-24 08:00"),
        ("2026-11-24 08:00", "2026-11-25 10:00", MOSCOW, "2026-11-24 08:00"),
        ("2026-11-24 00:01", "2026-11-24 10:00", MOSCOW, "2026-11-24 00:01"),
        ("2026-11-23 23:00", "2026-11-24 10:00", MOSCOW, "2026-11-24 08:00"),
        ("2026-11-23 23:00", "2026-11-24 09:59", MOSCOW, "2026-11-23 23:00"),
        # 14:00 in Moscow is 21:00 in Vladivostok, and 01:00 there is eight in the morning.
        ("2026-11-23 13:59", "2026-11-25 10:00", VLADIVOSTOK, "2026-11-23 13:59"),
        ("2026-11-23 14:00", "2026-11-25 10:00", VLADIVOSTOK, "2026-11-24 01:00"),
    ],
    ids=[
        "evening",
        "quiet from nine",
        "quiet before eight",
        "morning",
        "the same day is told at any hour",
        "morning is early enough",
        "morning is too near the lesson",
        "afternoon here, evening there",
        "afternoon here, night there",
    ],
)
def test_quiet_hours_are_the_readers_own(now: str, subject: str, zone: str, due: str) -> None:
    assert polite_moment(moscow(now), moscow(subject), Person(timezone=zone)) == moscow(due)


async def test_each_reader_is_told_in_their_own_daytime(office: Office, clinic: Clinic) -> None:
    office.clock.move_to(moscow("2026-11-23 15:00"))
    await office.schedule.create(clinic.instructor, plan(clinic.patient, clinic.second, at=DAY_AFTER_TEN))
    assert (await owed(office.session, clinic.patient))[0] == (PLANNED, moscow("2026-11-24 01:00"))
    assert (await owed(office.session, clinic.second))[0] == (PLANNED, office.clock.now())


async def test_the_ten_minute_reminder_knows_no_quiet_hours(office: Office, clinic: Clinic) -> None:
    start = moscow("2026-11-23 20:00")  # 03:00 in Vladivostok
    await office.schedule.create(clinic.instructor, plan(clinic.patient, at=start))
    assert (STARTING, start - timedelta(minutes=10)) in await owed(office.session, clinic.patient)


@pytest.fixture
async def spring(office: Office, abroad: Clinic) -> Office:
    """The week before the clocks change in Berlin; the patients there are cleared over it."""
    office.clock.move_to(berlin("2027-03-22 09:00"))
    for patient in (abroad.patient, abroad.second):
        await office.clearances.give(abroad.doctor, patient.membership_id, date(2027, 4, 30))
    return office


async def hold(office: Office, clinic: Clinic, start: datetime) -> Lesson:
    return await office.schedule.create(clinic.instructor, plan(clinic.patient, at=start))


async def test_ten_o_clock_stays_ten_o_clock_over_the_change(spring: Office, abroad: Clinic) -> None:
    lessons = [await hold(spring, abroad, berlin(f"2027-03-{day} 10:00")) for day in (27, 28, 29)]
    assert [f"{lesson.starts_at:%H:%M}" for lesson in lessons] == ["09:00", "08:00", "08:00"]
    assert [lesson.local_start[-5:] for lesson in lessons] == ["10:00"] * 3
    reminders = [
        timetable.to_local(due, BERLIN)
        for kind, due in await owed(spring.session, abroad.patient)
        if kind is STARTING
    ]
    assert [f"{reminder:%d %H:%M}" for reminder in reminders] == ["27 09:50", "28 09:50", "29 09:50"]


async def test_moved_from_before_the_change_to_after_it_a_lesson_keeps_its_length(
    spring: Office, abroad: Clinic
) -> None:
    lesson = await hold(spring, abroad, berlin("2027-03-27 10:00"))
    moved = await spring.schedule.move(abroad.instructor, lesson.id, berlin("2027-03-28 10:00"))
    assert moved.starts_at - berlin("2027-03-27 10:00") == 23 * HOUR
    assert (moved.minutes, moved.local_start) == (45, "2027-03-28T10:00")


async def test_a_lesson_over_the_lost_hour_lasts_its_minutes(spring: Office, abroad: Clinic) -> None:
    lesson = await hold(spring, abroad, berlin("2027-03-28 01:30"))
    assert lesson.ends_at == berlin("2027-03-28 03:15")
    await hold(spring, abroad, berlin("2027-03-28 03:15"))


async def test_a_clearance_up_to_the_day_of_the_change_ends_with_that_shorter_day(
    spring: Office, abroad: Clinic
) -> None:
    spring.clock.move(minutes=1)
    await spring.clearances.give(abroad.doctor, abroad.patient.membership_id, CHANGE)
    clearance = await spring.clearances.of_patient(abroad.doctor, abroad.patient.membership_id)
    assert clearance.ends_at == berlin("2027-03-29 00:00")
    assert clearance.ends_at - berlin("2027-03-28 00:00") == 23 * HOUR
    last = await hold(spring, abroad, berlin("2027-03-28 23:59"))
    beyond = await hold(spring, abroad, berlin("2027-03-29 10:00"))
    query = select(LessonParticipant.state).where(LessonParticipant.lesson_id.in_([last.id, beyond.id]))
    states = (await spring.session.scalars(query.order_by(LessonParticipant.lesson_id))).all()
    assert states == [ParticipantState.INVITED, ParticipantState.BLOCKED]


async def test_the_day_of_the_change_offers_its_starts_and_shows_what_is_taken(
    spring: Office, abroad: Clinic
) -> None:
    lesson = await hold(spring, abroad, berlin("2027-03-28 10:00"))
    day = await spring.book.day(abroad.instructor, CHANGE)
    assert [row.starts_at for row in day.busy] == [lesson.starts_at]
    assert f"{lesson.local_start[-5:]}" not in [f"{start:%H:%M}" for start in day.starts]
    spring.clock.move_to(berlin("2027-03-28 12:00"))
    assert [view.lesson.id for view in await spring.book.today(abroad.instructor)] == [lesson.id]


async def test_an_instructor_and_a_patient_of_other_zones_meet_at_one_moment(
    office: Office, clinic: Clinic
) -> None:
    lesson = await hold(office, clinic, TOMORROW_TEN)
    assert f"{timetable.to_local(lesson.starts_at, VLADIVOSTOK):%d %H:%M}" == "24 17:00"
    office.clock.move_to(moscow("2026-11-23 17:00"))  # the 24th has begun in Vladivostok
    assert [view.lesson.id for view in await office.book.today(clinic.patient)] == [lesson.id]
    assert await office.book.today(clinic.instructor) == []
