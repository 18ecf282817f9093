"""The real program against the sandbox, in the test's own loop, on a fresh database."""

import asyncio
import base64
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import aiohttp
import pytest

from bot import app, clinic, wiring
from bot.demo import loading
from bot.settings import Settings
from sandbox.server import Sandbox, SandboxOptions, running
from tests.databases import shared_engine
from tests.flows.phones import World

KEY = base64.b64encode(bytes(range(32))).decode()
TOKEN = "4242424242:SANDBOX-TOKEN"

ZOOM_USERS = (
    {"email": "ins@demo.invalid", "type": 2, "status": "active", "first_name": "Алла", "last_name": "Ч"},
    {"email": "basic@demo.invalid", "type": 1, "status": "active", "first_name": "Илья", "last_name": "Н"},
)


def settings_for(sandbox: Sandbox, database_url: str) -> Settings:
    """Return the settings of a program that lives in the sandbox."""
    return Settings(
        _env_file=None,
        bot_token=TOKEN,
        encryption_key=KEY,
        telegram_api_url=sandbox.url,
        database_url=database_url,
        zoom_account_id="sandbox-account",
        zoom_client_id="sandbox-client",
        zoom_client_secret="sandbox-secret",
        zoom_api_url=f"{sandbox.url}/zoom/v2",
        zoom_oauth_url=f"{sandbox.url}/zoom/oauth/token",
        smtp_url=sandbox.smtp_url,
        mail_from="clinic@demo.invalid",
        support_contact="+7 495 000-00-00",
        clock_url=f"{sandbox.url}/clock",
    )


@pytest.fixture
def opening() -> datetime:
    """The moment at which the sandbox's clock begins: a Monday, 09:45 in Moscow."""
    return datetime(2026, 11, 23, 6, 45, tzinfo=UTC)


@pytest.fixture
async def sandbox(opening: datetime) -> AsyncIterator[Sandbox]:
    """The sandbox."""
    async with running(SandboxOptions(start=opening, zoom_users=ZOOM_USERS, token=TOKEN)) as sandbox:
        yield sandbox


@pytest.fixture
def settings(sandbox: Sandbox, sqlite_url: str) -> Settings:
    """The program's settings; flows run on SQLite unless a test takes another database."""
    return settings_for(sandbox, sqlite_url)


@pytest.fixture(autouse=True)
def statements_compiled_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let programs take their engine from this worker, where statements are compiled already."""
    for room in (wiring, loading):
        monkeypatch.setattr(room, "make_engine", shared_engine)


@asynccontextmanager
async def program(settings: Settings) -> AsyncIterator[None]:
    """Run the program for as long as the block lasts."""
    stop = asyncio.Event()
    running_program = asyncio.create_task(app.run(settings, stop))
    try:
        yield
    finally:
        stop.set()
        await running_program


@pytest.fixture
async def world(sandbox: Sandbox) -> AsyncIterator[World]:
    """What people see and do around the program."""
    async with aiohttp.ClientSession() as http:
        yield World(http, sandbox.url)


@pytest.fixture
async def running_program(settings: Settings) -> AsyncIterator[None]:
    """The program, running."""
    async with program(settings):
        yield


async def create_clinic(settings: Settings, timezone: str = "Europe/Moscow", language: str = "ru") -> None:
    """Create a clinic as the command line does."""
    new = clinic.NewClinic(
        name="Центр «Пример»",
        patient_name="центр «Пример»",
        timezone=timezone,
        organizer="Примерова Вера Условновна",
        email="org@demo.invalid",
        language=language,
    )
    await asyncio.to_thread(clinic.create, settings, new)
