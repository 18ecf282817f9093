"""After a lesson: who was there in a few presses, and what the patients' cards say then."""

import pytest

from bot.demo.clinic import DemoClinic
from tests.flows.clinics import small_clinic, usual_people
from tests.flows.faults.conftest import lesson
from tests.flows.phones import Phone, World
from tests.flows.seeded import People

pytestmark = pytest.mark.usefixtures("running_program")


@pytest.fixture
def clinic() -> DemoClinic:
    """A group today, and a lesson later."""
    return small_clinic(
        usual_people("Europe/Moscow"), courses=[lesson("10:00", "west", "east"), lesson("18:00", "west")]
    )


async def card_after(ins: Phone, world: World) -> None:
    """Let the lesson come and go, and open the attendance from its card."""
    await world.advance(to="2026-11-23T06:51:00Z")
    await ins.sees("Занятие начинается")
    await world.advance(to="2026-11-23T07:31:00Z")
    await ins.press("Явка", await ins.sees("Занятие завершено"))


async def test_one_was_not_there(people: People, world: World) -> None:
    ins, west, east = people["ins"], people["west"], people["east"]
    await ins.says("/start")
    await card_after(ins, world)
    await ins.sees("Кто был на занятии?", "10:00")
    await ins.press("✓ Якобыев")
    await ins.press("Заметка")
    await ins.says("<b>Рука</b> до плеча")
    await ins.sees("Заметка: <b>Рука</b> до плеча")
    await ins.press("Сохранить")
    await ins.sees("Явка сохранена", "Были: 1 из 2")
    await west.sees("Занятие завершено", "Спасибо вам", "Следующее")
    await east.sees("The session is over", "See you next time")
    await ins.sees("Занятие завершено", "Были: 1 из 2")

    await ins.press("Исправить")
    await ins.press("○ Якобыев")
    await ins.press("Сохранить")
    await ins.sees("Были: 2 из 2")
    await east.sees("Thank you")


async def test_a_lesson_that_was_not_held(people: People, world: World) -> None:
    ins, west = people["ins"], people["west"]
    await ins.says("/start")
    await card_after(ins, world)
    await ins.press("✓ Якобыев")
    await ins.press("✓ Сказкина")
    screen = await ins.sees("Никто не отмечен")
    assert screen.button("Сохранить") is None
    await ins.press("Не состоялось")
    await ins.press("Не было связи")
    await ins.sees("Занятие не состоялось", "Причина: Не было связи")
    await west.sees("Занятие не состоялось", "Инструктор предложит другое время")


async def test_before_it_begins_there_is_nothing_to_say(people: People, world: World) -> None:
    ins = people["ins"]
    await ins.says("/start")
    await ins.press("Расписание")
    await ins.press("18:00")
    assert (await ins.last()).button("Явка") is None


async def test_the_day_in_the_calendar_leads_to_it_and_shows_what_is_done(
    people: People, world: World
) -> None:
    ins = people["ins"]
    await world.advance(to="2026-11-23T07:31:00Z")
    await ins.says("/calendar")
    await ins.press("Сегодня")
    day = await ins.sees_button("Явка · 10:00")
    assert day.button("Явка · 18:00") is None
    await ins.press("Явка · 10:00", day)
    await ins.sees("Кто был на занятии?", "10:00")
    await ins.press("Сохранить")
    await ins.press("Назад")
    await ins.sees_button("✓ Явка · 10:00")
