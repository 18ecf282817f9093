"""The dates of a series: weekdays, so many times or until a day, as the clocks of its zone show them.

Pure functions. A wall-clock time is naive and means nothing without its zone, a moment is aware.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import islice

from services import timetable

MOST_LESSONS = 60
"""Lessons that one series can have."""


class Odd(StrEnum):
    """What the clocks do with a time: leave it out, or show it twice."""

    SKIPPED = "gap"
    TWICE = "twice"


@dataclass(frozen=True, slots=True)
class Repeat:
    """On which ``weekdays`` (0 is Monday) lessons are, and how ``many`` or ``until`` which day, included.

    With neither there is no end but ``MOST_LESSONS``.
    """

    weekdays: frozenset[int]
    many: int | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Slot:
    """A date of a series: when its lesson begins, and what the clocks do with the time that was meant."""

    day: date
    starts_at: datetime
    odd: Odd | None = None


def dates(first: date, repeat: Repeat) -> list[date]:
    """Return the days of a series from ``first`` on; one more than ``MOST_LESSONS`` says it is longer."""
    most = MOST_LESSONS + 1 if repeat.many is None else min(repeat.many, MOST_LESSONS + 1)
    return list(islice(_matching(first, repeat), most))


def slots(first: datetime, zone: str, repeat: Repeat) -> list[Slot]:
    """Return the dates of a series whose first lesson is wanted at the moment ``first``.

    All begin at the same time by the clocks of the zone. On a day whose clocks skip it, it is the next minute
    they show; where they show it twice, the first. The moment that was chosen for the first day stays.
    """
    local = timetable.to_local(first, zone)
    found = []
    for day in dates(local.date(), repeat):
        if day == local.date():
            found.append(Slot(day, first))
        else:
            found.append(at(day, local, zone))
    return found


def at(day: date, clock: datetime, zone: str) -> Slot:
    """Return the lesson of a day at the time of day of ``clock`` (wall-clock)."""
    wanted = datetime.combine(day, clock.time())
    try:
        return Slot(day, timetable.to_moment(wanted, zone))
    except timetable.NoSuchTime:
        return Slot(day, timetable.first_valid(wanted, zone), Odd.SKIPPED)
    except timetable.TwiceThatTime as overlap:
        return Slot(day, overlap.first, Odd.TWICE)


def _matching(first: date, repeat: Repeat) -> Iterator[date]:
    if not repeat.weekdays:
        return
    day = first
    while repeat.until is None or day <= repeat.until:
        if day.weekday() in repeat.weekdays:
            yield day
        if day == date.max:
            return
        day += timedelta(days=1)
