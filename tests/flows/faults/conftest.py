"""A clinic with lessons in its timetable, in a sandbox whose services fail on request."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from bot.demo.clinic import DemoClinic
from bot.settings import Settings
from integrations.telegram import inbox, poller, session
from sandbox.server import Sandbox
from tests.flows.clinics import CLEARED, person, small_clinic, usual_people
from tests.flows.conftest import program
from tests.flows.phones import PATIENCE
from tests.flows.stage import people, sandbox, settings

__all__ = ["people", "sandbox", "settings"]


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
    """Let the program look every second whether Telegram is back; other pauses are the moved clock's."""
    monkeypatch.setattr(poller, "LONGEST_PAUSE", 1.0)
    monkeypatch.setattr(inbox, "LONGEST_PAUSE", 1.0)
    monkeypatch.setattr(session, "LONGEST_WAIT", 1)


@pytest.fixture
def clinic() -> DemoClinic:
    """The usual people, with a lesson for each of the two cleared patients."""
    return small_clinic(
        usual_people("Europe/Moscow"), courses=[lesson("10:00", "west"), lesson("11:00", "east")]
    )


@asynccontextmanager
async def at_work(settings: Settings, sandbox: Sandbox) -> AsyncIterator[None]:
    """Run the program; the block begins once it has done what was due and follows the clock."""
    asked = sandbox.clock.asked
    async with program(settings):
        for _ in range(PATIENCE * 50):
            # It asks for the time as it starts, and again after its first report.
            if sandbox.clock.asked >= asked + 2:
                break
            await asyncio.sleep(0.02)
        else:
            raise AssertionError("the program does not follow the clock")
        yield


@pytest.fixture
async def running_program(settings: Settings, sandbox: Sandbox) -> AsyncIterator[None]:
    """The program, at work."""
    async with at_work(settings, sandbox):
        yield
