"""A lesson in two zones side by side, as the profile shows it before a zone is saved."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.settings import LOCALES
from handlers.common.profile.getters import otherwise
from services.moments import Moments, Reader
from services.texts import Catalogues

CATALOGUES = Catalogues(LOCALES)


def line(language: str, start: str, here: str, there: str) -> str:
    """Return the line about a lesson for someone who lives by ``here`` and looks at ``there``."""
    now = datetime(2027, 3, 26, 9, tzinfo=UTC)
    moments = Moments(CATALOGUES.texts(language), Reader(language, here, "Europe/Moscow"), now)
    there_too = Moments(moments.texts, replace(moments.reader, timezone=there), now)
    return otherwise(datetime.fromisoformat(start), moments, there_too)


@pytest.mark.parametrize(
    ("start", "shown"),
    [
        ("2027-03-27T09:00+00:00", "Завтра, суббота, 27 марта: 12:00 вместо 10:00"),
        ("2027-03-28T08:00+00:00", "Воскресенье, 28 марта: 11:00 вместо 10:00"),
        ("2027-03-29T08:00+00:00", "Понедельник, 29 марта: 11:00 вместо 10:00"),
    ],
)
def test_before_and_after_a_change_of_clocks(start: str, shown: str) -> None:
    assert line("ru", start, "Europe/Berlin", "Europe/Moscow") == shown


def test_on_another_day_the_day_of_now_is_said_too() -> None:
    start = "2027-03-28T20:30+00:00"
    there = "Понедельник, 29 марта: 01:30 вместо вс, 28 марта, 22:30"
    assert line("ru", start, "Europe/Berlin", "Asia/Yekaterinburg") == there
    english = "Monday, 29 March: 01:30 instead of Sun, 28 March, 22:30"
    assert line("en", start, "Europe/Berlin", "Asia/Yekaterinburg") == english


def test_where_the_clocks_show_the_same_that_is_said() -> None:
    start = "2027-03-29T08:00+00:00"
    assert line("ru", start, "Europe/Berlin", "Europe/Paris") == "Понедельник, 29 марта: 10:00, как и сейчас"
