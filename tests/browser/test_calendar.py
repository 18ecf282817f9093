"""The calendar on the page: its picture is seen, and an empty hour becomes a lesson."""

import pytest
from playwright.async_api import expect

from tests.browser.conftest import OpenDesk

pytestmark = pytest.mark.timeout(300)  # the first test of a worker waits for the demo to start

PICTURE_WIDTH = 1080


async def test_a_lesson_is_made_from_an_empty_hour_of_the_calendar(open_desk: OpenDesk) -> None:
    async with open_desk() as desk:
        alla = desk.phone("ins1")
        # The demo opens every phone with a first screen of its own: what is asked for comes after that.
        await expect(alla.key("Создать занятие")).to_be_visible()
        await alla.go_home()
        await alla.press("Календарь")
        picture = alla.element.locator(".message.in").last.locator("img")
        await expect(picture).to_be_visible()
        await expect(picture).to_have_js_property("naturalWidth", PICTURE_WIDTH)
        await alla.asks("время: Москва", "Показаны: все пациенты")
        first = await picture.get_attribute("src") or ""
        await alla.press("Неделя ›")
        await expect(picture).not_to_have_attribute("src", first)
        await alla.press("Сб")
        await alla.asks("Суббота")
        await alla.press("+ 14:00")
        await alla.asks("сколько минут")
        await alla.press("45")
        await alla.asks("Пациенты")
        await alla.write("Тестова Мария")
        await alla.asks("Показаны по поиску")
        await alla.press("Тестова Мария")
        await alla.press("Дальше")
        await alla.asks("Кого ещё пригласить")
        await alla.press("Пропустить")
        await alla.asks("Проверьте занятие", "14:00–14:45", "Тестова Мария")
        await alla.press("Сохранить")
        await alla.asks("Занятие создано")
        await alla.press("Календарь")
        await alla.asks("14:00–14:45 Тестова Мария")
        await expect(picture).to_be_visible()
        assert desk.loads == 1
