"""The organizer sees who holds the meetings, has an account checked, changes it, or takes a link."""

import pytest

from bot.settings import Settings
from sandbox.server import Sandbox
from services.texts import Texts
from tests.flows.faults.conftest import at_work
from tests.flows.phones import Phone, World
from tests.flows.seeded import People


async def opened(org: Phone, texts: Texts) -> None:
    """Open the instructor's account."""
    await org.says("/settings")
    await org.press(texts.plain("organizer.button.hosts"))
    await org.press("Черновикова Алла")


@pytest.mark.usefixtures("running_program")
async def test_an_account_is_checked_changed_and_given_up_for_a_link(
    people: People, world: World, sandbox: Sandbox, texts: Texts
) -> None:
    org = people["org"]
    await opened(org, texts)
    await org.sees("Черновикова Алла", "ins@demo.invalid")
    await world.advance(seconds=11)
    await org.press(texts.plain("organizer.button.check_host"))
    assert await org.toast() == texts.plain("organizer.host.asked")
    await world.advance(seconds=2)
    await org.sees("Zoom: Черновикова Алла", texts.plain("host.ready"))
    await org.press(texts.plain("organizer.button.zoom_login"))
    await org.says("не адрес")
    await org.sees(texts.plain("refusal.email"))
    await org.says("nobody@demo.invalid")
    await world.advance(seconds=2)
    await org.sees("Zoom: Черновикова Алла", texts.plain("host.problem.unknown", login="nobody@demo.invalid"))
    await org.press(texts.plain("organizer.button.own_link"))
    await org.says("http://не-ссылка")
    await org.sees(texts.plain("refusal.link"))
    await org.says("Встреча: https://telemost.example.org/j/7")
    await org.sees("Черновикова Алла", "https://telemost.example.org/j/7")
    await world.advance(to="2026-11-23T06:50:10Z")
    await people["west"].sees_button(texts.plain("button.join_lesson"))
    await org.press(texts.plain("organizer.button.own_link"))
    await org.press(texts.plain("organizer.button.link_later"))
    await org.sees("Черновикова Алла", texts.plain("host.asked"))
    await org.press(texts.plain("button.back"))
    await org.sees_button(texts.plain("organizer.hosts.short.asked"))


async def test_zoom_that_is_down_is_told_and_a_restart_forgets_no_check(
    settings: Settings, people: People, world: World, sandbox: Sandbox, texts: Texts
) -> None:
    org = people["org"]
    sandbox.faults.switch_on("zoom", "down")
    async with at_work(settings, sandbox):
        await opened(org, texts)
        await world.advance(seconds=11)
        await org.press(texts.plain("organizer.button.check_host"))
        await world.advance(seconds=2)
        await org.press(texts.plain("button.back"))
        await org.sees_button(texts.plain("organizer.hosts.short.problem"))
    sandbox.faults.clear()
    async with at_work(settings, sandbox):
        await world.advance(seconds=120)
        await org.sees("Zoom: Черновикова Алла", texts.plain("host.ready"))
