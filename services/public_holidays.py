"""Public holidays of the country a zone belongs to, as the holidays library knows them."""

import asyncio
from collections.abc import Mapping
from datetime import date
from functools import cache

from services.zones import country


async def public_holidays(zone: str, years: range, language: str) -> Mapping[date, str]:
    """Return the holidays of some years in the country of a zone, with their names.

    Names are in ``language`` where the library has it, else in English. Read in a thread: the
    first country of a process takes up to a second.
    """
    return await asyncio.to_thread(_holidays, country(zone), years, language)


@cache
def _holidays(code: str, years: range, language: str) -> Mapping[date, str]:
    import holidays

    spoken = {one.partition("_")[0]: one for one in holidays.list_localized_countries().get(code, [])}
    # Named for certain: left out, it would be that of the machine.
    wanted = spoken.get(language) or spoken.get("en") or next(iter(spoken.values()), None)
    return dict(holidays.country_holidays(code, years=years, language=wanted).items())
