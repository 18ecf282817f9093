"""An organizer mends data on a card, gives a role, and adds whoever was searched for in vain."""

import pytest

from bot.demo.clinic import DemoClinic
from tests.flows.clinics import person, small_clinic, usual_people
from tests.flows.faults.conftest import lesson, second_instructor
from tests.flows.phones import Phone, World
from tests.flows.seeded import RU, People
from tests.flows.stage import settings_on_both

__all__ = ["settings_on_both"]

CLOSE = RU.plain("organizer.button.close_access")
CORRECT = RU.plain("organizer.button.correct")

pytestmark = pytest.mark.usefixtures("running_program")


@pytest.fixture
def clinic() -> DemoClinic:
    """Two instructors, a group and a lesson alone; one doctor has not connected."""
    people = [
        *usual_people("Europe/Moscow"),
        second_instructor(),
        person("doc2", "doctor", 5, first_name="Нина", last_name="Эскизова"),
    ]
    courses = [lesson("11:00", "west", "east"), lesson("12:00", "west")]
    return small_clinic(people, not_activated=["doc2"], courses=courses)


async def opened(org: Phone, name: str) -> None:
    """Open somebody's card."""
    await org.says("/people")
    await org.says(name)
    await org.press(name)


async def test_a_mistyped_email_is_mended_and_the_invitation_goes_to_the_right_one(
    people: People, world: World
) -> None:
    org, doctor = people["org"], people["doc2"]
    old = await world.invitation("doc2@demo.invalid")
    await opened(org, "Эскизова")
    await org.press(CORRECT)
    await org.press("Email")
    await org.sees("Сейчас: doc2@demo.invalid", "сразу уйдёт приглашение")
    await org.says("right.demo.invalid")
    await org.sees("Нужен адрес вида")
    await org.says("org@demo.invalid")
    await org.sees("Этот email записан у другого человека")
    await org.says("right@demo.invalid")
    await org.sees("Исправить: Эскизова", "Приглашение уходит на новый адрес", "right@demo.invalid")
    await doctor.says(f"/start {old}")
    await doctor.sees("больше не действует")
    await doctor.says(f"/start {await world.invitation('right@demo.invalid')}")
    await doctor.sees("Это вы?")
    await org.says("/journal")
    await org.sees("исправлено: email: Эскизова")


async def test_who_uses_the_bot_is_told_of_a_new_email_and_so_is_the_old_address(
    people: People, world: World
) -> None:
    org, west = people["org"], people["west"]
    await west.says("/start")
    await opened(org, "Сказкина")
    await org.press(CORRECT)
    await org.press("Email")
    await org.says("fresh@demo.invalid")
    await org.sees("Исправлено.", "fresh@demo.invalid")
    await world.advance(seconds=5)
    await west.sees("Центр изменил вашу почту", "fresh@demo.invalid")
    mail = await world.mail("west@demo.invalid", "адрес изменён")
    assert "Сказкина" not in mail["text"]
    assert "fresh@" not in mail["text"]
    assert await world.mails("fresh@demo.invalid") == []
    await org.press("Инструктор")
    await org.press("Наброскин")
    await org.sees("Исправлено.", "Инструктор: Наброскин Пётр")
    await world.advance(seconds=5)
    await people["ins2"].sees("Вы ведёте: Сказкина Ирина")
    await people["ins"].sees("Теперь ведёт другой: Сказкина Ирина")


async def test_name_phone_city_and_zoom_are_mended_field_by_field(people: People) -> None:
    org = people["org"]
    await opened(org, "Черновикова")
    await org.press(CORRECT)
    await org.press("Имя")
    await org.says("Черновикова")
    await org.sees("Напишите фамилию, имя")
    await org.says("Черновикова Анна Вариантовна")
    await org.sees("Исправить: Черновикова Анна Вариантовна")
    await org.press("Телефон")
    await org.says("900")
    await org.sees("Не похоже на номер телефона")
    await org.says("+7 (900) 000-00-77")
    await org.sees("Телефон: +79000000077")
    await org.press("Телефон")
    await org.press("Убрать телефон")
    await org.sees("Телефон: нет")
    await org.press("Город")
    await org.says("Ново")
    await org.press("Новосибирск")
    await org.sees("Время: Новосибирск")
    await org.press("Zoom")
    await org.press("Своя ссылка")
    await org.says("не ссылка")
    await org.sees("Нужна ссылка вида")
    await org.says("https://telemost.example.org/j/1")
    await org.press("Назад")
    await org.sees("Исправить: Черновикова", "https://telemost.example.org/j/1")


