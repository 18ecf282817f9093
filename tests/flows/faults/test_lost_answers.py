"""Telegram does what it is asked and its answers are lost: nobody gets the same thing again and again."""

import pytest

from bot.demo.clinic import DemoClinic
from bot.settings import Settings
from sandbox.server import Sandbox
from tests.flows.clinics import small_clinic, usual_people
from tests.flows.faults.conftest import lesson, many_patients
from tests.flows.faults.ledger import reminders, sent
from tests.flows.faults.test_backlog import plan_tomorrow
from tests.flows.faults.test_telegram import ANSWER_LOST
from tests.flows.phones import World
from tests.flows.seeded import RU, People


@pytest.fixture
def clinic() -> DemoClinic:
    """A lesson whose people are few, and a patient who will be told of another one."""
    return small_clinic(
        [*usual_people("Europe/Moscow"), *many_patients(1)], courses=[lesson("10:00", "west")]
    )


@pytest.mark.parametrize("fault", ANSWER_LOST)
async def test_a_reminder_comes_twice_at_most(
    running_program: None, people: People, world: World, sandbox: Sandbox, fault: str
) -> None:
    await world.advance(to="2026-11-23T06:49:50Z")
    sandbox.faults.switch_on("telegram", fault, seconds=0.2)
    await world.advance(to="2026-11-23T06:55:00Z")
    sandbox.faults.clear()
    await world.advance(seconds=120)
    for key in ("west", "ins"):
        assert 1 <= len(reminders(sandbox, people[key])) <= 2


@pytest.mark.parametrize("only", [None, "sendMessage"])
async def test_a_message_comes_twice_at_most_in_a_quarter_of_an_hour(
    running_program: None,
    settings: Settings,
    people: People,
    world: World,
    sandbox: Sandbox,
    only: str | None,
) -> None:
    sandbox.faults.switch_on("telegram", "cut", only=only)
    await plan_tomorrow(settings, (9,))
    await world.advance(seconds=60)
    await world.advance(to="2026-11-23T07:00:00Z")
    sandbox.faults.clear()
    await world.advance(seconds=120)
    told = [call for call in sent(sandbox) if int(call["chat_id"]) == people["p00"].user_id]
    mails = await world.mails("p00@demo.invalid")
    assert 1 <= len(told) <= 2
    assert len(mails) <= 1


async def test_a_press_whose_answer_meets_a_revoked_token_is_shown_all_the_same(
    running_program: None, people: People, sandbox: Sandbox
) -> None:
    ins = people["ins"]
    await ins.says("/start")
    sandbox.faults.switch_on("telegram", "unauthorized", times=2, only="answerCallbackQuery")
    await ins.press(RU.plain("instructor.button.schedule"))
    await ins.sees_button(RU.plain("button.back"))
