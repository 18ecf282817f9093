"""After an hour without Telegram: what waited goes out within the limits, after what is due now."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from bot.demo.clinic import DemoClinic
from bot.settings import Settings
from models import Membership, Role
from sandbox.server import Sandbox
from scheduler.delivery import AT_ONCE
from services.database import make_engine, sessions
from services.lessons.rules import MOST_PATIENTS
from services.lessons.schedule import LessonPlan, Schedule
from services.policy import Actor
from services.vault import Vault
from tests.clock import FixedClock
from tests.flows.clinics import small_clinic, usual_people
from tests.flows.faults.conftest import lesson, many_patients
from tests.flows.faults.ledger import is_reminder, sent
from tests.flows.phones import PATIENCE, World
from tests.flows.seeded import People

PATIENTS = 30
DUE_NOW = tuple(f"p{n:02}" for n in range(6))
"""Whose lesson begins as Telegram comes back."""


@pytest.fixture
def clinic() -> DemoClinic:
    """One lesson at 11:00, whose reminders are due at 10:50."""
    people = [*usual_people("Europe/Moscow"), *many_patients(PATIENTS)]
    return small_clinic(people, courses=[lesson("11:00", *DUE_NOW)])


async def plan_tomorrow(settings: Settings, clocks: Sequence[int]) -> int:
    """Save lessons of all patients in each of tomorrow's hours, and return how many messages that owes."""
    engine = make_engine(settings.database_url)
    vault = Vault.from_text(settings.encryption_key.get_secret_value())
    query = select(Membership).options(joinedload(Membership.person), joinedload(Membership.organization))
    try:
        async with sessions(engine, vault).begin() as session:
            members = (await session.scalars(query)).all()
            instructor = next(Actor.of(member) for member in members if member.role is Role.INSTRUCTOR)
            patients = [m.id for m in members if (m.person.email or "").startswith("p")]
            schedule = Schedule(session, FixedClock(datetime(2026, 11, 23, 6, 46, tzinfo=UTC)))
            for hour in clocks:
                for number in range(0, len(patients), MOST_PATIENTS):
                    start = datetime(2026, 11, 24, hour, number, tzinfo=UTC)
                    group = tuple(patients[number : number + MOST_PATIENTS])
                    await schedule.create(instructor, LessonPlan(start, 5, group))
    finally:
        await engine.dispose()
    return len(clocks) * len(patients)


async def test_an_hours_backlog_goes_out_within_the_limits_after_what_is_due_now(
    running_program: None, settings: Settings, people: People, world: World, sandbox: Sandbox
) -> None:
    await world.advance(seconds=60)
    sandbox.faults.switch_on("telegram", "down")
    waiting = await plan_tomorrow(settings, (9, 11))
    await world.advance(to="2026-11-23T07:50:30Z")
    assert sent(sandbox) == []
    sandbox.faults.clear()
    await world.advance(seconds=90)
    async with asyncio.timeout(PATIENCE):
        while len(sent(sandbox)) < waiting + len(DUE_NOW) + 1:  # noqa: ASYNC110 - the limits are real time
            await asyncio.sleep(0.1)
    calls = sent(sandbox)
    assert len(calls) == waiting + len(DUE_NOW) + 1
    due_now = [place for place, call in enumerate(calls) if is_reminder(call)]
    assert len(due_now) == len(DUE_NOW) + 1
    assert max(due_now) < 1 + AT_ONCE
    assert [call["error"] for call in sandbox.telegram.calls.after(0) if not call["ok"]] == []
