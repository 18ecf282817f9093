"""Finding a time zone by the name of a city, as people type it."""

import csv
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from unicodedata import combining, normalize

import pytz
from babel import Locale

from services.moments import city
from services.texts import LANGUAGES

_CITIES = Path(__file__).with_name("cities.csv")
"""Large cities that give no zone its name: Russia's first, by size, then those of neighbours."""


RUSSIA = "RU"

_CITY_MARK = re.compile(r"^\s*\w\.")
"""A letter and a dot, which Russian addresses have before a city's name."""


@dataclass(frozen=True, slots=True)
class Place:
    """A city by its name in the reader's language, and its zone (a name that pytz knows)."""

    name: str
    zone: str


def search(typed: str, language: str, most: int = 3) -> list[Place]:
    """Return the places of which a word begins with what was typed, in Russian or English.

    Large cities come first, then those that zones are named after: Russia's, then by name in ``language``.
    Letter case, hyphens and the marks above letters do not matter. Nothing typed finds nothing.
    """
    wanted = _folded(typed)
    if not wanted:
        return []
    found = [place for place, names in _index(language) if any(f" {wanted}" in f" {name}" for name in names)]
    return found[:most]


@lru_cache(maxsize=256)
def zone_of(written: str) -> str | None:
    """Return the zone of a city by its whole name or the beginning of no other, or of a zone's own name."""
    named = _zone_names().get(written.strip().casefold())
    if named is not None:
        return named
    wanted = _folded(_CITY_MARK.sub("", written))
    if not wanted:
        return None
    places = _index(LANGUAGES[0])
    whole = [place.zone for place, names in places if wanted in names]
    begun = {place.zone for place, names in places if any(name.startswith(wanted) for name in names)}
    return whole[0] if whole else begun.pop() if len(begun) == 1 else None


@cache
def country(zone: str) -> str:
    """Return the country a zone belongs to (ISO 3166, two letters); Russia for one that is no country's."""
    return next((code for code, zones in pytz.country_timezones.items() if zone in zones), RUSSIA)


@cache
def _zone_names() -> dict[str, str]:
    return {zone.casefold(): zone for zone in pytz.all_timezones}


@cache
def _index(language: str) -> tuple[tuple[Place, frozenset[str]], ...]:
    """Return every place with the names it is found by, in the order they are offered."""
    large = [(Place(row[language], row["zone"]), _names(row[each] for each in LANGUAGES)) for row in _rows()]
    known = {place for place, _ in large}
    return (*large, *((place, names) for place, names in _named_after(language) if place not in known))


def _named_after(language: str) -> list[tuple[Place, frozenset[str]]]:
    """Return the cities that zones are named after."""
    russian = set(pytz.country_timezones["ru"])
    zones = {zone for country in pytz.country_timezones.values() for zone in country}
    shown = Locale(language)
    in_order = sorted(zones, key=lambda zone: (zone not in russian, _folded(city(zone, shown))))
    locales = [Locale(each) for each in LANGUAGES]
    return [
        (Place(city(zone, shown), zone), _names(city(zone, each) for each in locales)) for zone in in_order
    ]


def _rows() -> list[dict[str, str]]:
    with _CITIES.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _names(names: Iterable[str]) -> frozenset[str]:
    return frozenset(map(_folded, names))


def _folded(text: str) -> str:
    letters = (letter for letter in normalize("NFKD", text.casefold()) if not combining(letter))
    return " ".join("".join(letters).replace("-", " ").split())
