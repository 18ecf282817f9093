"""Quiet hours as people type them, and when what waits for their end goes out."""

from datetime import datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services import timetable
from services.profile import LONGEST_QUIET
from services.timetable import parse_span
from tests.unit.test_timetable import CHANGES, MOMENTS, ZONES

CLOCKS = st.builds(time, st.integers(0, 23), st.integers(0, 59))
BETWEEN = st.sampled_from(["-", "–", "—", " - ", " – ", " до ", " to ", " until ", " ", "−"])


def written(clock: time, dot: str, padded: bool) -> str:
    """Return a clock time as someone would type it."""
    hours = f"{clock.hour:02}" if padded else str(clock.hour)
    return f"{hours}{dot}{clock.minute:02}"


def quiet(local: datetime, hours: tuple[time, time]) -> bool:
    """Say whether a wall-clock time lies in the hours, minute by minute around the clock."""
    start, end = (clock.hour * 60 + clock.minute for clock in hours)
    minute = local.hour * 60 + local.minute
    return (minute - start) % (24 * 60) < (end - start) % (24 * 60)


def lasting(start: time, minutes: int) -> tuple[time, time]:
    """Return quiet hours of a length."""
    until = (start.hour * 60 + start.minute + minutes) % (24 * 60)
    return start, time(until // 60, until % 60)


HOURS = st.builds(lasting, CLOCKS, st.integers(1, LONGEST_QUIET // timedelta(minutes=1)))


@given(
    CLOCKS, CLOCKS, BETWEEN, st.sampled_from([":", "."]), st.booleans(), st.sampled_from(["", "с ", "from "])
)
def test_two_times_are_understood_however_they_are_written(
    start: time, end: time, between: str, dot: str, padded: bool, first: str
) -> None:
    typed = f" {first}{written(start, dot, padded)}{between}{written(end, dot, padded)} "
    assert parse_span(typed) == (start, end)


@given(st.text() | st.text(alphabet="0123456789:.-–— сдоtoфrmnil\u200f\u202e🙂<b>/", max_size=30))
def test_whatever_is_typed_gives_two_times_or_nothing(text: str) -> None:
    found = parse_span(text)
    assert found is None or all(isinstance(clock, time) for clock in found)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("22:30–7:00", (time(22, 30), time(7))),
        ("22-7", (time(22), time(7))),
        ("с 22 до 7", (time(22), time(7))),
        ("С 22.30 ДО 07.15", (time(22, 30), time(7, 15))),
        ("0:00-6", (time(0), time(6))),
        ("２２：３０-７", (time(22, 30), time(7))),
        ("22:30", None),
        ("25:00-7:00", None),
        ("22:60-7", None),
        ("22-7-8", None),
        ("ночью", None),
        ("<b>22-7</b>", None),
        ("🙂-🙂", None),
        ("\u202e22-7", None),
        ("22-7 " * 1000, None),
        ("2" * 5000, None),
        ("", None),
    ],
)
def test_the_span_that_is_meant(typed: str, meant: tuple[time, time] | None) -> None:
    assert parse_span(typed) == meant


@settings(deadline=None)
@given(ZONES, MOMENTS, HOURS)
def test_what_waits_goes_out_at_the_end_of_any_quiet_hours(
    zone: str, moment: datetime, hours: tuple[time, time]
) -> None:
    holds(zone, moment, hours)


@settings(deadline=None)
@given(CHANGES, HOURS)
def test_around_a_change_of_clocks_too(
    change: tuple[str, datetime, timedelta], hours: tuple[time, time]
) -> None:
    zone, at, distance = change
    holds(zone, at + distance, hours)


def holds(zone: str, moment: datetime, hours: tuple[time, time]) -> None:
    """Check one moment."""
    sent = timetable.quiet_until(moment, zone, hours)
    waited = sent - moment
    if not quiet(timetable.to_local(moment, zone), hours):
        assert not waited
        return
    assert timedelta() < waited <= LONGEST_QUIET + timedelta(hours=24)
    local = timetable.to_local(sent, zone)
    # Where the clocks leap over the end, the first minute after the leap stands for it, be it quiet or not.
    if (local.hour, local.minute) == (hours[1].hour, hours[1].minute):
        assert timetable.quiet_until(sent, zone, hours) == sent
