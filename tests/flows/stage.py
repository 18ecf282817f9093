"""What stories may ask for whose clinic is there before the program starts; they bring the ``clinic``."""

from collections.abc import AsyncIterator
from datetime import datetime

import aiohttp
import pytest

from bot.demo.clinic import DemoClinic
from bot.demo.loading import load
from bot.settings import Settings
from sandbox.server import Sandbox, SandboxOptions, running
from tests.flows.conftest import TOKEN, settings_for
from tests.flows.seeded import People


@pytest.fixture
async def sandbox(opening: datetime, clinic: DemoClinic) -> AsyncIterator[Sandbox]:
    """The sandbox with the clinic's people in it."""
    options = SandboxOptions(
        start=opening,
        people=tuple(clinic.sandbox_people()),
        zoom_users=tuple(clinic.zoom_users()),
        token=TOKEN,
    )
    async with running(options) as sandbox:
        yield sandbox


@pytest.fixture
async def settings(sandbox: Sandbox, sqlite_url: str, clinic: DemoClinic) -> Settings:
    """The program's settings over a database with the clinic in it."""
    settings = settings_for(sandbox, sqlite_url)
    await load(settings, clinic)
    return settings


@pytest.fixture(name="settings")
async def settings_on_both(sandbox: Sandbox, database_url: str, clinic: DemoClinic) -> Settings:
    """The same over a database of each kind, for those who import it in its place."""
    settings = settings_for(sandbox, database_url)
    await load(settings, clinic)
    return settings


@pytest.fixture
async def people(sandbox: Sandbox, clinic: DemoClinic) -> AsyncIterator[People]:
    """The phones."""
    async with aiohttp.ClientSession() as http:
        yield People(http, sandbox.url, clinic)
