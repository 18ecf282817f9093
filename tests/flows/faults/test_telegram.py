"""Telegram fails: nothing is lost, what is due comes once it answers."""

import asyncio

import pytest

from sandbox.server import Sandbox
from tests.flows.faults.ledger import BEGIN, JOIN, reminders
from tests.flows.phones import World
from tests.flows.seeded import RU, People

NOT_DONE = ("down", "hang", "html_502", "internal", "rate", "unreadable")
"""Faults under which nothing reaches people."""

ANSWER_LOST = ("cut", "hang_after")
"""Faults under which what was asked is done, and nobody hears of it."""

WAIT = {"rate": 2.0}
"""Seconds a fault makes one wait: the others little, 429 for longer than a call is repeated at once."""

SCHEDULE, BACK = RU.plain("instructor.button.schedule"), RU.plain("button.back")


def befall(sandbox: Sandbox, fault: str, *, times: int | None = None, only: str | None = None) -> None:
    """Let a fault befall Telegram."""
    sandbox.faults.switch_on("telegram", fault, times=times, only=only, seconds=WAIT.get(fault, 0.2))


@pytest.mark.parametrize("fault", NOT_DONE)
async def test_a_reminder_and_a_press_outlast_a_short_outage(
    running_program: None, people: People, world: World, sandbox: Sandbox, fault: str
) -> None:
    west, ins = people["west"], people["ins"]
    await ins.says("/start")
    await world.advance(to="2026-11-23T06:49:50Z")
    befall(sandbox, fault)
    pressing = asyncio.create_task(ins.press(SCHEDULE))
    await world.advance(to="2026-11-23T06:50:40Z")
    assert reminders(sandbox, west) == []
    sandbox.faults.clear()
    await pressing
    await ins.sees(SCHEDULE, "10:00", "11:00")
    await world.advance(seconds=60)
    await west.sees_button(JOIN)
    await ins.sees_button(BEGIN)
    for phone, key in ((west, "west"), (ins, "ins")):
        assert len(reminders(sandbox, phone)) == 1
        assert await world.mails(f"{key}@demo.invalid") == []


@pytest.mark.parametrize("fault", ANSWER_LOST)
async def test_a_reminder_whose_answer_was_lost_comes_twice_at_most(
    running_program: None, people: People, world: World, sandbox: Sandbox, fault: str
) -> None:
    await world.advance(to="2026-11-23T06:49:50Z")
    befall(sandbox, fault, times=2, only="sendMessage")
    await world.advance(to="2026-11-23T06:55:00Z")
    for key in ("west", "ins"):
        assert 1 <= len(reminders(sandbox, people[key])) <= 2
        assert await world.mails(f"{key}@demo.invalid") == []


async def test_a_press_is_answered_and_shown_whatever_befalls_its_answer(
    running_program: None, people: People, sandbox: Sandbox
) -> None:
    ins = people["ins"]
    await ins.says("/start")
    for number, fault in enumerate((*NOT_DONE, *ANSWER_LOST)):
        sandbox.faults.switch_on("telegram", fault, times=2, only="answerCallbackQuery", seconds=0.2)
        await ins.press(BACK if number % 2 else SCHEDULE)
        await ins.sees_button(SCHEDULE if number % 2 else BACK)
        assert sandbox.faults.active() == []


async def test_neither_another_poller_nor_a_revoked_token_ends_a_program_at_work(
    running_program: None, people: People, world: World, sandbox: Sandbox
) -> None:
    west, ins = people["west"], people["ins"]
    await ins.says("/start")
    await west.says("/start")
    befall(sandbox, "rival", times=3)
    await ins.press(SCHEDULE)
    await world.advance(to="2026-11-23T06:49:50Z")
    befall(sandbox, "unauthorized")
    pressing = asyncio.create_task(ins.press(BACK))
    await world.advance(to="2026-11-23T06:50:40Z")
    sandbox.faults.clear()
    await pressing
    await world.advance(seconds=60)
    for phone in (west, ins):
        assert len(reminders(sandbox, phone)) == 1
