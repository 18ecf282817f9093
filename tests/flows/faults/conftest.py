"""A clinic with lessons in its timetable, in a sandbox whose services fail on request."""

from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any

import aiohttp
import pytest

from bot.demo.clinic import DemoClinic
from bot.demo.loading import load
from bot.settings import Settings
from integrations.telegram import inbox, poller
from sandbox.server import Sandbox, SandboxOptions, running
from tests.flows.clinics import CLEARED, person, small_clinic, usual_people
from tests.flows.conftest import TOKEN, settings_for
from tests.flows.seeded import People


def lesson(clock: str, *patients: str, instructor: str = "ins", minutes: int = 30) -> dict[str, Any]:
    """Return a lesson of today, Monday, at the clinic's clock."""
    return {
        "instructor": instructor,
        "weekdays": ["mon"],
        "start_time": clock,
        "timezone": "Europe/Moscow",
        "minutes": minutes,
        "patients": list(patients),
    }


def second_instructor() -> dict[str, Any]:
    """Return an instructor whom nothing that befalls the first one concerns."""
    return person("ins2", "instructor", 4, first_name="Пётр", last_name="Наброскин")


def many_patients(count: int) -> list[dict[str, Any]]:
    """Return patients ``p00``, ``p01`` …, cleared and with a chat each."""
    return [person(f"p{n:02}", "patient", 100 + n, doctor="doc", clearance=CLEARED) for n in range(count)]


@pytest.fixture(autouse=True)
def short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the program look every second whether Telegram is back; the pauses between messages are the clock's."""
    monkeypatch.setattr(poller, "LONGEST_PAUSE", 1.0)
    monkeypatch.setattr(inbox, "LONGEST_PAUSE", 1.0)


@pytest.fixture
def clinic() -> DemoClinic:
    """The usual people, with a lesson for each of the two cleared patients."""
    return small_clinic(
        usual_people("Europe/Moscow"), courses=[lesson("10:00", "west"), lesson("11:00", "east")]
    )


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


@pytest.fixture
async def people(sandbox: Sandbox, clinic: DemoClinic) -> AsyncIterator[People]:
    """The phones."""
    async with aiohttp.ClientSession() as http:
        yield People(http, sandbox.url, clinic)
