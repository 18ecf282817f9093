"""The program in the demo: loads the demo clinic on the first start, then runs until Ctrl-C."""

import asyncio
from collections.abc import Callable

import aiohttp

from bot import app, database
from bot.demo.clinic import DemoClinic
from bot.demo.loading import load
from bot.settings import Settings


def run(settings: Settings, sandbox_url: str, clinic: DemoClinic, announce: Callable[[], None]) -> None:
    """Run the program against a sandbox that is ready, until SIGINT or SIGTERM.

    ``announce`` is called when all is loaded.
    """
    database.ready(settings.database_url)
    with asyncio.Runner() as runner:
        fresh = runner.run(load(settings, clinic))
        announce()
        runner.run(_run(settings, sandbox_url, clinic if fresh else None))


async def _run(settings: Settings, sandbox_url: str, greet: DemoClinic | None) -> None:
    if greet is not None:
        await _open_menus(sandbox_url, greet)
    await app.run_until_signal(settings)


async def _open_menus(sandbox_url: str, clinic: DemoClinic) -> None:
    """Press Start on every phone, so that a newcomer finds each person's first screen."""
    async with aiohttp.ClientSession() as http:
        for person in clinic.activated():
            url = f"{sandbox_url}/api/chats/{person.telegram_id}/text"
            async with http.post(url, json={"text": "/start"}) as answer:
                answer.raise_for_status()
