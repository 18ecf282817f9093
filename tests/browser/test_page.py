"""How the page looks at the widths people have, and in both languages."""

import pytest
from playwright.async_api import expect

from tests.browser.conftest import OpenDesk


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
        await desk.page.get_by_test_id("switch-9000000000101").click()
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
