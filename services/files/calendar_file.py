"""Lessons as a file for a calendar (RFC 5545), as Google, Apple and Outlook read it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytz

if TYPE_CHECKING:
    from icalendar import Event, Timezone

MEDIA_TYPE = "text/calendar"

PRODUCT = "-//Oncocenter//Oncocenter for Telegram//RU"

ALARM = timedelta(minutes=10)
"""How long before the start the calendar itself reminds: when the way in opens."""


@dataclass(frozen=True, slots=True)
class CalendarEntry:
    """An event: ``uid`` and ``zone`` (a name pytz knows) stay the same, ``sequence`` grows with each change.

    Moments are aware; ``zone`` is the one the event was planned in, its rules go into the file.
    """

    uid: str
    sequence: int
    starts_at: datetime
    ends_at: datetime
    zone: str
    title: str
    about: str
    place: str
    cancelled: bool = False


def calendar_file(entries: Sequence[CalendarEntry], now: datetime) -> bytes:
    """Return a file with these events; where all are cancelled it takes them out of the calendar."""
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    gone = bool(entries) and all(entry.cancelled for entry in entries)
    calendar.add("method", "CANCEL" if gone else "PUBLISH")
    for zone in sorted({entry.zone for entry in entries}):
        own = [entry for entry in entries if entry.zone == zone]
        first, last = min(e.starts_at for e in own), max(e.ends_at for e in own)
        calendar.add_component(zone_rules(zone, first, last))
    for entry in entries:
        calendar.add_component(_event(entry, now))
    return bytes(calendar.to_ical())


def zone_rules(zone: str, first: datetime, last: datetime) -> "Timezone":
    """Return the rules of a zone for the time from ``first`` to ``last`` (aware) and a year before.

    An observance begins by the clock as it stood before the change (RFC 5545, 3.6.5).
    """
    from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

    there = pytz.timezone(zone)
    rules = Timezone()
    rules.add("tzid", zone)
    moments = [first - timedelta(days=366), *_changes(zone, first - timedelta(days=366), last)]
    for moment in moments:
        before = (moment - timedelta(seconds=1)).astimezone(there)
        after = moment.astimezone(there)
        observance = TimezoneDaylight() if after.dst() else TimezoneStandard()
        offset = before.utcoffset() if moment is not moments[0] else after.utcoffset()
        onset = moment.astimezone(pytz.utc).replace(tzinfo=None) + (offset or timedelta())
        observance.add("dtstart", onset)
        observance.add("tzoffsetfrom", offset)
        observance.add("tzoffsetto", after.utcoffset())
        observance.add("tzname", after.tzname())
        rules.add_component(observance)
    return rules


def _changes(zone: str, first: datetime, last: datetime) -> list[datetime]:
    """Return the moments in between at which the zone's offset or its name changes."""
    known: Sequence[datetime] = getattr(pytz.timezone(zone), "_utc_transition_times", ())
    moments = [pytz.utc.localize(moment) for moment in known if moment.year > 1]
    return [moment for moment in moments if first < moment <= last + timedelta(days=1)]


def _event(entry: CalendarEntry, now: datetime) -> "Event":
    from icalendar import Alarm, Event

    there = pytz.timezone(entry.zone)
    event = Event()
    event.add("uid", entry.uid)
    event.add("sequence", entry.sequence)
    event.add("dtstamp", now)
    event.add("last-modified", now)
    event.add("dtstart", _told(entry.starts_at, there))
    event.add("dtend", _told(entry.ends_at, there))
    event.add("summary", entry.title)
    event.add("description", entry.about)
    event.add("location", entry.place)
    event.add("status", "CANCELLED" if entry.cancelled else "CONFIRMED")
    event.add("transp", "TRANSPARENT" if entry.cancelled else "OPAQUE")
    event.add("class", "PRIVATE")
    if not entry.cancelled:
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", entry.title)
        alarm.add("trigger", -ALARM)
        event.add_component(alarm)
    return event


def _told(moment: datetime, there: pytz.BaseTzInfo) -> datetime:
    """Return a moment by the zone's clock, in UTC where that clock shows it twice."""
    local = moment.astimezone(there)
    wall = local.replace(tzinfo=None)
    once = there.localize(wall, is_dst=True) == there.localize(wall, is_dst=False)
    return local if once else moment.astimezone(pytz.utc)
