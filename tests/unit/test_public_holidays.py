"""Public holidays of the clinic's country, in the reader's language where there is one."""

from datetime import date

import pytest

from services.public_holidays import public_holidays

YEARS = range(2026, 2028)


@pytest.mark.parametrize(
    ("zone", "language", "day", "name"),
    [
        ("Europe/Moscow", "ru", date(2027, 1, 7), "Рождество Христово"),
        ("Asia/Vladivostok", "en", date(2026, 11, 4), "Unity Day"),
        ("Europe/Berlin", "en", date(2026, 12, 25), "Christmas Day"),
        ("Europe/Berlin", "ru", date(2026, 12, 25), "Christmas Day"),
    ],
)
async def test_a_holiday_has_a_name(zone: str, language: str, day: date, name: str) -> None:
    found = await public_holidays(zone, YEARS, language)
    assert name in found[day]
    assert date(2026, 11, 24) not in found
