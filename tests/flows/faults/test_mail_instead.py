"""Telegram fails for minutes: reminders go by mail, and into Telegram once it works again."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.demo.clinic import DemoClinic
from sandbox.server import Sandbox
from tests.flows.clinics import small_clinic, usual_people
from tests.flows.faults.conftest import lesson
from tests.flows.faults.ledger import reminders
from tests.flows.phones import World
from tests.flows.seeded import People

FAULTS = ("down", "rate")
"""What leaves unclear what was done, and what names the moment of the next try."""

HOURS = (10, 11)
"""When the lessons begin in Moscow; where the patient is, it is an hour earlier."""


@pytest.fixture
def clinic() -> DemoClinic:
    """A lesson for each fault."""
    return small_clinic(
        usual_people("Europe/Moscow"), courses=[lesson(f"{hour}:00", "west") for hour in HOURS]
    )


async def test_after_two_minutes_a_reminder_goes_by_mail_and_into_telegram_when_that_is_back(
    running_program: None, people: People, world: World, sandbox: Sandbox
) -> None:
    for lessons, (hour, fault) in enumerate(zip(HOURS, FAULTS, strict=True)):
        due_at = datetime(2026, 11, 23, hour - 3, tzinfo=UTC) - timedelta(minutes=10)
        await world.advance(to=(due_at - timedelta(seconds=10)).isoformat())
        sandbox.faults.switch_on("telegram", fault, seconds=30)
        await world.advance(to=(due_at + timedelta(minutes=3)).isoformat())
        for key, clock in (("west", f"{hour - 1}:00"), ("ins", f"{hour}:00")):
            (mail,) = await world.mails(f"{key}@demo.invalid")
            assert clock in mail["subject"]
            assert "zoom.us/j/" in mail["text"]
            assert len(reminders(sandbox, people[key])) == lessons
        sandbox.faults.clear()
        await world.advance(seconds=60)
        for key in ("west", "ins"):
            assert len(await world.mails(f"{key}@demo.invalid")) == 1
            assert len(reminders(sandbox, people[key])) == lessons + 1
        sandbox.mail.clear()
