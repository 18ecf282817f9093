"""A city typed by a person becomes a time zone."""

import pytest

from services.texts import LANGUAGES
from services.timetable import known_zone
from services.zones import Place, search


@pytest.mark.parametrize(
    ("typed", "zone"),
    [
        ("Владив", "Asia/Vladivostok"),
        ("Владим", "Europe/Moscow"),
        ("казань", "Europe/Moscow"),
        ("Петербург", "Europe/Moscow"),
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
    assert [place.zone for place in search(typed, language)] == [zone]


def test_e_and_yo_are_the_same_letter() -> None:
    assert search("Орёл", "ru") == search("орел", "ru") == [Place("Орёл", "Europe/Moscow")]
    assert search("Усть-Нёра", "ru") == [Place("Усть-Нера", "Asia/Ust-Nera")]


def test_large_cities_come_first_under_their_own_names() -> None:
    assert [place.name for place in search("Влад", "ru")] == ["Владивосток", "Владикавказ", "Владимир"]
    assert [place.name for place in search("М", "ru")] == ["Москва", "Махачкала", "Магнитогорск"]
    assert [place.name for place in search("М", "en")] == ["Moscow", "Makhachkala", "Magnitogorsk"]


def test_a_city_is_offered_once() -> None:
    for language in LANGUAGES:
        found = search("м", language, most=1000)
        assert len(found) == len(set(found))


def test_no_more_than_asked_for() -> None:
    assert len(search("М", "ru", most=2)) == 2


@pytest.mark.parametrize("typed", ["", "   ", "-", "дивосток", "Атлантида", "Europe/Moscow"])
def test_what_is_no_beginning_of_a_city_finds_nothing(typed: str) -> None:
    assert search(typed, "ru") == []


def test_every_zone_offered_is_known() -> None:
    letters = "абвгдеёжзийклмнопрстуфхцчшщэюяabcdefghijklmnopqrstuvwxyz"
    found = {place.zone for letter in letters for place in search(letter, "ru", most=1000)}
    assert len(found) > 300
    assert all(known_zone(zone) for zone in found)