async def test_a_further_role_is_given_from_the_card_and_closed_by_itself(
    people: People, world: World
) -> None:
    org, ins = people["org"], people["ins"]
    await ins.says("/start")
    await opened(org, "Черновикова")
    await org.press(RU.plain("organizer.button.roles"))
    await org.sees_button("Инструктор · подключение есть")
    await org.press("Добавить роль: врач")
    shown = await org.sees("Проверьте", "Врач · Черновикова")
    assert shown.button("Имя") is None
    await org.press("Сохранить и пригласить")
    await ins.says(f"/start {await world.invitation('ins@demo.invalid')}")
    await ins.sees("Добавить роль: врач?")
    await opened(org, "Черновикова")
    await org.press(RU.plain("organizer.button.roles"))
    await org.press("Врач · ждёт")
    await org.sees("Роль: врач")
    await org.press(CLOSE)
    await org.press(CLOSE)
    await org.sees("Доступ закрыт", "врач")
    await org.press("Назад")
    await org.press(RU.plain("organizer.button.roles"))
    await org.sees_button("Врач · без доступа")
    await org.sees_button("Инструктор · подключение есть")


async def test_a_patient_is_taken_out_of_all_lessons_and_then_the_access_is_closed(
    people: People, world: World
) -> None:
    org, ins, west, east = (people[key] for key in ("org", "ins", "west", "east"))
    for phone in (ins, west, east):
        await phone.says("/start")
    before = len(await east.chat())
    await opened(org, "Сказкина")
    await org.press(CLOSE)
    await org.sees("Пока нельзя закрыть доступ", "впереди 2 занятия", "Сначала снимите с занятий")
    await org.press("Снять с занятий")
    asked = await org.sees("Снять со всех предстоящих занятий?", "впереди 2 занятия")
    assert "Сначала снимите" not in asked.text, "this is the very step"
    await org.press("Да, снять и сообщить")
    await org.sees("Закрыть доступ?", "Сказкина")
    await world.advance(seconds=5)
    await west.sees("Занятия отменены: 2")
    await ins.sees("Больше не в ваших занятиях: Сказкина Ирина", "Занятие отменено")
    assert len(await east.chat()) == before
    await org.press(CLOSE)
    await org.sees("Доступ закрыт")
    await world.advance(to="2026-11-23T07:50:10Z")
    await east.sees_button("Join the session")
    assert not [seen for seen in await west.chat() if "Через 10 минут" in seen.text]


async def test_who_is_not_found_is_added_with_the_name_that_was_typed(people: People) -> None:
    org = people["org"]
    await org.says("/people")
    await org.says("Небылицын")
    await org.sees("Люди: 0", "Такого человека нет. Добавить?")
    await org.press("Добавить: Небылицын")
    await org.press("Врач")
    await org.sees("Как зовут этого человека?", "Вы искали: Небылицын")
    await org.press("Не сохранять")
    await org.says("Небылицын Фёдор")
    await org.press("Добавить: Небылицын Фёдор")
    await org.press("Врач")
    await org.sees("Напишите email")
    await org.says("fresh@demo.invalid")
    await org.press("Москва")
    await org.sees("Проверьте", "Врач · Небылицын Фёдор")
    await org.press("Имя")
    await org.says("Небылицын Пётр Новович")
    await org.sees("Проверьте", "Врач · Небылицын Пётр Новович")
    await org.press("Связь")
    await org.says("ins@demo.invalid")
    await org.sees("Этот email уже есть", "Черновикова Алла, инструктор", "Добавить роль врача?")
    await org.press("Добавить роль")
    await org.press("Сохранить и пригласить")
    await org.sees("Сохранено: Черновикова Алла")
