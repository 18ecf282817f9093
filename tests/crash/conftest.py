"""A clinic large enough to be killed in the middle of its reminders."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import aiohttp
import pytest

from bot.demo.clinic import DemoClinic
from bot.demo.loading import load
from bot.settings import Settings
from sandbox.server import Sandbox, SandboxOptions, running
from tests.crash.processes import Victim
from tests.flows.clinics import CLEARED, person, small_clinic
from tests.flows.conftest import TOKEN, settings_for
from tests.flows.phones import World

PATIENTS = 40


@pytest.fixture
def clinic() -> DemoClinic:
    """One group lesson at 10:00 for all patients."""
    patients = [
        person(f"p{n:02}", "patient", 100 + n, doctor="doc1", clearance=CLEARED) for n in range(PATIENTS)
    ]
    group = {
        "instructor": "ins1",
        "start_time": "10:00",
        "minutes": 45,
        "patients": [p["key"] for p in patients],
    }
    staff = [
        person("org1", "organizer", 1),
        person("doc1", "doctor", 2),
        person("ins1", "instructor", 3),
    ]
    return small_clinic([*staff, *patients], group_lesson=group)


@pytest.fixture
async def sandbox(clinic: DemoClinic) -> AsyncIterator[Sandbox]:
    """The sandbox with the clinic's people, on a Tuesday at 09:45 in Moscow."""
    options = SandboxOptions(
        start=datetime(2026, 11, 24, 6, 45, tzinfo=UTC),
        people=tuple(clinic.sandbox_people()),
        zoom_users=tuple(clinic.zoom_users()),
        token=TOKEN,
    )
    async with running(options) as sandbox:
        yield sandbox


@pytest.fixture
async def settings(sandbox: Sandbox, database_url: str, clinic: DemoClinic) -> Settings:
    """The program's settings, over a database with the clinic in it."""
    settings = settings_for(sandbox, database_url)
    await load(settings, clinic)
    return settings


@pytest.fixture
async def world(sandbox: Sandbox) -> AsyncIterator[World]:
    """What people see and do around the program."""
    async with aiohttp.ClientSession() as http:
        yield World(http, sandbox.url)


@pytest.fixture
def victim(settings: Settings, sandbox: Sandbox, tmp_path: Path) -> Victim:
    """The program's process, not started yet."""
    return Victim(settings, tmp_path / "program.log", sandbox.clock)
