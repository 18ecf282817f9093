"""The instructor's calendar: what is on which day, what is free, and what of others is told."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncSession

from models import BusyInterval, HostProvider, Role
from services import timetable
from services.errors import NotHere
from services.lessons.calendar import CalendarDay
from services.policy import Actor
from services.registration import NewPerson
from tests.clock import FixedClock
from tests.services.people import BERLIN, MOSCOW, TODAY, Clinic, Office, berlin, moscow, plan

TOMORROW = date(2026, 11, 24)


def clocks(day: CalendarDay, zone: str = MOSCOW) -> list[tuple[str, str]]:
    """Return the free hours of a day as its instructor's clock shows them."""
    return [
        (f"{timetable.to_local(f.starts_at, zone):%H:%M}", f"{timetable.to_local(f.ends_at, zone):%H:%M}")
        for f in day.free
    ]


async def one_day(office: Office, actor: Actor, day: date) -> CalendarDay:
    """Return a day of the instructor's calendar."""
    return (await office.calendar.week(actor, day)).on(day)


async def test_a_week_begins_on_monday_and_shows_each_lesson_on_its_day(
    office: Office, clinic: Clinic
) -> None:
    for at in ("2026-11-24 10:00", "2026-11-29 09:00", "2026-11-30 09:00"):
        await office.schedule.create(clinic.instructor, plan(clinic.patient, at=moscow(at)))
    week = await office.calendar.week(clinic.instructor, TOMORROW)
    assert [day.day.weekday() for day in week.days] == list(range(7))
    assert week.days[0].day == TODAY
    assert [len(day.lessons) for day in week.days] == [0, 1, 0, 0, 0, 0, 1]
    assert week.total == 2


async def test_a_cancelled_lesson_is_not_there_and_its_hour_is_free(office: Office, clinic: Clinic) -> None:
    lesson = await office.schedule.create(
        clinic.instructor, plan(clinic.patient, at=moscow("2026-11-24 10:00"))
    )
    await office.calling_off.cancel(clinic.instructor, lesson.id)
    day = await one_day(office, clinic.instructor, TOMORROW)
    assert not day.lessons
    assert clocks(day) == [("08:00", "20:30")]


async def test_free_hours_lie_between_lessons_and_within_the_waking_day(
    office: Office, clinic: Clinic
) -> None:
    for at, minutes in (("09:00", 45), ("09:50", 40), ("20:00", 60)):
        moment = moscow(f"2026-11-24 {at}")
        await office.schedule.create(clinic.instructor, plan(clinic.patient, at=moment, minutes=minutes))
    day = await one_day(office, clinic.instructor, TOMORROW)
    assert clocks(day) == [("08:00", "09:00"), ("10:30", "20:00")]
    assert day.starts[:2] == [time(8), time(11)]
    assert day.starts[-1] == time(19)


async def test_what_is_past_is_not_free(office: Office, clinic: Clinic) -> None:
    today = await one_day(office, clinic.instructor, TODAY)
    assert clocks(today) == [("09:45", "20:30")]
    assert today.starts[0] == time(10)
    yesterday = await one_day(office, clinic.instructor, TODAY - timedelta(days=1))
    assert not yesterday.free
    assert not yesterday.starts


async def test_past_lessons_stay_in_the_calendar(office: Office, clinic: Clinic, clock: FixedClock) -> None:
    await office.schedule.create(clinic.instructor, plan(clinic.patient))
    clock.move(days=3)
    week = await office.calendar.week(clinic.instructor, TOMORROW)
    assert week.total == 1
    assert (await office.calendar.month(clinic.instructor, TOMORROW)).counts == {TOMORROW: 1}


async def test_narrowed_to_a_patient_other_lessons_are_only_taken_time(
    office: Office, clinic: Clinic
) -> None:
    theirs = await office.schedule.create(
        clinic.instructor, plan(clinic.patient, at=moscow("2026-11-24 10:00"))
    )
    await office.schedule.create(clinic.instructor, plan(clinic.second, at=moscow("2026-11-24 12:00")))
    narrowed = await office.calendar.week(clinic.instructor, TOMORROW, clinic.patient.membership_id)
    day = narrowed.on(TOMORROW)
    assert narrowed.patient is not None
    assert narrowed.patient.id == clinic.patient.membership_id
    assert [lesson.id for lesson in day.lessons] == [theirs.id]
    assert [busy.starts_at for busy in day.busy] == [moscow("2026-11-24 12:00")]
    assert clocks(day) == [("08:00", "10:00"), ("10:45", "12:00"), ("12:45", "20:30")]
    month = await office.calendar.month(clinic.instructor, TOMORROW, clinic.patient.membership_id)
    assert month.counts == {TOMORROW: 1}


async def test_of_a_lesson_elsewhere_only_the_time_is_told(
    office: Office, clinic: Clinic, session: AsyncSession
) -> None:
    colleague = await second_instructor(office, clinic)
    others = await office.schedule.create(colleague, plan(clinic.second, at=moscow("2026-11-24 15:00")))
    session.add(
        BusyInterval(
            resource_id=clinic.instructor.person_id * 2,
            lesson_id=others.id,
            starts_at=others.starts_at,
            ends_at=others.ends_at,
        )
    )
    await session.flush()
    day = await one_day(office, clinic.instructor, TOMORROW)
    assert not day.lessons
    assert [(busy.starts_at, busy.ends_at) for busy in day.busy] == [(others.starts_at, others.ends_at)]
    assert not day.patient_busy
    assert clocks(day) == [("08:00", "15:00"), ("15:45", "20:30")]


