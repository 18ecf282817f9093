"""Single lessons around every change of clocks from 2026 to 2030, in every zone that pytz knows.

What the clocks show is read from pytz's own files by ``zoneinfo``, which shares no code with pytz.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import pytz

from services import timetable
from services.moments import Moments, Reader
from services.texts import LANGUAGES, Catalogues
from services.timetable import NoSuchTime, TwiceThatTime

CATALOGUES = Catalogues(Path(__file__).parents[2] / "locales")
ZONES = Path(pytz.__file__).parent / "zoneinfo"

FROM, UNTIL = datetime(2026, 1, 1, tzinfo=UTC), datetime(2031, 1, 1, tzinfo=UTC)
BEFORE_ALL = FROM - timedelta(days=30)
MINUTE, QUARTER, HOUR = timedelta(minutes=1), timedelta(minutes=15), timedelta(hours=1)
FORTNIGHT = timedelta(weeks=2)
AROUND = 3 * HOUR
LENGTH = timedelta(minutes=45)

WEEKDAYS = {
    "ru": ["Понедельник", "Вторник", "Среда", "Четверг", "Пятница", "Суббота", "Воскресенье"],
    "en": ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
}
# fmt: off
MONTHS = {
    "ru": ["января", "февраля", "марта", "апреля", "мая", "июня",
           "июля", "августа", "сентября", "октября", "ноября", "декабря"],
    "en": ["January", "February", "March", "April", "May", "June",
           "July", "August", "September", "October", "November", "December"],
}
# fmt: on
YOURS = {"ru": "по вашему времени", "en": "your time"}

Shown = dict[datetime, list[datetime]]
"""Wall-clock time → the moments at which the clocks show it."""


@cache
def clocks(zone: str) -> ZoneInfo:
    """The clocks of a zone, as the files that pytz brings say."""
    with (ZONES / zone).open("rb") as file:
        return ZoneInfo.from_file(file, key=zone)


def wall(moment: datetime, zone: str) -> datetime:
    """What the clocks of a zone show."""
    return moment.astimezone(clocks(zone)).replace(tzinfo=None)


@cache
def changes(zone: str) -> list[datetime]:
    """The moments of these years at which a zone's clocks are changed, or only their name is."""
    known = getattr(pytz.timezone(zone), "_utc_transition_times", ())
    return [at for at in (naive.replace(tzinfo=UTC) for naive in known) if FROM <= at < UNTIL]


def every_change() -> Iterator[tuple[str, datetime]]:
    for zone in pytz.all_timezones:
        for at in changes(zone):
            yield zone, at


def edges(zone: str, at: datetime) -> tuple[datetime, datetime]:
    """What the clocks would show at a change had they not been changed, and what they do show."""
    return wall(at - MINUTE, zone) + MINUTE, wall(at, zone)


