"""How time is said (the screens' table): in words, in the reader's language and zone."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import pytz

from services.moments import Moments, Reader
from services.texts import LANGUAGES, Catalogues

CATALOGUES = Catalogues(Path(__file__).parents[2] / "locales")
MOSCOW, VLADIVOSTOK, YEKATERINBURG = "Europe/Moscow", "Asia/Vladivostok", "Asia/Yekaterinburg"
NOW = "2026-11-24 09:45"


def at(wall: str, zone: str = MOSCOW) -> datetime:
    """A moment by the clocks of a zone."""
    return pytz.timezone(zone).localize(datetime.fromisoformat(wall)).astimezone(UTC)


Make = Callable[..., Moments]


@pytest.fixture
def said() -> Make:
    def make(zone: str = MOSCOW, now: str = NOW, language: str = "ru", clinic: str = MOSCOW) -> Moments:
        return Moments(CATALOGUES.texts(language), Reader(language, zone, clinic), at(now))

    return make


@pytest.mark.parametrize(
    ("wall", "text"),
    [
        ("2026-11-24 10:00", "Сегодня, вторник, 24 ноября, 10:00"),
        ("2026-11-25 11:00", "Завтра, среда, 25 ноября, 11:00"),
        ("2026-11-23 09:05", "Вчера, понедельник, 23 ноября, 09:05"),
        ("2026-11-27 11:00", "Пятница, 27 ноября, 11:00"),
        ("2027-01-01 09:00", "Пятница, 1 января 2027, 09:00"),
    ],
)
def test_a_moment_in_words(said: Make, wall: str, text: str) -> None:
    assert said().moment(at(wall)) == text


@pytest.mark.parametrize(
    ("language", "text", "day"),
    [
        ("ru", " Завтра ", date(2026, 11, 25)),
        ("ru", "сегодня", date(2026, 11, 24)),
        ("en", "tomorrow", date(2026, 11, 25)),
        ("ru", "26.11", date(2026, 11, 26)),
        ("ru", "когда-нибудь", None),
    ],
)
def test_a_day_may_be_written_as_it_is_said(said: Make, language: str, text: str, day: date | None) -> None:
    assert said(language=language).day_said(text) == day


def test_inside_a_sentence_it_begins_small(said: Make) -> None:
    moments = said()
    assert moments.moment(at("2026-11-25 11:00"), capital=False) == "завтра, среда, 25 ноября, 11:00"
    assert moments.moment(at("2026-11-27 11:00"), capital=False) == "пятница, 27 ноября, 11:00"
    assert moments.short(at("2026-11-24 10:00"), capital=False) == "сегодня, 10:00"


def test_a_text_for_other_days_has_no_word_for_tomorrow(said: Make) -> None:
    assert said().moment(at("2026-11-25 11:00"), relative=False) == "Среда, 25 ноября, 11:00"


def test_a_moment_with_its_end(said: Make) -> None:
    text = said().moment(at("2026-11-24 10:00"), at("2026-11-24 10:45"))
    assert text == "Сегодня, вторник, 24 ноября, 10:00–10:45"
    assert said().span(at("2026-11-24 09:00"), at("2026-11-24 09:30")) == "09:00–09:30"


def test_another_zone_is_named(said: Make) -> None:
    moment = at("2026-11-26 11:00", VLADIVOSTOK)
    text = "Четверг, 26 ноября, 11:00 по вашему времени, Владивосток"
    assert said(VLADIVOSTOK).moment(moment) == text


def test_a_zone_with_the_same_clock_is_not_named(said: Make) -> None:
    assert said("Europe/Minsk").moment(at("2026-11-26 11:00")) == "Четверг, 26 ноября, 11:00"


def test_zones_are_compared_at_the_moment_not_now(said: Make) -> None:
    berlin = said("Europe/Berlin", clinic="Europe/Kaliningrad")
    winter, summer = at("2026-12-01 10:00", "Europe/Berlin"), at("2027-04-06 10:00", "Europe/Berlin")
    assert berlin.clock(summer, marked=True) == "10:00"
    assert berlin.clock(winter, marked=True) == "10:00 по вашему времени"


def test_today_is_the_readers_day(said: Make) -> None:
    late = said(VLADIVOSTOK, now="2026-11-24 18:00")
    assert late.today == date(2026, 11, 25)
    assert late.day(date(2026, 11, 25)) == "Сегодня, среда, 25 ноября"


@pytest.mark.parametrize(
    ("wall", "text"),
    [
        ("2026-11-24 10:00", "Сегодня, 10:00"),
        ("2026-11-25 11:00", "Завтра, 11:00"),
        ("2026-11-27 11:00", "Пт, 27 ноября, 11:00"),
        ("2027-01-01 11:00", "Пт, 1 января 2027, 11:00"),
    ],
)
def test_a_tight_button(said: Make, wall: str, text: str) -> None:
    assert said().short(at(wall)) == text


def test_days_and_terms(said: Make) -> None:
    moments = said()
    assert moments.day(date(2026, 11, 24)) == "Сегодня, вторник, 24 ноября"
    assert moments.day(date(2026, 11, 27), capital=False) == "пятница, 27 ноября"
    assert moments.month_day(date(2026, 11, 14)) == "14 ноября"
    assert moments.until_day(date(2026, 12, 14)) == "до 14 декабря"
    assert moments.until_day(date(2027, 1, 14)) == "до 14 января 2027"


@pytest.mark.parametrize(
    ("now", "text"),
    [
        ("09:50:00", "Через 10 минут, в 10:00"),
        ("09:50:01", "Через 10 минут, в 10:00"),
        ("09:57:00", "Через 3 минуты, в 10:00"),
        ("09:59:59", "Через 1 минуту, в 10:00"),
        ("10:00:00", "Уже идёт с 10:00"),
        ("10:20:00", "Уже идёт с 10:00"),
    ],
)
def test_close_to_the_start(said: Make, now: str, text: str) -> None:
    assert said(now=f"2026-11-24 {now}").countdown(at("2026-11-24 10:00")) == text


def test_close_to_the_start_in_another_zone(said: Make) -> None:
    moments = said(VLADIVOSTOK, now="2026-11-24 09:50")
    assert moments.countdown(at("2026-11-24 10:00")) == "Через 10 минут, в 17:00 по вашему времени"


def test_minutes_that_are_left(said: Make) -> None:
    moments = said(now="2026-11-24 09:50")
    assert moments.in_minutes(at("2026-11-24 10:00")) == "через 10 минут"
    assert moments.in_minutes(at("2026-11-24 10:00"), capital=True) == "Через 10 минут"
    assert moments.in_minutes(at("2026-11-24 09:40")) == "уже идёт с 09:40"
    assert moments.minutes_left(at("2026-11-24 09:40")) == 0
    assert [moments.minutes(n) for n in (21, 32, 45)] == ["21 минута", "32 минуты", "45 минут"]


@pytest.mark.parametrize(
    ("zone", "ru", "en"),
    [
        (VLADIVOSTOK, "Владивосток", "Vladivostok"),
        (MOSCOW, "Москва", "Moscow"),
        ("Europe/Kyiv", "Киев", "Kyiv"),
        ("Asia/Kolkata", "Калькутта", "Kolkata"),
        ("America/Argentina/Buenos_Aires", "Буэнос-Айрес", "Buenos Aires"),
        ("America/New_York", "Нью-Йорк", "New York"),
    ],
)
def test_a_zone_is_called_by_its_city(said: Make, zone: str, ru: str, en: str) -> None:
    assert said().place(zone) == ru
    assert said(language="en").place(zone) == en


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_zone_has_a_name_without_signs(said: Make, language: str) -> None:
    places = [said(language=language).place(zone) for zone in pytz.all_timezones]
    assert [place for place in places if not place or "/" in place or "_" in place] == []


def test_what_time_it_is_there(said: Make) -> None:
    assert said().zone_now(VLADIVOSTOK) == "Владивосток, сейчас 16:45"


@pytest.mark.parametrize(
    ("wall", "zone", "text"),
    [
        ("10:00", YEKATERINBURG, "местное 12:00"),
        ("15:00", VLADIVOSTOK, "местное 22:00, поздно"),
        ("08:30", "Europe/Kaliningrad", "местное 07:30, рано"),
        ("18:30", YEKATERINBURG, "местное 20:30"),
        ("18:31", YEKATERINBURG, "местное 20:31, поздно"),
        ("10:00", MOSCOW, ""),
        ("21:00", MOSCOW, "местное 21:00, поздно"),
    ],
)
def test_local_time_of_another_person(said: Make, wall: str, zone: str, text: str) -> None:
    assert said().local_note(at(f"2026-11-26 {wall}"), zone) == text


def test_a_lesson_that_ends_late_is_late(said: Make) -> None:
    start = at("2026-11-26 18:00")
    assert said().local_note(start, YEKATERINBURG, start + timedelta(minutes=30)) == "местное 20:00"
    assert said().local_note(start, YEKATERINBURG, start + timedelta(minutes=45)) == "местное 20:00, поздно"


def test_the_entity_carries_the_moment_and_the_words(said: Make) -> None:
    moments, start = said(VLADIVOSTOK, now="2026-11-24 09:50"), at("2026-11-24 10:00")
    unix = int(start.timestamp())
    assert moments.clock_html(start) == f'<tg-time unix="{unix}">17:00</tg-time>'
    assert moments.moment_html(start) == f'<tg-time unix="{unix}">{moments.moment(start)}</tg-time>'
    assert moments.countdown_html(start) == f'<tg-time unix="{unix}">{moments.countdown(start)}</tg-time>'


def test_english(said: Make) -> None:
    moments = said("Europe/Kaliningrad", language="en")
    start = at("2026-11-24 15:00", "Europe/Kaliningrad")
    assert moments.moment(start) == "Today, Tuesday, 24 November, 15:00 your time, Kaliningrad"
    assert moments.moment(at("2026-11-26 15:00"), relative=False, capital=False) == (
        "Thursday, 26 November, 14:00 your time, Kaliningrad"
    )
    assert moments.short(at("2026-11-27 12:00")) == "Fri, 27 November, 11:00"
    assert moments.day(date(2027, 1, 1)) == "Friday, 1 January 2027"
    assert moments.until_day(date(2026, 12, 14)) == "until 14 December"
    assert moments.local_note(at("2026-11-24 15:00"), VLADIVOSTOK) == "22:00 local, late"
    near = said("Europe/Kaliningrad", now="2026-11-24 15:50", language="en")
    assert near.countdown(at("2026-11-24 16:00")) == "In 10 minutes, at 15:00 your time"
    assert near.countdown(at("2026-11-24 15:51")) == "In 1 minute, at 14:51 your time"
    assert near.countdown(at("2026-11-24 15:00"), capital=False) == "running since 14:00 your time"
