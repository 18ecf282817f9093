"""Finding a time zone by the name of a city, as people type it, or by the place they are at."""

import csv
import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache, lru_cache
from pathlib import Path
from unicodedata import combining, normalize

import pytz
from babel import Locale

from services.moments import city
from services.texts import LANGUAGES
from services.timetable import known_zone

_CITIES = Path(__file__).parent / "places" / "cities.csv"
"""Cities with their zones, the biggest first; made by ``tools/cities.py``, which says whose they are."""

_AT_SEA = "Etc/"
"""What the names of zones without a country begin with."""


RUSSIA = "RU"

_CITY_MARK = re.compile(r"^\s*\w\.")
"""A letter and a dot, which Russian addresses have before a city's name."""

_SPOKEN = Path(__file__).parent / "places" / "spoken.csv"
"""Names that people say instead of a city's own, ``said,meant``."""

_LATIN = Path(__file__).parent / "places" / "latin.csv"
"""Russian letters in the Latin ones of a phone without a Russian keyboard, ``letter,latin``."""

_SHORTEST_SLIP = 4
"""Letters of a word in which a slip is looked for: a shorter one is like too many others."""

_ALIKE = 0.8
"""How like a city's name a misspelt one has to be (difflib's ratio): one wrong letter of five is."""


@dataclass(frozen=True, slots=True)
class Place:
    """A city by its name in the reader's language, and its zone (a name that pytz knows)."""

    name: str
    zone: str


@dataclass(frozen=True, slots=True)
class _Index:
    """Places in the order they are offered, and every word they can be found by with what follows it.

    ``words`` is sorted; ``ranks`` holds beside each the place's number, ``whole`` whether it is a whole name.
    """

    places: tuple[Place, ...]
    words: tuple[str, ...]
    ranks: tuple[int, ...]
    whole: tuple[bool, ...]


def search(typed: str, language: str, most: int = 3) -> list[Place]:
    """Return the places of which a word begins with what was typed, in Russian or English.

    Those that are called just so come first, then the biggest, then those that zones are named after. Letter
    case, hyphens and the marks above letters (ё equals е) do not matter, nor does what an address has before
    and after the name. A misspelt name finds those most like it. Nothing typed finds nothing.
    """
    wanted = _folded(_CITY_MARK.sub("", typed).partition(",")[0])
    wanted = _spoken().get(wanted, wanted)
    if not wanted:
        return []
    index = _index(language)
    return _begun(wanted, index, most) or _alike(wanted, index, most)


def _begun(wanted: str, index: _Index, most: int) -> list[Place]:
    best: dict[int, bool] = {}
    for position in range(bisect_left(index.words, wanted), len(index.words)):
        word = index.words[position]
        if not word.startswith(wanted):
            break
        just_so = word == wanted and index.whole[position]
        best[index.ranks[position]] = best.get(index.ranks[position], False) or just_so
    ranks = sorted(best, key=lambda rank: (not best[rank], rank))
    return [index.places[rank] for rank in ranks[:most]]


def _alike(wanted: str, index: _Index, most: int) -> list[Place]:
    """Return the places whose name was misspelt, looked for among those with the same first letter."""
    if len(wanted) < _SHORTEST_SLIP:
        return []
    first, last = bisect_left(index.words, wanted[0]), bisect_left(index.words, chr(ord(wanted[0]) + 1))
    ranks: dict[str, int] = {}
    for position in range(first, last):
        if index.whole[position]:
            word, rank = index.words[position], index.ranks[position]
            ranks[word] = min(rank, ranks.get(word, rank))
    found = get_close_matches(wanted, ranks, most, _ALIKE)
    return list(dict.fromkeys(index.places[ranks[word]] for word in found))


def zone_at(latitude: float, longitude: float) -> str | None:
    """Return the zone (a name that pytz knows) of a place by its degrees; None at sea and off the Earth.

    The first call reads the borders of all zones, which takes half a second.
    """
    from timezonefinder import timezone_at  # it loads NumPy, which few starts of the program need

    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        return None
    zone = timezone_at(lat=latitude, lng=longitude)
    return zone if zone is not None and known_zone(zone) and not zone.startswith(_AT_SEA) else None


@lru_cache(maxsize=256)
def zone_of(written: str) -> str | None:
    """Return the zone of a city by its whole name or the beginning of no other, or of a zone's own name."""
    named = _zone_names().get(written.strip().casefold())
    if named is not None:
        return named
    wanted = _folded(_CITY_MARK.sub("", written))
    wanted = _spoken().get(wanted, wanted)
    if not wanted:
        return None
    index = _index(LANGUAGES[0])
    just_so: list[int] = []
    begun: set[str] = set()
    for position in range(bisect_left(index.words, wanted), len(index.words)):
        word, rank = index.words[position], index.ranks[position]
        if not word.startswith(wanted):
            break
        if index.whole[position]:
            begun.add(index.places[rank].zone)
            if word == wanted:
                just_so.append(rank)
    if just_so:
        return index.places[min(just_so)].zone
    return begun.pop() if len(begun) == 1 else None


@cache
def country(zone: str) -> str:
    """Return the country a zone belongs to (ISO 3166, two letters); Russia for one that is no country's."""
    return next((code for code, zones in pytz.country_timezones.items() if zone in zones), RUSSIA)


@cache
def _zone_names() -> dict[str, str]:
    return {zone.casefold(): zone for zone in pytz.all_timezones}


@cache
def _index(language: str) -> _Index:
    """Return what is searched, made once a language."""
    places: dict[Place, set[str]] = {}
    for place, names in (*_large(language), *_named_after(language)):
        places.setdefault(place, set()).update(names)
    entries = sorted(
        (name[start:], rank, start == 0)
        for rank, names in enumerate(places.values())
        for name in names
        for start in _beginnings(name)
    )
    words, ranks, whole = zip(*entries, strict=True)
    return _Index(tuple(places), words, ranks, whole)


def _beginnings(name: str) -> Iterator[int]:
    """Yield where the words of a name begin."""
    yield 0
    for position, letter in enumerate(name, 1):
        if letter == " ":
            yield position


def _large(language: str) -> Iterator[tuple[Place, frozenset[str]]]:
    with _CITIES.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if known_zone(row["zone"]):
                yield Place(row[language], row["zone"]), _names(row[each] for each in LANGUAGES)


def _named_after(language: str) -> Iterator[tuple[Place, frozenset[str]]]:
    """Yield the cities that zones are named after, Russia's first."""
    russian = set(pytz.country_timezones["ru"])
    zones = {zone for country in pytz.country_timezones.values() for zone in country}
    shown = Locale(language)
    locales = [Locale(each) for each in LANGUAGES]
    for zone in sorted(zones, key=lambda zone: (zone not in russian, _folded(city(zone, shown)))):
        yield Place(city(zone, shown), zone), _names(city(zone, each) for each in locales)


def _names(names: Iterable[str]) -> frozenset[str]:
    folded = frozenset(map(_folded, names))
    return folded | {name.translate(_latin()) for name in folded if not name.isascii()}


@cache
def _spoken() -> dict[str, str]:
    with _SPOKEN.open(encoding="utf-8", newline="") as file:
        return {_folded(row["said"]): _folded(row["meant"]) for row in csv.DictReader(file)}


@cache
def _latin() -> dict[int, str]:
    with _LATIN.open(encoding="utf-8", newline="") as file:
        return {ord(row["letter"]): row["latin"] for row in csv.DictReader(file)}


def _folded(text: str) -> str:
    letters = (letter for letter in normalize("NFKD", text.casefold()) if not combining(letter))
    return " ".join("".join(letters).replace("-", " ").split())
