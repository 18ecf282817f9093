"""Activating: phones are proved, a shared place gives the zone, an account changes hands only on demand."""

import pytest

from tests.flows.phones import Phone, World
from tests.flows.seeded import People

NEW = "p00@demo.invalid"


async def registers(organizer: Phone, role: str, name: str, contacts: str, *buttons: str) -> None:
    """Let the organizer register someone in Moscow; ``buttons`` are pressed after the contacts."""
    await organizer.says("На главную")
    await organizer.press("Добавить")
    await organizer.press(role)
    await organizer.says(name)
    await organizer.says(contacts)
    for button in buttons:
        await organizer.press(button)
    await organizer.press("пригласить")


async def invited(people: People, world: World, number: str) -> Phone:
    """Register somebody with a phone, and open their link on a phone with this number."""
    contacts = "phone@demo.invalid +7 900 555-01-01"
    await registers(people["org"], "Пациент", "Слонов Пример Иванович", contacts, "Москва")
    phone = await world.phone("ru", "Пример", phone=number)
    await phone.says(f"/start {await world.invitation('phone@demo.invalid')}")
    await phone.press("Да, это я")
    await phone.sees("Подтвердите телефон")
    return phone


async def test_ones_own_contact_proves_the_phone(running_program: None, people: People, world: World) -> None:
    phone = await invited(people, world, "79005550101")
    assert await phone.under_the_field() == ["Отправить мой номер"]
    await phone.says("+7 900 555-01-01")
    await phone.sees("Нужен ваш номер")
    await phone.shares("contact", user_id=people["org"].user_id, phone="79005550101")
    await phone.sees("Это номер другого человека")
    await phone.shares("contact")
    await phone.sees("Телефон подтверждён")
    assert await phone.under_the_field() == []
    await phone.press("Даю согласие")
    await phone.press("Да")
    await phone.sees("Всё готово")
    assert await phone.under_the_field() == ["На главную"]
    await phone.says("/profile")
    await phone.sees("+79005550101, подтверждён")


async def test_another_number_can_be_skipped(running_program: None, people: People, world: World) -> None:
    phone = await invited(people, world, "79005550303")
    await phone.shares("contact")
    await phone.sees("У центра другой номер. Можно пропустить")
    await phone.press("Пропустить")
    await phone.sees("Согласие на обработку данных")
    assert await phone.under_the_field() == []
    await phone.press("Даю согласие")
    await phone.press("Да")
    await phone.says("/profile")
    assert "подтверждён" not in (await phone.sees("Ваш профиль")).text


async def test_a_shared_place_gives_the_zone(running_program: None, people: People, world: World) -> None:
    phone = people["p00"]
    await phone.says(f"/start {await world.invitation(NEW)}")
    await phone.press("Да, это я")
    await phone.press("Даю согласие")
    await phone.press("Нет, другое время")
    await phone.press("Отправить местоположение")
    assert await phone.under_the_field() == ["Отправить местоположение"]
    await phone.says("Омск")
    await phone.sees("Нужно местоположение")
    await phone.shares("location", latitude=0.0, longitude=-30.0)
    await phone.sees("По этому месту время не нашлось")
    await phone.press("Назад")
    await phone.sees("В каком вы городе?")
    await phone.press("Отправить местоположение")
    await phone.shares("location", latitude=54.99, longitude=73.37)
    await phone.sees("Всё готово")
    assert await phone.under_the_field() == ["На главную"]
    await phone.says("/profile")
    await phone.sees("Омск, сейчас 12:")


