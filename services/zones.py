"""Finding a time zone by the name of its city, as people type it."""

from functools import cache
from unicodedata import combining, normalize

import pytz
from babel import Locale

from services.moments import city
from services.texts import LANGUAGES


def search(typed: str, language: str, most: int = 3) -> list[str]:
    """Return the zones (names pytz knows) whose city begins with what was typed, in Russian or English.

    Russian zones come first, then by the city's name in ``language``. Letter case, hyphens and the marks
    above letters do not matter. Nothing typed finds nothing.
    """
    wanted = _folded(typed)
    if not wanted:
        return []
    found = [zone for zone, names in _index(language) if any(name.startswith(wanted) for name in names)]
    return found[:most]


@cache
def _index(language: str) -> tuple[tuple[str, frozenset[str]], ...]:
    """Return every country's zones with the names they are found by, in the order they are offered."""
    russian = set(pytz.country_timezones["ru"])
    zones = {zone for country in pytz.country_timezones.values() for zone in country}
    shown = Locale(language)
    in_order = sorted(zones, key=lambda zone: (zone not in russian, _folded(city(zone, shown))))
    locales = [Locale(each) for each in LANGUAGES]
    return tuple((zone, frozenset(_folded(city(zone, locale)) for locale in locales)) for zone in in_order)


def _folded(text: str) -> str:
    letters = (letter for letter in normalize("NFKD", text.casefold()) if not combining(letter))
    return " ".join("".join(letters).replace("-", " ").split())
