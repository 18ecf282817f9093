"""People withdraw their consent or have their record deleted, change their mind, and are forgotten."""

import asyncio

import pytest

from bot.settings import Settings
from tests.flows.conftest import program
from tests.flows.phones import Phone, World
from tests.flows.seeded import RU, People, plan
from tests.flows.steps import CATALOGUES

EN = CATALOGUES.texts("en")
DELETE, YES = EN.plain("privacy.button.erase"), EN.plain("privacy.button.yes_erase")
BACK = EN.plain("privacy.button.take_back")
WITHDRAW, YES_WITHDRAW = RU.plain("privacy.button.withdraw"), RU.plain("privacy.button.yes_withdraw")


async def quickly(phone: Phone, label: str, times: int = 5) -> None:
    """Press a button several times before anything can change."""
    seen = await phone.sees_button(label)
    button = seen.button(label)
    assert button is not None
    await asyncio.gather(*(phone.queue_press(seen, button) for _ in range(times)))


async def test_a_patient_withdraws_and_comes_back_by_a_new_invitation(
    running_program: None, people: People, world: World
) -> None:
    org, ins, west = people["org"], people["ins"], people["west"]
    await org.says("/start")
    await plan(ins, "Завтра", "11:00", ("Сказкина Ирина", "Якобыев Степан"))
    await west.sees("Для вас назначено занятие")
    await west.says("/privacy")
    await west.sees("Мои данные", "версия 2", "«Пример»")
    await west.press(WITHDRAW)
    await west.sees("Отозвать согласие?", "1 занятие впереди пройдёт без вас", "Данные сотрём: 23 декабря")
    await west.press(RU.plain("privacy.button.keep"))
    await west.sees("Мои данные")
    await west.press(WITHDRAW)
    await quickly(west, YES_WITHDRAW)
    await west.sees("Согласие отозвано", "Сообщений из этого центра больше не будет")
    await west.sees("Самостоятельно записаться нельзя")
    assert len([one for one in await west.chat() if "Согласие отозвано" in one.text]) == 1
    await ins.sees("Сказкина Ирина больше не занимается", "1 занятие", "24 ноября")
    await org.sees("Согласие отозвано", "Сказкина Ирина", "пациент")
    await west.sees("Этого занятия у вас больше нет")
    await west.says("/privacy")
    await west.sees("записи о вас ещё хранятся", "23 декабря")
    await west.says("/start")
    await west.sees("Попросите у него ссылку")
    await ins.says("/start")
    await ins.press("Пациенты")
    assert (await ins.last()).button("Сказкина Ирина") is None

    await org.says("/people")
    await org.press("Сказкина")
    await org.sees("Доступ закрыт", "Согласие отозвано")
    await org.press("Вернуть доступ")
    await west.says("/start")
    await west.sees("Попросите у него ссылку")
    await org.press("Отправить ещё раз")
    await west.says(f"/start {await world.invitation('west@demo.invalid')}")
    await west.press("Да, это я")
    await west.press(RU.plain("activation.button.agree"))
    await west.press(RU.plain("activation.button.yes"))
    await west.sees("Добрый день")


@pytest.mark.parametrize("way", ["press", "start"])
async def test_a_record_is_taken_back_also_after_a_restart(
    settings: Settings, people: People, world: World, way: str
) -> None:
    org, east = people["org"], people["east"]
    async with program(settings):
        await org.says("/start")
        await plan(people["ins"], "Завтра", "11:00", ("Якобыев Степан",))
        await east.says("/privacy")
        old = await east.sees("My data")
        await east.press(DELETE)
        await east.sees("Delete your record?", "1 session ahead", "until 23 December")
        await quickly(east, YES)
        await east.sees("will be deleted on 23 December")
        await org.sees("Просьба удалить запись", "Якобыев Степан", "23 декабря")
        await people["ins"].sees("Якобыев Степан больше не занимается", "1 занятие отменено")
        await east.press(EN.plain("privacy.button.export"), old)
        await east.sees("will be deleted on 23 December")
        assert not [one for one in await east.chat() if one.data.get("document")]
        await east.says("/help")
        await east.sees("can still be kept")
        await east.says("/privacy")
        await east.sees("will be deleted on 23 December")
        assert not [one for one in await east.chat() if "Nothing is kept" in one.text]
    async with program(settings):
        await world.advance(seconds=5 * 24 * 3600)
        if way == "start":
            await east.says("/start")
        await quickly(east, BACK)
        await east.sees("Good")
        await org.sees("Запись остаётся", "Якобыев Степан")
        assert len([one for one in await org.chat() if "Запись остаётся" in one.text]) == 1
        await people["ins"].sees("Запись остаётся", "Якобыев Степан", "назначает инструктор")
        await world.advance(seconds=40 * 24 * 3600)
        await east.says("/profile")
        await east.sees("Якобыев Степан")


async def test_who_leaves_while_a_lesson_goes_on_keeps_no_way_in(
    running_program: None, people: People, world: World
) -> None:
    west = people["west"]
    await plan(people["ins"], "Сегодня", "11:00", ("Сказкина Ирина", "Якобыев Степан"))
    await world.advance(to="2026-11-23T08:05:00Z")
    await west.sees_button("Перейти к занятию")
    await west.says("/privacy")
    await west.press(WITHDRAW)
    await west.press(YES_WITHDRAW)
    await west.sees("Этого занятия у вас больше нет")
    assert not [one for one in await west.chat() if one.button("Перейти к занятию")]
    await people["east"].sees_button("Join the session")


async def test_after_thirty_days_nobody_is_named(running_program: None, people: People, world: World) -> None:
    org, ins, east = people["org"], people["ins"], people["east"]
    await org.says("/start")
    await plan(ins, "Сегодня", "11:00", ("Якобыев Степан",))
    await world.advance(to="2026-11-23T09:00:00Z")
    await east.says("/privacy")
    await east.press(DELETE)
    await east.press(YES)
    await east.sees("will be deleted on 23 December")
    await world.advance(to="2026-12-23T09:05:00Z")
    await east.says("/start")
    await east.sees("sign up by yourself")
    await org.says("/people")
    assert (await org.last()).button("Якобыев") is None
    await org.says("/journal")
    await org.sees("личные данные стёрты: удалённая запись")
    await ins.says("/start")
    await ins.press("Расписание")
    await ins.press("Прошедшие")
    await ins.press("11:00")
    await ins.sees("Занятие завершено", "Пациент: удалённая запись")


async def test_whoever_is_needed_settles_that_first(
    running_program: None, people: People, world: World
) -> None:
    org, ins = people["org"], people["ins"]
    await plan(ins, "Завтра", "11:00", ("Сказкина Ирина",))
    await ins.says("/privacy")
    await ins.press("Удалить запись")
    shown = await ins.sees("Сначала нужно решить", "Впереди 1 ваше занятие", "11:00")
    assert shown.button("Да, удалить") is None
    await ins.press("Назад")
    await ins.press(WITHDRAW)
    await ins.sees("Сначала нужно решить")
    await org.says("/privacy")
    await org.press(WITHDRAW)
    await org.sees("Сначала нужно решить", "Других организаторов нет", "«Пример»")


async def test_an_organizer_cannot_bring_back_who_asked_to_be_deleted(
    running_program: None, people: People, world: World
) -> None:
    org, east = people["org"], people["east"]
    await east.says("/privacy")
    await east.press(DELETE)
    await east.press(YES)
    await east.sees("will be deleted")
    await org.says("/people")
    await org.press("Якобыев")
    await org.press("Вернуть доступ")
    assert "Вернуть запись может только он" in await org.toast()