async def test_a_telegram_changes_hands_only_when_its_holder_says_so(
    running_program: None, people: People, world: World
) -> None:
    west = people["west"]
    token = await world.invitation(NEW)
    await west.says(f"/start {token}")
    asked = await west.sees("Этот Telegram уже подключён")
    assert "Сказкина" not in asked.text
    await west.press("Оставить как есть")
    await west.sees("Ближайшее занятие")
    await west.says(f"/start {token}")
    await west.press("Подключить меня")
    await west.press("Да, это я")
    await west.press("Не сейчас")
    await west.sees("Хорошо, ничего не изменилось")
    await west.says("На главную")
    await west.sees("Ближайшее занятие")
    await west.says(f"/start {token}")
    await west.press("Подключить меня")
    await west.press("Да, это я")
    await west.press("Даю согласие")
    await west.press("Да")
    await west.sees("Всё готово", "Макет100")
    await west.sees("Занятий пока нет")
    await world.advance(to="2026-11-23T06:53:00Z")
    await world.mail("west@demo.invalid", "Занятие")
    assert not any(seen.button("Перейти к занятию") for seen in await west.chat())


async def test_a_further_role_asks_for_no_time_nor_for_the_consent_that_was_given(
    running_program: None, people: People, world: World
) -> None:
    organizer, instructor = people["org"], people["ins"]
    await organizer.says("На главную")
    await organizer.press("Добавить")
    await organizer.press("Врач")
    await organizer.says("Черновикова Алла")
    await organizer.says("ins@demo.invalid")
    await organizer.press("Добавить роль")
    await organizer.press("пригласить")
    token = await world.invitation("ins@demo.invalid")
    await instructor.says(f"/start {token}")
    await instructor.sees("Добавить роль: врач?")
    await instructor.press("Не сейчас")
    await instructor.sees_button("Создать занятие")
    stranger = await world.phone("ru")
    await stranger.says(f"/start {token}")
    await stranger.sees("Вы подключены с другого Telegram")
    await instructor.says(f"/start {token}")
    await instructor.press("Добавить роль")
    await instructor.sees("Всё готово")
    await instructor.sees_button("Мои пациенты")


@pytest.mark.parametrize("way", ["/start", "На главную", "/help", "/profile", "/privacy"])
async def test_the_button_under_the_field_goes_with_the_window_that_put_it_there(
    running_program: None, people: People, world: World, way: str
) -> None:
    phone = people["west"]
    await phone.says("/profile")
    await phone.press("Язык и время")
    await phone.press("Часовой пояс")
    await phone.press("Отправить местоположение")
    assert await phone.under_the_field() == ["Отправить местоположение", "На главную"]
    await phone.says(way)
    assert await phone.under_the_field() == ["На главную"]


async def test_a_question_before_the_consent(running_program: None, people: People, world: World) -> None:
    phone, org = people["p00"], people["org"]
    await phone.says(f"/start {await world.invitation(NEW)}")
    await phone.press("Да, это я")
    await phone.press("Не сейчас")
    await phone.press("Написать в центр")
    await phone.sees("Что спросить у центра?", "112")
    await phone.says("я" * 1001)
    await phone.sees("Поместится 1000 знаков, у вас 1001")
    await phone.send_file("voice.ogg", b"OggS")
    await phone.sees("Здесь нужны слова")
    await phone.says("Кто увидит <мои> данные?")
    await phone.press("Отправить в центр")
    await phone.sees("Вопрос у центра", NEW)
    note = await org.sees("Вопрос до согласия", "Макет100", "«Кто увидит <мои> данные?»")
    await org.press("Ответить", note)
    await org.says("Врач и инструктор")
    await org.press("Отправить ответ")
    await org.sees("Ответ отправлен")
    await world.mail(NEW, "Центр отвечает", "«Врач и инструктор»")
    await phone.press("Вернуться к согласию")
    await phone.press("Даю согласие")
    await phone.press("Да")
    await phone.sees("Всё готово")


async def test_who_is_connected_can_paste_a_link_as_well(
    running_program: None, people: People, world: World
) -> None:
    west = people["west"]
    token = await world.invitation(NEW)
    await west.says(f"https://t.me/oncocenter_demo_bot?start={token}")
    await west.sees("Этот Telegram уже подключён")
    await west.press("Оставить как есть")
    await west.sees("Ближайшее занятие")