async def test_a_patients_lesson_with_somebody_else_is_taken_time_of_theirs(
    office: Office, clinic: Clinic
) -> None:
    await office.schedule.create(clinic.instructor, plan(clinic.second, at=moscow("2026-11-25 10:00")))
    colleague = await second_instructor(office, clinic)
    await office.schedule.create(colleague, plan(clinic.second, at=moscow("2026-11-24 15:00")))
    narrowed = await office.calendar.week(clinic.instructor, TOMORROW, clinic.second.membership_id)
    day = narrowed.on(TOMORROW)
    assert not day.lessons
    assert not day.busy
    assert [busy.starts_at for busy in day.patient_busy] == [moscow("2026-11-24 15:00")]
    assert clocks(day) == [("08:00", "15:00"), ("15:45", "20:30")]
    anybody = await one_day(office, clinic.instructor, TOMORROW)
    assert not anybody.patient_busy


async def test_a_month_counts_the_days_of_the_instructors_own_zone(office: Office, clinic: Clinic) -> None:
    for at in ("2026-11-30 23:30", "2026-12-01 00:30", "2026-12-01 09:00"):
        await office.schedule.create(clinic.instructor, plan(clinic.patient, at=moscow(at), minutes=30))
    november = await office.calendar.month(clinic.instructor, TOMORROW)
    december = await office.calendar.month(clinic.instructor, date(2026, 12, 15))
    assert november.counts == {date(2026, 11, 30): 1}
    assert december.counts == {date(2026, 12, 1): 2}


async def test_the_days_ahead_begin_tomorrow(office: Office, clinic: Clinic) -> None:
    for at in ("2026-11-23 12:00", "2026-11-24 10:00", "2026-11-30 10:00", "2026-12-01 10:00"):
        await office.schedule.create(clinic.instructor, plan(clinic.patient, at=moscow(at)))
    ahead = await office.calendar.ahead(clinic.instructor)
    assert [day.day for day in ahead.days if day.lessons] == [TOMORROW, date(2026, 11, 30)]


@pytest.mark.parametrize("day", [date(2027, 3, 28), date(2026, 10, 25)], ids=["forward", "back"])
async def test_where_the_clocks_change_hours_stay_where_the_clock_shows_them(
    office: Office, abroad: Clinic, clock: FixedClock, day: date
) -> None:
    clock.move_to(datetime(2026, 10, 20, 6, tzinfo=UTC) if day.year == 2026 else berlin("2027-03-22 09:00"))
    await office.clearances.give(
        abroad.doctor, abroad.patient.membership_id, clock.now().date() + timedelta(days=30)
    )
    for at in (f"{day} 01:30", f"{day} 10:00", f"{day + timedelta(days=1)} 00:10"):
        await office.schedule.create(abroad.instructor, plan(abroad.patient, at=berlin(at), minutes=30))
    week = await office.calendar.week(abroad.instructor, day)
    sunday = week.days[-1]
    assert sunday.day == day
    assert [f"{timetable.to_local(one.starts_at, BERLIN):%H:%M}" for one in sunday.lessons] == [
        "01:30",
        "10:00",
    ]
    assert clocks(sunday, BERLIN) == [("08:00", "10:00"), ("10:30", "20:30")]
    assert sunday.starts[:2] == [time(8), time(9)]


async def test_another_clinics_patient_is_nobody_to_narrow_to(
    office: Office, clinic: Clinic, abroad: Clinic
) -> None:
    with pytest.raises(NotHere):
        await office.calendar.week(clinic.instructor, TODAY, abroad.patient.membership_id)
    with pytest.raises(NotHere):
        await office.calendar.month(clinic.instructor, TODAY, abroad.patient.membership_id)


async def test_many_lessons_take_no_more_queries_than_one(
    office: Office, clinic: Clinic, session: AsyncSession
) -> None:
    await office.schedule.create(clinic.instructor, plan(clinic.patient))
    few = await _queries(office, clinic.instructor, session)
    for number in range(40):
        moment = moscow("2026-11-24 11:00") + timedelta(minutes=45 * number)
        patients = (clinic.patient, clinic.second) if number % 2 else (clinic.second,)
        await office.schedule.create(clinic.instructor, plan(*patients, at=moment, minutes=45))
    many = await _queries(office, clinic.instructor, session)
    assert many == few
    assert max(many) <= 3


async def _queries(office: Office, actor: Actor, session: AsyncSession) -> list[int]:
    """Return how many statements a week, a month and the days ahead take, from a fresh session."""
    connection = (await session.connection()).sync_connection
    assert connection is not None
    counted: list[int] = []
    said: list[str] = []

    def note(conn: object, cursor: object, statement: str, *more: object) -> None:
        said.append(statement)

    event.listen(connection, "before_cursor_execute", note)
    try:
        for read in (office.calendar.week, office.calendar.month):
            await session.flush()
            session.expunge_all()
            said.clear()
            await read(actor, TOMORROW)
            counted.append(len(said))
        session.expunge_all()
        said.clear()
        await office.calendar.ahead(actor)
        counted.append(len(said))
    finally:
        event.remove(connection, "before_cursor_execute", note)
    return counted


async def second_instructor(office: Office, clinic: Clinic) -> Actor:
    """Return a colleague of the instructor's who leads the second patient as well."""
    new = NewPerson(
        Role.INSTRUCTOR,
        "Набросков",
        "Илья",
        None,
        "ins2@demo.invalid",
        MOSCOW,
        meeting_provider=HostProvider.LINK,
        meeting_login="https://meet.example.org/two",
    )
    colleague = await office.activate(await office.registration.register(clinic.organizer, new), 106)
    await office.corrections.change_leader(
        clinic.organizer, clinic.second.membership_id, colleague.membership_id
    )
    return colleague
