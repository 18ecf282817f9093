"""A city typed by a person becomes a time zone."""

import pytest

from services.texts import LANGUAGES
from services.timetable import known_zone
from services.zones import Place, search, zone_at


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
    assert search(typed, language)[0].zone == zone


def test_e_and_yo_are_the_same_letter() -> None:
    assert search("Орёл", "ru") == search("орел", "ru") == [Place("Орёл", "Europe/Moscow")]
    assert search("Усть-Нёра", "ru") == [Place("Усть-Нера", "Asia/Ust-Nera")]


def test_large_cities_come_first_under_their_own_names() -> None:
    assert [place.name for place in search("Влад", "ru")] == ["Владивосток", "Владимир", "Владикавказ"]
    assert search("М", "ru")[0].name == "Москва"
    assert search("М", "en")[0].name == "Moscow"


def test_small_towns_of_russia_are_there() -> None:
    towns = (
        "Мытищи",
        "Бузулук",
        "Минусинск",
        "Лабытнанги",
        "Черняховск",
        "Кяхта",
        "Анадырь",
        "Клинцы",
        "Выборг",
    )
    assert [search(town, "ru")[0].name for town in towns] == list(towns)


@pytest.mark.parametrize(
    ("typed", "city"),
    [
        ("Владивасток", "Владивосток"),
        ("Екатиринбург", "Екатеринбург"),
        ("Новосибриск", "Новосибирск"),
        ("kaliningrd", "Калининград"),
        ("moskva", "Москва"),
        ("Ekaterinburg", "Екатеринбург"),
        ("питер", "Санкт-Петербург"),
        ("СПб", "Санкт-Петербург"),
        ("г. Омск", "Омск"),
        ("Самара, Самарская область", "Самара"),
    ],
)
def test_a_city_is_found_as_people_write_it(typed: str, city: str) -> None:
    assert search(typed, "ru")[0].name == city


def test_what_is_like_no_city_finds_nothing() -> None:
    assert search("привет", "ru") == search("мяу", "ru") == []


def test_who_is_called_just_so_comes_before_the_bigger_ones() -> None:
    assert search("Рим", "ru")[0] == Place("Рим", "Europe/Rome")
    assert search("Киров", "ru")[0] == Place("Киров", "Europe/Kirov")


def test_districts_of_a_city_are_no_cities() -> None:
    assert search("Адмиралтейский", "ru") == []


def test_a_city_is_offered_once() -> None:
    for language in LANGUAGES:
        found = search("м", language, most=1000)
        assert len(found) == len(set(found))


def test_no_more_than_asked_for() -> None:
    assert len(search("М", "ru", most=2)) == 2


@pytest.mark.parametrize("typed", ["", "   ", "-", "дивосток", "Лукоморье", "Europe/Moscow"])
def test_what_is_no_beginning_of_a_city_finds_nothing(typed: str) -> None:
    assert search(typed, "ru") == []


def test_every_zone_offered_is_known() -> None:
    letters = "абвгдеёжзийклмнопрстуфхцчшщэюяabcdefghijklmnopqrstuvwxyz"
    found = {place.zone for letter in letters for place in search(letter, "ru", most=1000)}
    assert len(found) > 300
    assert all(known_zone(zone) for zone in found)


@pytest.mark.parametrize(
    ("latitude", "longitude", "zone"),
    [
        (55.75, 37.62, "Europe/Moscow"),
        (43.12, 131.89, "Asia/Vladivostok"),
        (54.71, 20.51, "Europe/Kaliningrad"),
        (-90.0, 0.0, "Antarctica/McMurdo"),
        (0.0, -30.0, None),
        (91.0, 0.0, None),
        (0.0, 181.0, None),
    ],
)
def test_a_place_has_the_zone_of_its_country(latitude: float, longitude: float, zone: str | None) -> None:
    assert zone_at(latitude, longitude) == zone
