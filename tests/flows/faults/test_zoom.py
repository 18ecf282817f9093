"""Zoom fails: lessons are saved without it, and each has its one meeting once Zoom works."""

from typing import Any

import pytest

from bot.demo.clinic import DemoClinic
from sandbox.server import Sandbox
from tests.flows.clinics import small_clinic, usual_people
from tests.flows.faults.ledger import BEGIN, JOIN, sent
from tests.flows.phones import Phone, World
from tests.flows.seeded import RU, People, plan

NOT_DONE = ("down", "hang", "html_502", "internal", "rate", "rate_bare", "concurrent")
ANSWER_LOST = ("cut", "hang_after")
"""Faults that pass by themselves: under the first nothing is done in Zoom, under the others all is."""

TURNED_AWAY = ("credentials", "disabled", "scopes", "always_124")
"""Faults that last until somebody mends the app's settings."""

REFUSES = RU.plain("messages.provider.refuses")
WORKS_AGAIN = RU.plain("messages.provider.back")
RETRY, OPEN = RU.plain("button.retry"), RU.plain("button.open_meeting")


@pytest.fixture
def clinic() -> DemoClinic:
    """The usual people, without lessons."""
    return small_clinic(usual_people("Europe/Moscow"))


def befall(sandbox: Sandbox, *faults: str, only: str | None = None) -> None:
    """Let faults befall Zoom, or one operation of it."""
    for fault in faults:
        sandbox.faults.switch_on("zoom", fault, only=only, seconds=0.3)


async def saves(phone: Phone, world: World, day: str, *clocks: str) -> None:
    """Let the instructor save lessons, and the program report what is due next."""
    for clock in clocks:
        await plan(phone, day, clock, ("Сказкина Ирина",))
    await world.advance(seconds=1)


def told(sandbox: Sandbox, phone: Phone, words: str) -> int:
    """Count the messages with these words that were sent into a chat."""
    return sum(
        int(call["chat_id"]) == phone.user_id and words in call["params"]["text"] for call in sent(sandbox)
    )


def link(button: dict[str, Any] | None) -> str:
    """Return where a button leads."""
    assert button is not None
    return str(button["url"])


async def sees_the_one_meeting(world: World, patient: Phone) -> None:
    """See that Zoom has one meeting and that it is where the card's button leads."""
    (meeting,) = await world.meetings()
    card = await patient.sees_button(JOIN)
    assert link(card.button(JOIN)) == meeting["join_url"]


@pytest.mark.parametrize("fault", [*NOT_DONE, *ANSWER_LOST])
async def test_a_lesson_is_saved_while_zoom_is_out_and_gets_one_meeting(
    running_program: None, people: People, world: World, sandbox: Sandbox, fault: str
) -> None:
    ins = people["ins"]
    befall(sandbox, fault, only="create_meeting" if fault in ANSWER_LOST else None)
    await saves(ins, world, "Сегодня", "11:00")
    await world.advance(seconds=120)
    assert len(await world.meetings()) == (fault in ANSWER_LOST)
    sandbox.faults.clear()
    await world.advance(to="2026-11-23T07:50:10Z")
    await sees_the_one_meeting(world, people["west"])
    befall(sandbox, fault)
    await ins.press(BEGIN)
    failed = await ins.sees(RU.plain("messages.entry_failed.title"), "«Повторить»")
    sandbox.faults.clear()
    await ins.press(RETRY, failed)
    entry = await ins.sees_button(OPEN)
    assert (await world.open_link(link(entry.button(OPEN)), "Алла"))["role"] == "host"
    assert told(sandbox, people["org"], "Zoom") == 0


@pytest.mark.parametrize("fault", TURNED_AWAY)
async def test_while_zoom_turns_the_program_away_the_organizer_has_one_message(
    running_program: None, people: People, world: World, sandbox: Sandbox, fault: str
) -> None:
    ins, org = people["ins"], people["org"]
    befall(sandbox, fault)
    await saves(ins, world, "Сегодня", "11:00")
    await world.advance(to="2026-11-23T07:20:00Z")
    assert await world.meetings() == []
    assert told(sandbox, org, REFUSES) == 1
    sandbox.faults.clear()
    await world.advance(to="2026-11-23T07:50:10Z")
    await sees_the_one_meeting(world, people["west"])
    befall(sandbox, "revoked", fault)
    await ins.press(BEGIN)
    failed = await ins.sees(RU.plain("messages.entry_failed.title"), "«Повторить»")
    sandbox.faults.clear()
    await ins.press(RETRY, failed)
    await ins.sees_button(OPEN)
    assert (told(sandbox, org, REFUSES), told(sandbox, org, WORKS_AGAIN)) == (1, 1)


async def test_a_revoked_token_is_noticed_by_nobody(
    running_program: None, people: People, world: World, sandbox: Sandbox
) -> None:
    ins = people["ins"]
    await saves(ins, world, "Завтра", "9:00")
    befall(sandbox, "revoked")
    await saves(ins, world, "Сегодня", "10:00")
    assert len(await world.meetings()) == 2
    await world.advance(to="2026-11-23T06:50:10Z")
    befall(sandbox, "revoked")
    await ins.press(BEGIN)
    await ins.sees_button(OPEN)
    assert told(sandbox, people["org"], "Zoom") == 0


@pytest.mark.parametrize("fault", ["daily", "daily_300"])
async def test_meetings_beyond_the_days_limit_are_made_after_midnight_utc(
    running_program: None, people: People, world: World, sandbox: Sandbox, fault: str
) -> None:
    ins = people["ins"]
    befall(sandbox, fault)
    await saves(ins, world, "Завтра", "8:00", "9:00")
    await world.advance(to="2026-11-23T23:59:50Z")
    assert await world.meetings() == []
    assert told(sandbox, ins, RU.plain("messages.delayed.title")) == 1
    sandbox.faults.clear()
    await world.advance(seconds=20)
    assert len(await world.meetings()) == 2
    assert told(sandbox, ins, RU.plain("messages.delayed.title")) == 1


async def test_without_a_meeting_for_the_day_the_instructor_pastes_a_link(
    running_program: None, people: People, world: World, sandbox: Sandbox
) -> None:
    ins = people["ins"]
    befall(sandbox, "daily")
    await saves(ins, world, "Сегодня", "11:00")
    await world.advance(to="2026-11-23T07:45:10Z")
    await ins.sees("До занятия", "встречи пока нет")
    await ins.says("https://telemost.example.org/j/555")
    await ins.sees("Ссылка сохранена")
    await world.advance(to="2026-11-23T07:50:10Z")
    card = await people["west"].sees_button(JOIN)
    assert link(card.button(JOIN)) == "https://telemost.example.org/j/555"
    await ins.press(BEGIN)
    entry = await ins.sees_button(OPEN)
    assert link(entry.button(OPEN)) == "https://telemost.example.org/j/555"
