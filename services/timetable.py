"""Wall-clock time → moment, and what people write for a time or a date. Pure functions.

A wall-clock time is a naive datetime and means nothing without its zone (a name that pytz knows); a moment
is an aware datetime, returned in UTC. Functions given a naive datetime for a moment raise ValueError, and
``pytz.UnknownTimeZoneError`` for a zone that pytz does not know.
"""

import re
import unicodedata
from datetime import UTC, date, datetime, time, timedelta

import pytz

# A lesson lies inside these hours of every participant's local time (the clinic's safety rule).
AWAKE_FROM = time(8)
AWAKE_UNTIL = time(20, 30)

JUST_PASSED = timedelta(days=60)
"""How long a day that was written without its year is taken for this year's."""

_MINUTE = timedelta(minutes=1)
_TIME = re.compile(r"(\d{1,2})(?:\s*[:.,\-\s]\s*(\d{2}))?|(\d{1,2})(\d{2})")
_DAY_MONTH = re.compile(r"(\d{1,2})[./](\d{1,2})(?:[./](\d{4}))?")
_CLOCK = r"\d{1,2}(?:[:.]\d{2})?"
_SPAN = re.compile(
    rf"(?:(?:с|from)\s+)?({_CLOCK})\s*(?:[-\u2010-\u2015\u2212]|\s(?:до|to|until)\s|\s)\s*({_CLOCK})",
    re.IGNORECASE,
)
_ISO_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_COUNT = re.compile(r"\d{1,3}", re.ASCII)
_MINUTES = re.compile(r"(\d{1,3})(?:\s*(?:м|мин|минут|минута|минуты|m|min|minutes?)\.?)?", re.IGNORECASE)


class NoSuchTime(ValueError):
    """The clocks skip this time; ``next_valid`` is the first wall-clock minute after the gap."""

    def __init__(self, next_valid: datetime) -> None:
        super().__init__("the clocks skip this time")
        self.next_valid = next_valid


class TwiceThatTime(ValueError):
    """The clocks show this time twice: at the moments ``first`` and ``second``."""

    def __init__(self, first: datetime, second: datetime) -> None:
        super().__init__("the clocks show this time twice")
        self.first = first
        self.second = second


def known_zone(name: str) -> bool:
    """Say whether pytz knows a zone of exactly this name."""
    return name in pytz.all_timezones_set


def to_moment(local: datetime, zone: str) -> datetime:
    """Return the moment of a wall-clock time. Raises NoSuchTime and TwiceThatTime."""
    clock = pytz.timezone(zone)
    try:
        return clock.localize(local, is_dst=None).astimezone(UTC)
    except pytz.NonExistentTimeError:
        raise NoSuchTime(_after_gap(local, zone)) from None
    except pytz.AmbiguousTimeError:
        first, second = sorted(clock.localize(local, is_dst=dst).astimezone(UTC) for dst in (True, False))
        raise TwiceThatTime(first, second) from None


def first_valid(local: datetime, zone: str) -> datetime:
    """Return the moment of a wall-clock time: the next valid minute if skipped, the first if twice."""
    try:
        return to_moment(local, zone)
    except NoSuchTime as gap:
        return first_valid(gap.next_valid, zone)
    except TwiceThatTime as overlap:
        return overlap.first


def to_local(moment: datetime, zone: str) -> datetime:
    """Return what the clocks of a zone show at a moment."""
    if moment.tzinfo is None:
        raise ValueError("a moment needs its time zone")
    return moment.astimezone(pytz.timezone(zone)).replace(tzinfo=None)


def day_start(day: date, zone: str) -> datetime:
    """Return the moment a day begins: at its midnight, or at the first minute the clocks do show."""
    return first_valid(datetime.combine(day, time.min), zone)


def day_end(day: date, zone: str) -> datetime:
    """Return the moment a day is over, which is when the next one begins."""
    return day_start(day + timedelta(days=1), zone)


def awake(moment: datetime, zone: str) -> bool:
    """Say whether it is between 08:00 and 20:30 there."""
    return AWAKE_FROM <= to_local(moment, zone).time() <= AWAKE_UNTIL


