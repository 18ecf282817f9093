"""A clinic large enough to be killed in the middle of its reminders."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.demo.clinic import DemoClinic
from bot.demo.loading import load
from bot.settings import Settings
from sandbox.server import Sandbox, SandboxOptions, running
from tests.crash.processes import Victim
from tests.flows.conftest import TOKEN, settings_for
from tests.flows.phones import World

PATIENTS = 40


def person(key: str, role: str, number: int, **more: Any) -> dict[str, Any]:
    """Return one person as the demo's file has them."""
    return {
        "key": key,
        "role": role,
        "last_name": "Примеров",
        "first_name": f"Макет{number}",
        "middle_name": None,
        "timezone": "Europe/Moscow",
        "language": "ru",
        "telegram_id": 9_000_000_000_000 + number,
        **more,
    }


@pytest.fixture
def clinic() -> DemoClinic:
    """One group lesson at 10:00 for all patients."""
    cleared = {"status": "cleared", "issued_day_offset": 0, "valid_days": 30}
    patients = [
        person(f"p{n:02}", "patient", 100 + n, doctor="doc1", clearance=cleared) for n in range(PATIENTS)
    ]
    return DemoClinic(
        {
            "organization": {
                "name": "Центр",
                "patient_name": "центр",
                "timezone": "Europe/Moscow",
                "support_contact": "org1@demo.invalid",
            },
            "labels": dict.fromkeys(("organizer", "doctor", "instructor", "patient"), ""),
            "opening": {"weekday": "tue", "time": "09:45"},
            "not_activated": [],
            "blocked": [],
            "zoom": [{"key": "ins1", "type": 2}],
            "group_lesson": {
                "instructor": "ins1",
                "start_time": "10:00",
                "minutes": 45,
                "patients": [p["key"] for p in patients],
            },
            "courses": [],
            "people": [
                person("org1", "organizer", 1),
                person("doc1", "doctor", 2),
                person("ins1", "instructor", 3),
                *patients,
            ],
        }
    )


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
def victim(settings: Settings, tmp_path: Path) -> Victim:
    """The program's process, not started yet."""
    return Victim(settings, tmp_path / "program.log")
