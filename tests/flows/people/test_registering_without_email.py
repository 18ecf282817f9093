"""Somebody without an email is registered by their phone; the organizer hands the link over."""

import pytest

from bot.demo.clinic import DemoClinic
from tests.flows.clinics import small_clinic, usual_people
from tests.flows.phones import Phone
from tests.flows.seeded import People


@pytest.fixture
def clinic() -> DemoClinic:
    """The usual people."""
    return small_clinic(usual_people("Europe/Moscow"))


async def asked_for_contacts(org: Phone, role: str, name: str) -> None:
    """Go to the question about contacts."""
    await org.says("/invite")
    await org.press(role)
    await org.says(name)
    await org.sees("Напишите email или телефон, можно оба")


@pytest.mark.usefixtures("running_program")
async def test_a_phone_is_enough_and_the_link_is_there_to_hand_over(people: People) -> None:
    org = people["org"]
    await asked_for_contacts(org, "Пациент", "Бумажкин Иван")
    await org.says("нет почты")
    await org.sees("Нужен email вида anna@example.com или телефон вида +7 900 000-00-00")
    await org.says("8 900 555-66-77")
    await org.says("москва")
    zone = await org.sees("В каком городе этот человек?")
    assert sum("Москва" in button["text"] for button in zone.buttons) == 1, "a city is offered once"
    await org.press("Москва")
    summary = await org.sees("Бумажкин Иван", "+79005556677", "Email не указан: ссылку передаёте вы")
    assert "Письмо" not in summary.text
    await org.press("Сохранить и пригласить")
    saved = await org.sees("Сохранено: Бумажкин Иван", "start=", "Email не указан: ссылку передаёте вы")
    assert "Письмо" not in saved.text
    await org.press("Открыть карточку")
    await org.sees("Связь: +79005556677", "Передайте ссылку сами")

    await asked_for_contacts(org, "Пациент", "Бумажкин Иван")
    await org.says("+7 900 555-66-77")
    await org.sees("Этот телефон записан у другого человека")


@pytest.mark.usefixtures("running_program")
async def test_an_instructor_without_an_email_is_asked_for_another_way_into_zoom(people: People) -> None:
    org = people["org"]
    await asked_for_contacts(org, "Инструктор", "Новикова Полина")
    await org.says("nova@demo.invalid")
    await org.press("Москва")
    await org.press("Тот же email")
    await org.press("Связь")
    await org.says("+7 900 555-66-78")
    asked = await org.sees("Под каким адресом инструктор входит в Zoom?")
    assert asked.button("Тот же email") is None
    assert "nova@demo.invalid" not in asked.text
    await org.press("Вход в Zoom")
    await org.says("ins@demo.invalid")
    await org.sees("Zoom: ins@demo.invalid", "+79005556678")


@pytest.mark.usefixtures("running_program")
async def test_whoever_has_the_role_already_is_told_where_to_look(people: People) -> None:
    org = people["org"]
    await asked_for_contacts(org, "Пациент", "Сказкина Ирина")
    await org.says("west@demo.invalid")
    await org.sees("уже есть эта роль в центре", "другой email", "найдите карточку")
