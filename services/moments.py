"""Moment → text, in the reader's language, zone and words: the only place where this is done.

Dates stand in the nominative with the month in the genitive («вторник, 24 ноября»), the clock has 24 hours
with a zero, and the year is named only when it is not the present one.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from html import escape
from math import ceil

import pytz
from babel import Locale
from babel.core import get_global
from babel.dates import format_date

from services.texts import Html, Texts
from services.timetable import AWAKE_FROM, AWAKE_UNTIL, parse_date, to_local

_DAYS = {-1: "time.yesterday", 0: "time.today", 1: "time.tomorrow"}


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads: their language and zone, and the zone of the clinic whose times they read."""

    language: str
    timezone: str
    clinic_timezone: str


class Moments:
    """Writes moments for one reader at one ``now`` (aware). Moments given to it are aware too.

    Methods return plain text; those ending in ``_html`` the same inside Telegram's ``date_time`` entity,
    which shows the text as it is and the moment in the phone's own zone when pressed.
    ``capital`` is for the beginning of a line.
    """

    def __init__(self, texts: Texts, reader: Reader, now: datetime) -> None:
        self.texts = texts
        self.reader = reader
        self.now = now

    @property
    def today(self) -> date:
        """The reader's present day."""
        return self._local(self.now).date()

    @property
    def tomorrow(self) -> date:
        """The reader's next day."""
        return self.today + timedelta(days=1)

    def moment(
        self,
        start: datetime,
        until: datetime | None = None,
        *,
        capital: bool = True,
        relative: bool = True,
    ) -> str:
        """«Завтра, вторник, 24 ноября, 10:00», with «по вашему времени, Владивосток» where clocks differ.

        With ``until`` the clock is a span («10:00–10:45»). ``relative=False`` leaves out «завтра», for texts
        that are read on other days too.
        """
        local = self._local(start)
        clock = self.span(start, until) if until else self.clock(start)
        day = self.day(local.date(), capital=capital, relative=relative)
        return self._marked(f"{day}, {clock}", start, place=True)

    def moment_html(
        self,
        start: datetime,
        until: datetime | None = None,
        *,
        capital: bool = True,
        relative: bool = True,
    ) -> Html:
        """``moment`` as HTML."""
        return _entity(start, self.moment(start, until, capital=capital, relative=relative))

    def day_of(self, moment: datetime) -> date:
        """Return the reader's calendar day of a moment."""
        return self._local(moment).date()

    def day(self, day: date, *, capital: bool = True, relative: bool = True) -> str:
        """«Завтра, вторник, 24 ноября» · «Пятница, 27 ноября»."""
        named = f"{self._date(day, 'EEEE')}, {self.month_day(day)}"
        word = _DAYS.get((day - self.today).days) if relative else None
        return _cased(f"{self.texts.plain(word)}, {named}" if word else named, capital)

    def day_said(self, text: str) -> date | None:
        """Return the day that somebody wrote: «завтра», or as ``parse_date`` reads it, or None."""
        said = text.strip().casefold()
        for days, key in _DAYS.items():
            if self.texts.plain(key).casefold() == said:
                return self.today + timedelta(days=days)
        return parse_date(text, self.today)

    def short(self, start: datetime, *, capital: bool = True) -> str:
        """For a tight button: «Пт, 27 ноября, 11:00» · «Сегодня, 10:00»."""
        day = self._local(start).date()
        word = _DAYS.get((day - self.today).days)
        named = self.texts.plain(word) if word else f"{self._date(day, 'EEE')}, {self.month_day(day)}"
        return _cased(f"{named}, {self.clock(start)}", capital)

    def short_day(self, day: date) -> str:
        """For a tight list of dates: «Пт, 27 ноября»."""
        return _cased(f"{self._date(day, 'EEE')}, {self.month_day(day)}", True)

    def weekday(self, number: int) -> str:
        """«пн» for 0, «вс» for 6."""
        # The first of January 2024 was a Monday.
        return self._date(date(2024, 1, 1 + number), "EEE")

    def month_day(self, day: date) -> str:
        """«14 декабря» · «1 января 2027»."""
        return self._date(day, "d MMMM" if day.year == self.today.year else "d MMMM y")

    def narrow_day(self, day: date) -> str:
        """For a tight column: «Пн 23»."""
        return f"{_cased(self._date(day, 'EEE'), capital=True)} {day.day}"

    def days(self, first: date, last: date) -> str:
        """«23–29 ноября» · «30 ноября – 6 декабря»."""
        if (first.year, first.month) == (last.year, last.month):
            return f"{first.day}–{self.month_day(last)}"
        return f"{self.month_day(first)} – {self.month_day(last)}"

    def month(self, day: date) -> str:
        """«Ноябрь 2026»."""
        return _cased(self._date(day, "LLLL y"), capital=True)

    def until_day(self, day: date) -> str:
        """«до 14 декабря», the day included."""
        return self.texts.plain("time.until", day=self.month_day(day))

    def clock(self, moment: datetime, *, marked: bool = False) -> str:
        """«10:00»; ``marked`` adds «по вашему времени» where the reader's and the clinic's clocks differ."""
        clock = _clock(self._local(moment))
        return self._marked(clock, moment, place=False) if marked else clock

    def clock_html(self, moment: datetime, *, marked: bool = False) -> Html:
        """``clock`` as HTML."""
        return _entity(moment, self.clock(moment, marked=marked))

    def span(self, start: datetime, end: datetime) -> str:
        """«10:00–10:45»."""
        return f"{self.clock(start)}–{self.clock(end)}"

    def minutes_left(self, start: datetime) -> int:
        """Return the minutes until ``start``, a begun one counted whole; 0 when it has come."""
        return max(0, ceil((start - self.now) / timedelta(minutes=1)))

    def countdown(self, start: datetime, *, capital: bool = True) -> str:
        """«Через 10 минут, в 10:00», from the start on «Уже идёт с 10:00»."""
        clock, minutes = self.clock(start, marked=True), self.minutes_left(start)
        if minutes == 0:
            return _cased(self.texts.plain("time.running_since", clock=clock), capital)
        return _cased(self.texts.many_plain("time.in_minutes_at", minutes, clock=clock), capital)

    def countdown_html(self, start: datetime, *, capital: bool = True) -> Html:
        """``countdown`` as HTML."""
        return _entity(start, self.countdown(start, capital=capital))

    def in_minutes(self, start: datetime, *, capital: bool = False) -> str:
        """«через 10 минут», for a line that names the time already; from the start on as ``countdown``."""
        minutes = self.minutes_left(start)
        if minutes == 0:
            return self.countdown(start, capital=capital)
        return _cased(self.texts.many_plain("time.in_minutes", minutes), capital)

    def minutes(self, count: int) -> str:
        """«45 минут»."""
        return self.texts.many_plain("time.minutes", count)

    def place(self, zone: str) -> str:
        """Return the name of a zone's city: «Владивосток»."""
        return city(zone, self.texts.locale)

    def zone_now(self, zone: str, place: str | None = None) -> str:
        """«Владивосток, сейчас 16:45»; ``place`` names another city than the zone's own."""
        clock = _clock(to_local(self.now, zone))
        return self.texts.plain("time.zone_now", place=place or self.place(zone), clock=clock)

    def local_note(self, start: datetime, zone: str, until: datetime | None = None) -> str:
        """«местное 12:00» for another person's zone; «, рано» or «, поздно» outside 08:00–20:30 there.

        Empty when the clocks there show what the reader's show and the hour is fit. ``until`` is the lesson's
        end, which may be late when the start is not.
        """
        there = to_local(start, zone)
        end = to_local(until, zone) if until else there
        clock = _clock(there)
        if there.time() < AWAKE_FROM:
            return self.texts.plain("time.local_early", clock=clock)
        if end.date() > there.date() or end.time() > AWAKE_UNTIL:
            return self.texts.plain("time.local_late", clock=clock)
        return "" if there == self._local(start) else self.texts.plain("time.local", clock=clock)

    def _local(self, moment: datetime) -> datetime:
        return to_local(moment, self.reader.timezone)

    def _date(self, day: date, pattern: str) -> str:
        return format_date(day, pattern, self.texts.locale)

    def _marked(self, text: str, moment: datetime, *, place: bool) -> str:
        if self._local(moment) == to_local(moment, self.reader.clinic_timezone):
            return text
        if not place:
            return self.texts.plain("time.yours", time=text)
        return self.texts.plain("time.yours_in", time=text, place=self.place(self.reader.timezone))


def _clock(local: datetime) -> str:
    return f"{local:%H:%M}"


def _cased(text: str, capital: bool) -> str:
    return text[0].upper() + text[1:] if capital else text


def _entity(moment: datetime, text: str) -> Html:
    # Without a format Telegram's clients show the text itself (Bot API, date-time entity formatting).
    return Html(f'<tg-time unix="{int(moment.timestamp())}">{escape(text, quote=False)}</tg-time>')


@cache
def city(zone: str, locale: Locale) -> str:
    """Return the name of a zone's city: «Владивосток»."""
    # CLDR names some cities under a zone's older name only (Europe/Kiev, Asia/Calcutta), pytz has both.
    newer: dict[str, str] = dict(get_global("zone_aliases"))
    canonical = newer.get(zone, zone)
    names = (zone, canonical, *sorted(old for old, new in newer.items() if new == canonical))
    for name in names:
        known: str | None = locale.time_zones.get(name, {}).get("city")
        if known:
            return known
    tail: str = pytz.timezone(canonical).zone or canonical
    return tail.rpartition("/")[2].replace("_", " ")
