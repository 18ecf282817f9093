"""A city typed by a person becomes a time zone."""

import pytest

from services.timetable import known_zone
from services.zones import search


@pytest.mark.parametrize(
    ("typed", "zone"),
    [
        ("Влад", "Asia/Vladivostok"),
        ("владивосток", "Asia/Vladivostok"),
        ("  Vladiv ", "Asia/Vladivostok"),
        ("КАЛИНИНГРАД", "Europe/Kaliningrad"),
        ("Берлин", "Europe/Berlin"),
        ("Kyiv", "Europe/Kyiv"),
        ("Киев", "Europe/Kyiv"),
        ("нью йорк", "America/New_York"),
        ("Нью-Йорк", "America/New_York"),
        ("Sao Paulo", "America/Sao_Paulo"),
    ],
)
@pytest.mark.parametrize("language", ["ru", "en"])
def test_a_city_is_found_in_either_language(typed: str, zone: str, language: str) -> None:
    assert search(typed, language) == [zone]


def test_e_and_yo_are_the_same_letter() -> None:
    assert search("Берлён", "ru") == search("Берлен", "ru")
    assert search("Усть-Нёра", "ru") == ["Asia/Ust-Nera"]


def test_russian_cities_come_first_then_by_name_in_the_readers_language() -> None:
    assert search("М", "ru") == ["Asia/Magadan", "Europe/Moscow", "Indian/Mauritius"]
    assert search("М", "en") == ["Asia/Magadan", "Europe/Moscow", "Asia/Macau"]


def test_no_more_than_asked_for() -> None:
    assert len(search("М", "ru", most=2)) == 2


@pytest.mark.parametrize("typed", ["", "   ", "-", "дивосток", "Атлантида", "Europe/Moscow"])
def test_what_is_no_beginning_of_a_city_finds_nothing(typed: str) -> None:
    assert search(typed, "ru") == []


def test_every_zone_offered_is_known() -> None:
    letters = "абвгдеёжзийклмнопрстуфхцчшщэюяabcdefghijklmnopqrstuvwxyz"
    found = {zone for letter in letters for zone in search(letter, "ru", most=1000)}
    assert len(found) > 300
    assert all(known_zone(zone) for zone in found)