def moments_around(at: datetime, off: timedelta = AROUND) -> list[datetime]:
    """The moments from so long before a change to so long after it, by quarters of an hour."""
    return [at + step * QUARTER for step in range(-(off // QUARTER), off // QUARTER + 1)]


def shown_around(zone: str, at: datetime) -> Shown:
    """Walk through the time around a change and note what the clocks show at each moment."""
    shift = abs(edges(zone, at)[0] - edges(zone, at)[1])
    shown: Shown = {}
    for moment in moments_around(at, AROUND + shift):
        shown.setdefault(wall(moment, zone), []).append(moment)
    return shown


def starts_around(zone: str, at: datetime) -> list[datetime]:
    """Wall-clock times by quarters of an hour, from three hours before the change to three after it."""
    first, last = sorted(edges(zone, at))
    return [first - AROUND + step * QUARTER for step in range((last - first + 2 * AROUND) // QUARTER + 1)]


def answer(local: datetime, zone: str) -> datetime | list[datetime]:
    """What is said to a wall-clock time: its moments, or where it is skipped the next that is valid."""
    try:
        return [timetable.to_moment(local, zone)]
    except NoSuchTime as gap:
        return gap.next_valid
    except TwiceThatTime as twice:
        return [twice.first, twice.second]


def test_a_start_around_any_change_of_clocks_means_what_the_clocks_show() -> None:
    wrong, met = [], {"once": 0, "twice": 0, "skipped": 0}
    for zone, at in every_change():
        shown, after_gap = shown_around(zone, at), max(edges(zone, at))
        for local in starts_around(zone, at):
            moments = shown.get(local)
            met["skipped" if moments is None else "once" if len(moments) == 1 else "twice"] += 1
            said = answer(local, zone)
            if said != (moments or after_gap):
                wrong.append((zone, local, said))
    assert not wrong, wrong[:5]
    assert min(met.values()) > 1000, "the changes of clocks are no longer met"


def test_after_a_skipped_time_the_very_first_minute_is_offered() -> None:
    wrong = []
    for zone, at in every_change():
        begins, ends = edges(zone, at)
        if begins < ends and (
            answer(ends - MINUTE, zone) != ends
            or answer(ends, zone) != [at]
            or answer(begins - MINUTE, zone) != [at - MINUTE]
            or answer(begins, zone) != ends
        ):
            wrong.append((zone, begins, ends))
    assert not wrong, wrong[:5]


@pytest.mark.parametrize("language", LANGUAGES)
def test_around_any_change_of_clocks_the_words_are_what_the_clocks_show(language: str) -> None:
    wrong = []
    for zone, at in every_change():
        words = Moments(CATALOGUES.texts(language), Reader(language, zone, zone), BEFORE_ALL)
        for moment in moments_around(at):
            end = moment + LENGTH
            said = words.span(moment, end)
            if said != f"{wall(moment, zone):%H:%M}–{wall(end, zone):%H:%M}":
                wrong.append((zone, moment, said))
        # With the day it costs ten times as much, and every half hour meets both edges of the change.
        for moment in moments_around(at)[::2]:
            local, said = wall(moment, zone), words.moment(moment)
            day = f"{WEEKDAYS[language][local.weekday()]}, {local.day} {MONTHS[language][local.month - 1]}"
            if said != f"{day} {local.year}, {local:%H:%M}":
                wrong.append((zone, moment, said))
    assert not wrong, wrong[:5]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("clinic", ["Europe/Moscow", "Europe/Berlin"])
def test_a_reader_elsewhere_whose_clocks_change_before_the_lesson_reads_the_time_they_will_see(
    language: str, clinic: str
) -> None:
    wrong = []
    for zone, at in every_change():
        reader, start = Reader(language, zone, clinic), at + 5 * MINUTE
        local = wall(start, zone)
        yours = "" if local == wall(start, clinic) else f" {YOURS[language]}"
        day_before = Moments(CATALOGUES.texts(language), reader, at - 24 * HOUR)
        long = day_before.moment(start, capital=False)
        minutes_before = Moments(CATALOGUES.texts(language), reader, at - 5 * MINUTE)
        short = minutes_before.countdown(start)
        in_ten = "Через 10 минут, в" if language == "ru" else "In 10 minutes, at"
        if f", {local:%H:%M}{yours}" not in long or (YOURS[language] in long) != bool(yours):
            wrong.append((zone, long))
        if short != f"{in_ten} {local:%H:%M}{yours}":
            wrong.append((zone, short))
    assert not wrong, wrong[:5]


def test_between_the_changes_too_every_fortnight_leads_there_and_back() -> None:
    fortnights = [FROM + number * FORTNIGHT for number in range((UNTIL - FROM) // FORTNIGHT)]
    wrong = []
    for zone in pytz.all_timezones:
        for moment in fortnights:
            local = wall(moment, zone)
            said = answer(local, zone)
            if timetable.to_local(moment, zone) != local or said != [moment]:
                wrong.append((zone, moment, said))
    assert not wrong, wrong[:5]
