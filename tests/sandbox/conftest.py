"""A running sandbox, a bot at its one end and phones at the other."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import aiohttp
import pytest

from sandbox.server import Sandbox, SandboxOptions, running
from tests.sandbox.phones import MARIA, PEOPLE, VERA, Phone, PlainBot

START = datetime(2026, 11, 24, 6, 45, tzinfo=UTC)


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    async with running(SandboxOptions(start=START, people=PEOPLE)) as sandbox:
        yield sandbox


@pytest.fixture
async def session(sandbox: Sandbox) -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(sandbox.url) as session:
        yield session


@pytest.fixture
def bot(session: aiohttp.ClientSession, sandbox: Sandbox) -> PlainBot:
    return PlainBot(session, sandbox.url)


@pytest.fixture
async def vera(session: aiohttp.ClientSession, sandbox: Sandbox, bot: PlainBot) -> Phone:
    """Vera, who has started the bot; what that told the bot is confirmed."""
    phone = Phone(session, sandbox.url, VERA)
    await phone.write("/start")
    await bot.drain()
    return phone


@pytest.fixture
def maria(session: aiohttp.ClientSession, sandbox: Sandbox) -> Phone:
    """Maria, who has never written to the bot."""
    return Phone(session, sandbox.url, MARIA)
