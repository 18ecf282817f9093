"""A calendar's file: the moments it means, the zone's rules in it, and what a cancelled event looks like."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import pytz
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from services.files.calendar_file import CalendarEntry, calendar_file

NOW = datetime(2026, 11, 23, 6, 45, tzinfo=UTC)
LESSON = CalendarEntry(
    uid="lesson-7@demo_bot",
    sequence=0,
    starts_at=datetime(2026, 11, 24, 7, 0, tzinfo=UTC),
    ends_at=datetime(2026, 11, 24, 7, 45, tzinfo=UTC),
    zone="Europe/Moscow",
    title="Занятие, центр «Пример»",
    about="Ведёт Алла Вариантовна; вход — в Telegram,\nза 10 минут",
    place="Telegram",
)


def read(*entries: CalendarEntry) -> Calendar:
    """Make a file and read it as a calendar does."""
    calendar = Calendar.from_ical(calendar_file(entries, NOW))
    assert not calendar.get_missing_tzids()
    return calendar


def test_an_event_says_when_and_what_and_reminds() -> None:
    calendar = read(LESSON)
    (event,) = calendar.events
    assert calendar["METHOD"] == "PUBLISH"
    assert (event.start, event.end) == (LESSON.starts_at, LESSON.ends_at)
    assert (str(event["UID"]), event["SEQUENCE"], event["STATUS"]) == (LESSON.uid, 0, "CONFIRMED")
    assert str(event["SUMMARY"]) == LESSON.title
    assert str(event["DESCRIPTION"]) == LESSON.about
    (alarm,) = event.alarms.times
    assert alarm.trigger == LESSON.starts_at - timedelta(minutes=10)


def test_every_line_fits_and_ends_as_the_standard_says() -> None:
    content = calendar_file([replace(LESSON, about="длинное слово " * 40)], NOW)
    lines = content.split(b"\r\n")
    assert b"\n" not in content.replace(b"\r\n", b"")
    assert max(len(line) for line in lines) <= 75


def test_a_cancelled_event_takes_itself_out() -> None:
    calendar = read(replace(LESSON, sequence=2, cancelled=True))
    (event,) = calendar.events
    assert (calendar["METHOD"], event["STATUS"], event["SEQUENCE"]) == ("CANCEL", "CANCELLED", 2)
    assert event["UID"] == LESSON.uid
    assert not event.alarms.times


def test_lessons_of_two_zones_bring_the_rules_of_both() -> None:
    calendar = read(LESSON, replace(LESSON, uid="lesson-8@demo_bot", zone="Europe/Berlin"))
    assert [str(zone["TZID"]) for zone in calendar.timezones] == ["Europe/Berlin", "Europe/Moscow"]
    assert {event.start for event in calendar.events} == {LESSON.starts_at}


def test_berlins_rules_change_when_berlin_does() -> None:
    summer = datetime(2027, 3, 28, 8, 0, tzinfo=UTC)
    lesson = replace(
        LESSON, zone="Europe/Berlin", starts_at=summer, ends_at=summer + timedelta(hours=1), sequence=3
    )
    content = calendar_file([lesson], NOW).decode()
    assert "BEGIN:DAYLIGHT\r\nDTSTART:20270328T020000\r\nTZNAME:CEST" in content
    assert "BEGIN:STANDARD\r\nDTSTART:20261025T030000\r\nTZNAME:CET" in content


def test_an_hour_that_comes_twice_is_told_in_utc() -> None:
    twice = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    lesson = replace(LESSON, zone="Europe/Berlin", starts_at=twice, ends_at=twice + timedelta(hours=3))
    (event,) = read(lesson).events
    assert (event.start, event.end) == (lesson.starts_at, lesson.ends_at)
    assert "DTSTART:20261025T003000Z" in calendar_file([lesson], NOW).decode()


@given(
    zone=st.sampled_from(pytz.common_timezones),
    start=st.datetimes(datetime(2026, 1, 1), datetime(2030, 1, 1)),  # noqa: DTZ001 - made aware below
    days=st.lists(st.integers(0, 400), min_size=1, max_size=4, unique=True),
)
@settings(max_examples=150, deadline=None)
def test_the_rules_alone_give_back_the_moments(zone: str, start: datetime, days: list[int]) -> None:
    begins = start.replace(second=0, microsecond=0, tzinfo=UTC)
    entries = [
        replace(
            LESSON,
            uid=f"{n}",
            zone=zone,
            starts_at=begins + timedelta(days=n),
            ends_at=begins + timedelta(days=n, hours=1),
        )
        for n in days
    ]
    calendar = Calendar.from_ical(calendar_file(entries, NOW).replace(zone.encode(), b"Own/Rules"))
    (rules,) = calendar.timezones
    own = rules.to_tz(lookup_tzid=False)
    for entry, event in zip(entries, calendar.events, strict=True):
        shown = event.start
        assert isinstance(shown, datetime)
        in_utc = shown.utcoffset() == timedelta() and shown == entry.starts_at
        by_rules = shown if in_utc else shown.replace(tzinfo=own)
        assert by_rules.astimezone(UTC) == entry.starts_at


@pytest.mark.parametrize("zone", ["Europe/Moscow", "Asia/Vladivostok", "UTC", "Asia/Kathmandu"])
def test_zones_without_changes_have_one_rule(zone: str) -> None:
    (rules,) = read(replace(LESSON, zone=zone)).timezones
    assert len(rules.subcomponents) == 1
