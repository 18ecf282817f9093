"""The instructor sees whom the reminder reached, and sends it again."""

import pytest
from sqlalchemy import update
from sqlalchemy.ext.asyncio import create_async_engine

from bot.demo.clinic import DemoClinic
from bot.settings import Settings
from models import Person
from tests.flows.clinics import small_clinic, usual_people
from tests.flows.faults.conftest import lesson
from tests.flows.phones import World
from tests.flows.seeded import People

pytestmark = pytest.mark.usefixtures("running_program")


@pytest.fixture
def clinic() -> DemoClinic:
    """A group today."""
    return small_clinic(usual_people("Europe/Moscow"), courses=[lesson("10:30", "west", "east")])


async def test_who_closed_the_bot_is_seen_and_reached_once_they_open_it(people: People, world: World) -> None:
    ins, west = people["ins"], people["west"]
    await ins.says("/start")
    await west.block()
    await world.advance(to="2026-11-23T07:01:00Z")
    await ins.says("На главную")
    await ins.press("10:30")
    await ins.press("Доставка")
    await ins.sees("Доставка", "бот закрыт; письмо уйдёт в 10:20", "Якобыев Степан — уйдёт в 10:20")
    assert (await ins.last()).button("Отправить ещё раз") is None
    await world.advance(to="2026-11-23T07:20:05Z")
    await world.advance(to="2026-11-23T07:22:00Z")
    card = await ins.sees("Занятие начинается", "Сказкина Ирина. Ушло письмо")
    await ins.press("Кому не дошло · 1", card)
    await ins.sees("бот закрыт; письмо 10:20", "Якобыев Степан — Telegram 10:20")
    await west.unblock()
    await ins.press("Обновить")
    await ins.press("Отправить ещё раз")
    assert await ins.toast() == "Отправляем ещё раз: 1 пациенту."
    await west.sees("Через 8 минут")
    await world.advance(to="2026-11-23T07:22:20Z")
    await ins.sees("Сказкина Ирина — Telegram 10:22")


async def test_whom_nothing_reaches_is_named_half_an_hour_ahead(
    people: People, world: World, settings: Settings
) -> None:
    ins, west = people["ins"], people["west"]
    await ins.says("/start")
    await west.block()
    engine = create_async_engine(settings.database_url)
    async with engine.begin() as connection:
        await connection.execute(
            update(Person).where(Person.telegram_id == west.user_id).values(email_sealed=None)
        )
    await engine.dispose()
    await world.advance(to="2026-11-23T07:00:05Z")
    note = await ins.sees("Не дошло", "Сказкина Ирина: бот закрыт")
    assert "Якобыев" not in note.text
    await ins.press("Доставка", note)
    await ins.sees("бот закрыт, почты нет")


async def test_in_the_evening_the_sheet_of_a_lesson_is_one_press_away(people: People, world: World) -> None:
    ins = people["ins"]
    await ins.says("/start")
    await world.advance(to="2026-11-23T16:59:00Z")
    assert not [seen for seen in await ins.chat() if "Отметьте, кто был" in seen.text]
    await world.advance(to="2026-11-23T17:00:05Z")
    note = await ins.sees("Отметьте, кто был", "10:30–11:00")
    await ins.press("Явка", note)
    await ins.sees("Кто был на занятии?", "10:30")
    await ins.press("Сохранить")
    await ins.sees("Явка сохранена", "Были: 2 из 2")
    await world.advance(to="2026-11-24T17:00:05Z")
    await ins.says("На главную")
    await ins.press("Календарь")
    await ins.press("Сегодня")
    await ins.press("Пн")
    await ins.press("10:30")
    await ins.press("Явка", await ins.last())
    await ins.sees("Кто был на занятии?")
    assert len([seen for seen in await ins.chat() if "Отметьте, кто был" in seen.text]) == 1
