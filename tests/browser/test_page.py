"""How the page looks at the widths people have, and in both languages."""

import aiohttp
import pytest
from playwright.async_api import expect

from bot.demo.running import TOKEN
from tests.browser.conftest import OpenDesk
from tests.browser.demo import PEOPLE, Demo

pytestmark = pytest.mark.timeout(300)  # the first test of a worker waits for the demo to start


async def test_three_phones_fit_side_by_side_at_1280_pixels(open_desk: OpenDesk) -> None:
    async with open_desk() as desk:
        for key in ("org1", "ins1", "p01"):
            await expect(desk.phone(key).element).to_be_in_viewport(ratio=1)
            await expect(desk.phone(key).messages.last).to_be_visible()
        assert not await desk.overflows()
        assert await desk.covered() == []


@pytest.mark.parametrize("language", ["ru", "en"])
async def test_one_phone_at_a_time_fits_at_390_pixels(open_desk: OpenDesk, language: str) -> None:
    async with open_desk(f"?lang={language}", width=390, height=844) as desk:
        await expect(desk.phones).to_have_count(1)
        await desk.page.get_by_test_id(f"switch-{PEOPLE['p01']}").click()
        maria = desk.phone("p01")
        await expect(maria.element).to_be_in_viewport(ratio=1)
        await maria.sees("Ближайшее занятие")
        await expect(desk.phones).to_have_count(1)
        assert not await desk.overflows()
        assert await desk.covered() == []


@pytest.mark.parametrize("drawer", ["people", "mail", "zoom"])
async def test_a_panel_fits_at_390_pixels(open_desk: OpenDesk, drawer: str) -> None:
    async with open_desk(width=390, height=844) as desk:
        await desk.page.get_by_test_id(f"open-{drawer}").click()
        panel = desk.page.get_by_test_id(f"drawer-{drawer}")
        await expect(panel).to_be_in_viewport(ratio=1)
        assert not await desk.overflows()
        await panel.get_by_role("button", name="Закрыть").click()
        await expect(panel).to_be_hidden()


async def test_the_page_speaks_english_and_keeps_the_phones(open_desk: OpenDesk) -> None:
    async with open_desk() as desk:
        glebs = await desk.show_phone("doc1")
        await expect(glebs.element).to_be_visible()
        await desk.page.get_by_role("link", name="Show this page in English").click()
        await expect(desk.page).to_have_title("Sandbox")
        await expect(desk.page.get_by_test_id("advance-next")).to_have_text("To the next event")
        await expect(desk.page.get_by_test_id("open-mail")).to_contain_text("Mail")
        await expect(desk.page.locator(".phone")).to_have_count(4)
        await desk.page.get_by_role("link", name="Показать эту страницу по-русски").click()
        await expect(desk.page).to_have_title("Песочница")


async def test_a_long_quote_opens_and_closes_and_a_short_one_needs_no_button(
    open_desk: OpenDesk, demo: Demo
) -> None:
    async with open_desk() as desk:
        vera = desk.phone("org1")
        for lines in (2, 9):
            quote = "\n".join(f"строка {number}" for number in range(1, lines + 1))
            await _bot_says(demo, PEOPLE["org1"], f"<blockquote expandable>{quote}</blockquote>")
        short, long = vera.messages.nth(-2), vera.messages.last
        await expect(long.get_by_text("строка 1")).to_be_visible()
        closed = await long.bounding_box() or {"height": 0}
        await long.get_by_role("button", name="Развернуть").click()
        await expect(long.get_by_role("button", name="Свернуть")).to_be_visible()
        opened = await long.bounding_box() or {"height": 0}
        assert opened["height"] > closed["height"]
        await expect(short.get_by_text("строка 2")).to_be_visible()
        await expect(short.get_by_role("button")).to_have_count(0)


async def _bot_says(demo: Demo, user_id: int, html: str) -> None:
    async with (
        aiohttp.ClientSession() as http,
        http.post(
            f"{demo.url}bot{TOKEN}/sendMessage",
            json={"chat_id": user_id, "text": html, "parse_mode": "HTML"},
        ) as answer,
    ):
        assert answer.status == 200, await answer.text()