def fits(starts_at: datetime, ends_at: datetime, zone: str) -> bool:
    """Say whether a lesson lies between 08:00 and 20:30 of one day there."""
    there, end = to_local(starts_at, zone), to_local(ends_at, zone)
    return there.time() >= AWAKE_FROM and end.time() <= AWAKE_UNTIL and there.date() == end.date()


def quiet_until(moment: datetime, zone: str, quiet_hours: tuple[time, time]) -> datetime:
    """Return when a message that can wait may be sent: ``moment``, or the end of the quiet hours it is in.

    ``quiet_hours`` are clock times there, from and until, over midnight or within a day.
    """
    start, end = quiet_hours
    local = to_local(moment, zone)
    clock = local.time()
    quiet = start <= clock < end if start < end else clock >= start or clock < end
    if not quiet:
        return moment
    day = local.date() if clock < end else local.date() + timedelta(days=1)
    end_of_quiet = datetime.combine(day, end)
    try:
        return to_moment(end_of_quiet, zone)
    except NoSuchTime as gap:
        return first_valid(gap.next_valid, zone)
    except TwiceThatTime as overlap:
        return overlap.first if overlap.first > moment else overlap.second


def parse_time(text: str) -> time | None:
    """Return the time of day meant by "9", "9:30", "9.30", "09 30" or "930"; None when not understood."""
    found = _TIME.fullmatch(_typed(text))
    if found is None:
        return None
    hours, minutes, joined_hours, joined_minutes = found.groups()
    try:
        return time(int(hours or joined_hours), int(minutes or joined_minutes or 0))
    except ValueError:
        return None


def parse_span(text: str) -> tuple[time, time] | None:
    """Return the times of day meant by "22:30–7:00", "22-7" or "с 22 до 7"; None when not understood."""
    found = _SPAN.fullmatch(_typed(text))
    if found is None:
        return None
    start, end = (parse_time(clock) for clock in found.groups())
    return None if start is None or end is None else (start, end)


def parse_date(text: str, today: date) -> date | None:
    """Return the day meant by "26.11", "26.11.2026" or "2026-11-26"; None when not understood.

    Without a year it is the nearest such day from ``today`` on, or the one that passed less than
    ``JUST_PASSED`` ago: it is a slip, not a plan for next year.
    """
    typed = _typed(text)
    if found := _ISO_DATE.fullmatch(typed):
        year, month, day = map(int, found.groups())
        return _date(year, month, day)
    found = _DAY_MONTH.fullmatch(typed)
    if found is None:
        return None
    day, month = int(found[1]), int(found[2])
    if found[3]:
        return _date(int(found[3]), month, day)
    # Eight years: 29 February can be that far away, around a century that is no leap year.
    candidates = (_date(year, month, day) for year in range(today.year - 1, today.year + 9))
    earliest = today - JUST_PASSED
    return next((candidate for candidate in candidates if candidate and candidate > earliest), None)


def parse_minutes(text: str) -> int | None:
    """Return the length meant by "45" or "45 минут" (minutes, 1–999); None when not understood."""
    found = _MINUTES.fullmatch(_typed(text))
    return (int(found[1]) or None) if found else None


def parse_count(text: str) -> int | None:
    """Return the number meant by "9" (1–999); None when not understood."""
    typed = _typed(text)
    return (int(typed) or None) if _COUNT.fullmatch(typed) else None


def _typed(text: str) -> str:
    # Full-width digits and other forms of the same characters come from phones' keyboards.
    return unicodedata.normalize("NFKC", text).strip()


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _after_gap(local: datetime, zone: str) -> datetime:
    clock = pytz.timezone(zone)
    candidate = local.replace(second=0, microsecond=0)
    while True:
        candidate += _MINUTE
        try:
            clock.localize(candidate, is_dst=None)
        except pytz.NonExistentTimeError:
            continue
        except pytz.AmbiguousTimeError:
            return candidate
        return candidate
