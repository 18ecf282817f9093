"""An instructor leaves: lessons are called off first, then the access is closed; later it is given back."""

import pytest

from bot.settings import Settings
from tests.flows.conftest import program
from tests.flows.phones import World
from tests.flows.seeded import RU, People

CLOSE = RU.plain("organizer.button.close_access")


async def test_lessons_first_then_the_access_and_back_again(
    settings: Settings, people: People, world: World
) -> None:
    org, ins, west = people["org"], people["ins"], people["west"]
    async with program(settings):
        await west.says("/start")
        await org.says("/start")
        await org.press("Люди")
        await org.press("Черновикова")
        await org.press(CLOSE)
        await org.sees("Пока нельзя закрыть доступ", "впереди 1 занятие", "10:00")
        await org.press("Отменить занятия")
    # A restart in the middle asks again, and does not forget where one was.
    async with program(settings):
        await org.press("Да, отменить и сообщить")
        await org.sees("Закрыть доступ?", "Черновикова Алла")
        await world.advance(seconds=5)
        await west.sees("Занятие отменено")
        await org.press(CLOSE)
        await org.sees("Доступ закрыт", "Черновикова Алла")
        await ins.says("/start")
        await ins.sees("Попросите")
        await org.press("Назад")
        await org.sees("Черновикова Алла", "Доступ закрыт")
        assert (await org.last()).button(CLOSE) is None
        await org.press("Вернуть доступ")
        await org.sees_button(CLOSE)
        await ins.says("/start")
        await ins.sees("Сегодня, понедельник")


@pytest.mark.usefixtures("running_program")
async def test_one_s_own_access_and_that_of_a_patient_with_lessons_stay(people: People) -> None:
    org = people["org"]
    await org.says("/start")
    await org.press("Люди")
    await org.press("Примерова")
    assert (await org.last()).button(CLOSE) is None
    await org.press("Назад")
    await org.press("Сказкина")
    await org.press(CLOSE)
    shown = await org.sees("Пока нельзя закрыть доступ", "Сказкина Ирина", "Сначала снимите с занятий")
    assert shown.button("Отменить занятия") is None
    await org.press("Назад")
    await org.press("Назад")
    await org.press("Якобыев")
    await org.press(CLOSE)
    await org.sees("Закрыть доступ?")
    await org.press(CLOSE)
    await org.press("На главную")
    await org.press("Люди")
    await org.sees_button("без доступа")
