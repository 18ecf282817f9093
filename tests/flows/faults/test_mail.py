"""The mail server fails: mails arrive once it works; what is refused for good is seen by who can help."""

import pytest
from pydantic import SecretStr

from bot import wiring
from bot.demo.clinic import DemoClinic
from bot.settings import Settings
from sandbox.server import Sandbox
from tests.flows.clinics import small_clinic, usual_people
from tests.flows.faults.conftest import at_work, lesson
from tests.flows.faults.ledger import JOIN, reminders
from tests.flows.phones import World
from tests.flows.seeded import RU, People

INVITED, BLOCKED = "new@demo.invalid", "west@demo.invalid"
"""Who is to be invited by mail, and whose reminder goes by mail because they blocked the bot."""

ELSEWHERE = "127.1"
"""This machine under a name that does not count as this machine: where TLS is offered, it is used."""


@pytest.fixture
def clinic() -> DemoClinic:
    """A patient who is invited, and one with two lessons who has blocked the bot."""
    return small_clinic(
        usual_people("Europe/Moscow"),
        courses=[lesson("10:00", "west"), lesson("11:00", "west")],
        not_activated=["new"],
        blocked=["west"],
    )


async def counted(world: World) -> list[int]:
    """Count the mails of each of the two."""
    return [len(await world.mails(address)) for address in (INVITED, BLOCKED)]


@pytest.mark.parametrize("fault", ["down", "refuse_4xx", "broken_tls"])
async def test_mails_arrive_once_when_the_server_works_again(
    settings: Settings, world: World, sandbox: Sandbox, fault: str
) -> None:
    port = sandbox.smtp_url.rpartition(":")[2]
    elsewhere = settings.model_copy(update={"smtp_url": SecretStr(f"smtp://{ELSEWHERE}:{port}")})
    sandbox.faults.switch_on("smtp", fault)
    async with at_work(elsewhere, sandbox):
        await world.advance(to="2026-11-23T06:51:00Z")
        assert await counted(world) == [0, 0]
        sandbox.faults.clear()
        await world.advance(seconds=120)
        assert await counted(world) == [1, 1]
    mail = await world.mail(BLOCKED, "Занятие сегодня в 09:00")
    assert "zoom.us/j/" in mail["text"]


async def test_a_slow_server_is_waited_for(settings: Settings, world: World, sandbox: Sandbox) -> None:
    sandbox.faults.switch_on("smtp", "slow", seconds=1)
    async with at_work(settings, sandbox):
        await world.advance(to="2026-11-23T06:52:00Z")
        assert await counted(world) == [1, 1]


async def test_a_server_slower_than_patience_keeps_nothing_and_is_tried_again(
    settings: Settings, world: World, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wiring, "MAIL_SECONDS", 0.3)
    sandbox.faults.switch_on("smtp", "slow", seconds=2, times=2)
    async with at_work(settings, sandbox):
        await world.advance(to="2026-11-23T06:52:00Z")
        await world.advance(seconds=60)
        assert await counted(world) == [1, 1]


async def test_a_mail_whose_answer_was_lost_comes_twice_at_most(
    settings: Settings, world: World, sandbox: Sandbox
) -> None:
    sandbox.faults.switch_on("smtp", "cut", times=1)
    async with at_work(settings, sandbox):
        await world.advance(to="2026-11-23T06:49:00Z")
        sandbox.faults.switch_on("smtp", "cut", times=1)
        await world.advance(to="2026-11-23T06:52:00Z")
        assert await counted(world) == [2, 2]


WHY = {"rcpt": "address", "data": "other"}
"""What a card says of a letter, by what the server refuses."""


@pytest.mark.parametrize("only", ["rcpt", "data"])
async def test_what_is_refused_for_good_is_seen_by_those_who_can_help(
    settings: Settings, people: People, world: World, sandbox: Sandbox, only: str
) -> None:
    sandbox.faults.switch_on("smtp", "refuse_5xx", only=only)
    async with at_work(settings, sandbox):
        await world.advance(to="2026-11-23T06:51:00Z")
        assert await counted(world) == [0, 0]
        await people["ins"].sees("Сообщение не дошло: Сказкина Ирина")
        org = people["org"]
        await org.says("/start")
        await org.press(RU.plain("organizer.button.people"))
        await org.press("Шаблонова")
        await org.sees(RU.plain(f"organizer.letter.failed.{WHY[only]}"))
        sandbox.faults.clear()
        await world.advance(to="2026-11-23T06:58:00Z")
        assert await counted(world) == [0, 0]


async def test_who_opens_the_bot_again_is_reached_in_telegram_again(
    settings: Settings, people: People, world: World, sandbox: Sandbox
) -> None:
    west = people["west"]
    async with at_work(settings, sandbox):
        await world.advance(to="2026-11-23T06:51:00Z")
        assert (await counted(world))[1] == 1
        await west.unblock()
        await west.says("/start")
        await world.advance(to="2026-11-23T07:50:10Z")
        card = await west.sees("10:00")
        assert card.button(JOIN) is not None
        assert len(reminders(sandbox, west)) == 1
        assert (await counted(world))[1] == 1
