"""`oncocenter check`: looks at each outside service, the database, the clock and what is planned.

It changes nothing and sends nothing. What it prints names no person and holds no secret.
"""

import asyncio
from collections.abc import AsyncIterator, Callable

from bot.check import outside, stored
from bot.clock import clock_at
from bot.settings import LOCALES, Settings
from services.checks import Area, Finding, words
from services.texts import Catalogues

WELL, SOMETHING_TO_DO, NO_START = 0, 1, 2
"""Exit codes. The last one is that of every command that cannot begin: ``run`` would refuse to start."""

KEEPS_FROM_STARTING = frozenset(
    {
        *((Area.DATABASE, code) for code in stored.UNUSABLE),
        (Area.TELEGRAM, "token"),
        (Area.TELEGRAM, "webhook"),
    }
)
"""The findings with which the program itself refuses to start."""


def main(settings: Settings, language: str, say: Callable[[str], None]) -> int:
    """Look at everything, ``say`` a line for each point as it is found, and return the exit code."""
    return asyncio.run(_say_all(settings, language, say))


async def _say_all(settings: Settings, language: str, say: Callable[[str], None]) -> int:
    texts = Catalogues(LOCALES).texts(language)
    code = WELL
    async for found in examine(settings):
        say(f"{'✓' if found.ok else '✗'} {words(texts, found)}")
        if not found.ok:
            keeps = (found.area, found.code) in KEEPS_FROM_STARTING
            code = max(code, NO_START if keeps else SOMETHING_TO_DO)
    return code


async def examine(settings: Settings) -> AsyncIterator[Finding]:
    """Yield what is found, point by point, in the order in which it is best put right."""
    clock = await clock_at(settings.clock_url)
    yield Finding(Area.SETTINGS, "read", ok=True)
    rows = await stored.examine(settings, clock)
    for found in rows.database:
        yield found
    for found in await outside.telegram(settings):
        yield found
    for found in await outside.zoom(settings, clock, rows.zoom_hosts):
        yield found
    yield await outside.mail(settings, clock)
    for found in rows.plans:
        yield found
