"""People on the page: somebody new is invited and comes in; who cannot be picked is said in an alert."""

import pytest
from playwright.async_api import expect

from tests.browser.conftest import OpenDesk
from tests.browser.desk import Desk

pytestmark = pytest.mark.timeout(300)  # the first test of a worker waits for the demo to start

ADDRESS = "nova@demo.invalid"


async def test_somebody_new_is_registered_and_comes_in(open_desk: OpenDesk) -> None:
    async with open_desk() as desk:
        await organizer_registers(desk)
        button = await desk.open_mail(ADDRESS, "приглашает")
        await button.click()
        dialog = desk.page.get_by_test_id("which-phone")
        await dialog.get_by_label("Имя").fill("Полина Новикова")
        await dialog.get_by_role("button", name="Открыть на новом телефоне").click()
        polina = desk.phone_of("Полина Новикова")
        await polina.asks("Полина Условновна", "пациент")
        await polina.press("Да, это я")
        await polina.asks("Согласие")
        await polina.press("Даю согласие")
        await polina.asks("У вас сейчас")
        await polina.press("Да")
        await expect(polina.key("Занятия")).to_be_visible()
        assert desk.loads == 1


async def organizer_registers(desk: Desk) -> None:
    vera = desk.phone("org1")
    await vera.go_home()
    await vera.press("Добавить человека")
    await vera.press("Пациент")
    await vera.asks("Как зовут")
    await vera.write("Новикова Полина Условновна")
    await vera.asks("email")
    await vera.write(ADDRESS)
    await vera.press("Москва")
    await vera.press("Врач: Образцовский")
    await vera.press("Инструктор: Черновикова")
    await vera.asks("Проверьте", "Новикова Полина Условновна", ADDRESS)
    await vera.press("Сохранить и пригласить")
    await vera.asks("Новикова", "t.me/")


async def test_why_a_patient_cannot_be_picked_is_an_alert(open_desk: OpenDesk) -> None:
    async with open_desk() as desk:
        alla = desk.phone("ins1")
        await alla.go_home()
        await alla.press("Создать занятие")
        await alla.asks("Новое занятие: дата")
        await alla.press("Завтра")
        await alla.asks("время начала")
        await alla.write("15:30")
        await alla.asks("сколько минут")
        await alla.write("30")
        await alla.press("Выдумкина Зоя")
        await expect(alla.alert).to_contain_text("Пока нельзя добавить. Выдумкина Зоя")
        await alla.alert.get_by_role("button", name="Хорошо").click()
        await expect(alla.alert).to_have_count(0)
        await expect(alla.key("Выдумкина Зоя · пока нельзя")).to_be_visible()
