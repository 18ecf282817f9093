"""The organizer sets the clinic's names and contact; patients read them at once."""

import pytest

from tests.flows.phones import World
from tests.flows.seeded import RU, People

SETTINGS = RU.plain("organizer.button.settings")

pytestmark = pytest.mark.usefixtures("running_program")


async def test_the_new_name_for_patients_and_the_contact_stand_in_the_next_message(
    people: People, world: World
) -> None:
    org, west = people["org"], people["west"]
    await org.says("/start")
    await org.press(SETTINGS)
    await org.sees("Настройки центра", "центр «Пример»")
    await org.press("Для пациентов")
    await org.says("Онкоцентр <b>«Новый»</b>")
    await org.sees("Оставить это название?", "Онкоцентр <b>«Новый»</b>")
    await org.press("Другое название")
    await org.says("центр   «Новый» & <друзья>")
    await org.sees("Настройки центра", "Для пациентов: центр «Новый» & <друзья>")
    await org.press("Поддержка")
    await org.says("🙂")
    await org.sees("Напишите хотя бы одно слово")
    await org.says("я" * 5000)
    await org.sees("Поместится 100 знаков")
    await org.says("+7 495 111-22-33")
    await org.sees("Настройки центра", "Поддержка: +7 495 111-22-33")
    await org.press("Название")
    await org.says("Центр «Новый»")
    await org.press("На главную")
    await org.sees("Центр «Новый»")

    await west.says("/start")
    await west.press("Помощь")
    await west.sees("+7 495 111-22-33")
    await world.advance(to="2026-11-23T06:50:10Z")
    await west.sees("Через 10 минут", "+7 495 111-22-33")
    await org.press("Добавить человека")
    await org.press("Пациент")
    await org.says("Новых Фёдор")
    await org.says("fresh@demo.invalid")
    await org.press("Москва")
    await org.press("Сохранить и пригласить")
    mail = await world.mail("fresh@demo.invalid", "центр «Новый»")
    assert "Пример" not in mail["text"]


async def test_a_name_with_the_illness_in_it_is_kept_only_when_one_insists(people: People) -> None:
    org = people["org"]
    await org.says("/settings")
    await org.press("Для пациентов")
    await org.says("Онкоцентр")
    await org.press("Оставить")
    await org.sees("Настройки центра", "Для пациентов: Онкоцентр")


async def test_the_command_opens_nothing_to_others(people: People) -> None:
    for key in ("doc", "ins", "west"):
        await people[key].says("/settings")
        assert "Настройки центра" not in (await people[key].last()).text
