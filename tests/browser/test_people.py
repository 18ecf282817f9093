"""People on the page: somebody new is invited and comes in; who cannot be picked is said in an alert."""

from playwright.async_api import expect

from tests.browser.conftest import OpenDesk
from tests.browser.desk import Desk

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
        await polina.sees("Полина Условновна", "пациент")
        await polina.press("Да, это я")
        await polina.sees("Согласие")
        await polina.press("Даю согласие")
        await polina.sees("У вас сейчас")
        await polina.press("Да")
        await expect(polina.key("Занятия")).to_be_visible()
        assert desk.loads == 1


async def organizer_registers(desk: Desk) -> None:
    vera = desk.phone("org1")
    await vera.press("Добавить человека")
    await vera.press("Пациент")
    await vera.sees("Как зовут")
    await vera.write("Новикова Полина Условновна")
    await vera.sees("email")
    await vera.write(ADDRESS)
    await vera.press("Москва")
    await vera.press("Сохранить и пригласить")
    await vera.sees("Новикова", "t.me/")


async def test_why_a_patient_cannot_be_picked_is_an_alert(open_desk: OpenDesk) -> None:
    async with open_desk() as desk:
        alla = desk.phone("ins1")
        await alla.press("Создать занятие")
        await alla.sees("Новое занятие: дата")
        await alla.press("Завтра")
        await alla.sees("время начала")
        await alla.write("15:30")
        await alla.sees("сколько минут")
        await alla.write("30")
        await alla.press("Шаблонова")
        await expect(alla.alert).to_contain_text("Пока нельзя добавить. Шаблонова Людмила")
        await alla.alert.get_by_role("button", name="Хорошо").click()
        await expect(alla.alert).to_have_count(0)
        await expect(alla.key("○ Шаблонова")).to_be_visible()
