"""A clinic large enough to be killed in the middle of its reminders, and how long the campaign is."""

from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from pathlib import Path

import aiohttp
import pytest

from bot.demo.clinic import DemoClinic
from bot.demo.loading import load
from bot.settings import Settings
from sandbox.server import Sandbox, SandboxOptions, running
from tests.crash.processes import Nursery, Victim, open_nursery
from tests.flows.clinics import CLEARED, person, small_clinic
from tests.flows.conftest import TOKEN, settings_for
from tests.flows.phones import World

GROUPS, IN_GROUP = 5, 8


@pytest.fixture
def clinic() -> DemoClinic:
    """Group lessons at 10:00, as large as groups can be, for all patients."""
    patients = [
        person(f"p{n:02}", "patient", 100 + n, doctor="doc1", clearance=CLEARED)
        for n in range(GROUPS * IN_GROUP)
    ]
    groups = [
        {
            "instructor": f"ins{number + 1}",
            "weekdays": ["tue"],
            "start_time": "10:00",
            "timezone": "Europe/Moscow",
            "minutes": 45,
            "patients": [p["key"] for p in patients[number * IN_GROUP : (number + 1) * IN_GROUP]],
        }
        for number in range(GROUPS)
    ]
    staff = [
        person("org1", "organizer", 1),
        person("doc1", "doctor", 2),
        *(person(f"ins{number + 1}", "instructor", 3 + number) for number in range(GROUPS)),
    ]
    return small_clinic([*staff, *patients], courses=groups)


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


@pytest.fixture(scope="session")
def kills(request: pytest.FixtureRequest) -> int:
    """How often each test kills the program: a few times, or as often as ``--kills`` says."""
    return int(request.config.getoption("--kills"))


@pytest.fixture(scope="session")
def nursery() -> Iterator[Nursery]:
    """Where this worker's programs come from."""
    with open_nursery() as nursery:
        yield nursery


@pytest.fixture
async def victim(
    nursery: Nursery, settings: Settings, sandbox: Sandbox, tmp_path: Path
) -> AsyncIterator[Victim]:
    """The program's process, not started yet."""
    victim = Victim(nursery, settings, tmp_path, sandbox.clock)
    yield victim
    if victim.alive:
        await victim.kill()
