"""The page's faults: switched on and off, counted, and followed when somebody else switches them."""

import re
from collections.abc import AsyncIterator, Callable
from typing import Any

import aiohttp
import pytest
from playwright.async_api import Browser, Locator, expect

from sandbox.server import Sandbox, SandboxOptions, running
from tests.browser.desk import Desk

PERSON = {"id": 11, "first_name": "Вера", "started": True, "open": True}

OpenPage = Callable[..., Desk]


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    """A sandbox without a program: faults need none."""
    async with running(SandboxOptions(people=(PERSON,))) as sandbox:
        yield sandbox


@pytest.fixture
def open_page(browser: Browser, sandbox: Sandbox) -> OpenPage:
    """Opens the sandbox's page in a language, in a window of a size (pixels)."""

    def opened(language: str = "ru", width: int = 1280, height: int = 860) -> Desk:
        return Desk(browser, f"{sandbox.url}/?lang={language}", width, height)

    return opened


async def opened_panel(desk: Desk) -> Locator:
    await desk.page.get_by_test_id("open-faults").click()
    return desk.page.get_by_test_id("drawer-faults")


async def active(sandbox: Sandbox) -> list[dict[str, Any]]:
    async with aiohttp.ClientSession(sandbox.url) as http, http.get("/api/faults") as answer:
        faults: list[dict[str, Any]] = (await answer.json())["active"]
        return faults


async def switch_elsewhere(sandbox: Sandbox, **fields: object) -> None:
    async with (
        aiohttp.ClientSession(sandbox.url) as http,
        http.post("/api/faults", json=fields) as answer,
    ):
        assert answer.status == 200, await answer.text()


@pytest.mark.parametrize(
    ("language", "name", "count", "often", "all_off"),
    [
        ("ru", "Вместо ответа страница", "Сбои: 1 включено", "каждый раз", "Выключить всё"),
        ("en", "A page “502", "Faults: 1 on", "every time", "Switch all off"),
    ],
)
async def test_a_fault_is_switched_on_and_counted_and_all_are_switched_off(
    open_page: OpenPage, sandbox: Sandbox, language: str, name: str, count: str, often: str, all_off: str
) -> None:
    async with open_page(language) as desk:
        panel = await opened_panel(desk)
        button = desk.page.get_by_test_id("open-faults")
        calm = await button.evaluate("element => getComputedStyle(element).backgroundColor")
        fault = panel.get_by_role("region", name="Zoom").get_by_role("switch", name=name)
        await expect(fault).not_to_be_checked()
        await expect(panel.get_by_role("button", name=all_off)).to_be_hidden()

        await fault.click()
        await expect(fault).to_be_checked()
        await expect(fault).to_contain_text(often)
        await expect(button).to_have_accessible_name(count)
        await expect(button).not_to_have_css("background-color", calm)
        [on] = await active(sandbox)
        assert (on["service"], on["name"], on["times"]) == ("zoom", "html_502", None)

        await panel.get_by_role("button", name=all_off).click()
        await expect(fault).not_to_be_checked()
        await expect(button).to_have_css("background-color", calm)
        assert await active(sandbox) == []


@pytest.mark.parametrize(
    ("language", "five", "left"), [("ru", "5 раз", "осталось 5"), ("en", "5 times", "5 left")]
)
async def test_the_keyboard_switches_a_fault_on_for_five_times_and_off_again(
    open_page: OpenPage, sandbox: Sandbox, language: str, five: str, left: str
) -> None:
    async with open_page(language) as desk:
        panel = await opened_panel(desk)
        await panel.get_by_role("radio").first.focus()
        await desk.page.keyboard.press("ArrowLeft")
        await expect(panel.get_by_role("radio", name=five)).to_be_checked()
        await desk.page.keyboard.press("Tab")
        fault = panel.get_by_test_id("fault-telegram.down")
        await expect(fault).to_be_focused()
        await desk.page.keyboard.press("Space")
        await expect(fault).to_contain_text(left)
        assert [on["times"] for on in await active(sandbox)] == [5]
        await expect(fault).to_be_focused()
        await desk.page.keyboard.press("Space")
        await expect(fault).not_to_be_checked()
        assert await active(sandbox) == []


@pytest.mark.parametrize(("language", "left"), [("ru", "осталось"), ("en", "left")])
async def test_the_page_follows_what_is_switched_and_used_up_elsewhere(
    open_page: OpenPage, sandbox: Sandbox, language: str, left: str
) -> None:
    async with open_page(language) as desk:
        panel = await opened_panel(desk)
        fault = panel.get_by_test_id("fault-telegram.html_502")
        await expect(fault).not_to_be_checked()
        await switch_elsewhere(sandbox, service="telegram", name="html_502", times=2, only="getMe")
        await expect(fault).to_be_checked()
        await expect(fault).to_contain_text(re.compile(rf"2 {left}|{left} 2"))
        await expect(fault).to_contain_text("getme")
        await ask_bot_api(sandbox)
        await expect(fault).to_contain_text(re.compile(rf"1 {left}|{left} 1"))
        await ask_bot_api(sandbox)
        await expect(fault).not_to_be_checked()
        assert desk.loads == 1


async def ask_bot_api(sandbox: Sandbox) -> None:
    url = f"/bot{sandbox.options.token}/getMe"
    async with aiohttp.ClientSession(sandbox.url) as http, http.get(url) as answer:
        assert answer.status == 502


@pytest.mark.parametrize("language", ["ru", "en"])
async def test_every_fault_has_words_of_its_own(open_page: OpenPage, sandbox: Sandbox, language: str) -> None:
    summaries = {
        f"fault-{service}.{name}": summary
        for service, faults in sandbox.faults.known.items()
        for name, summary in faults.items()
    }
    async with open_page(language) as desk:
        panel = await opened_panel(desk)
        await expect(panel.get_by_role("switch")).to_have_count(len(summaries))
        for testid, summary in summaries.items():
            words = await panel.get_by_test_id(testid).inner_text()
            assert words != summary, testid
            assert bool(re.search("[а-яё]", words)) == (language == "ru"), testid


@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.parametrize(("width", "height"), [(1280, 800), (390, 844)])
async def test_the_panel_and_its_button_fit(
    open_page: OpenPage, sandbox: Sandbox, language: str, width: int, height: int
) -> None:
    for service in ("telegram", "zoom"):
        await switch_elsewhere(sandbox, service=service, name="down", times=5, only="sendMessage", seconds=2)
    async with open_page(language, width, height) as desk:
        button = desk.page.get_by_test_id("open-faults")
        await expect(button).to_contain_text("2")
        assert await desk.covered() == []
        panel = await opened_panel(desk)
        await expect(panel).to_be_in_viewport(ratio=1)
        await expect(panel.get_by_test_id("faults-clear")).to_be_in_viewport(ratio=1)
        assert not await desk.overflows()
        await desk.page.keyboard.press("Escape")
        await expect(panel).to_be_hidden()
        await expect(button).to_be_focused()
