"""Buttons pressed late, out of turn, or forged: nothing half-made is lost, nobody sees what is not theirs."""

import re

from tests.flows.phones import Phone, Seen, World
from tests.flows.seeded import RU, People, plan

OLD = RU.plain("fault.old_screen")
NOT_HERE = RU.plain("fault.not_here")


async def half_made(phone: Phone) -> Seen:
    """Begin a lesson and stop at the question for its time."""
    await phone.says("На главную")
    await phone.press("Создать занятие")
    await phone.press("Завтра")
    return await phone.last()


async def to_minutes(phone: Phone) -> None:
    """Go on from the question for the time."""
    await phone.says("15:00")
    assert "сколько минут" in (await phone.last()).text
    assert "15:00" in (await phone.last()).text


def forged(message: Seen, data: str) -> Seen:
    """Return the message as if it had a button that carries ``data``."""
    return Seen({**message.data, "inline_keyboard": [[{"text": "forged", "callback_data": data}]]})


async def test_a_half_made_lesson_outlives_an_old_button(running_program: None, people: People) -> None:
    phone = people["ins"]
    await phone.says("На главную")
    old = await phone.last()
    question = await half_made(phone)
    await phone.press("Расписание", old)
    assert await phone.toast() == OLD
    shown = await phone.last()
    assert (shown.text, shown.id > question.id) == (question.text, True)
    assert [seen.id for seen in await phone.chat() if seen.button("Назад")] == [shown.id]
    await to_minutes(phone)


async def test_a_half_made_lesson_waits_under_what_a_notification_opens(
    running_program: None, people: People
) -> None:
    phone = people["ins"]
    await plan(phone, "Сегодня", "9:53", ("Сказкина Ирина",))
    note = await phone.sees_button("Участники")
    question = await half_made(phone)
    for _ in range(2):
        await phone.press("Участники", note)
        assert "1. Сказкина Ирина" in (await phone.last()).text
    await phone.press("Назад")
    assert (await phone.last()).text == question.text
    await to_minutes(phone)


async def test_a_patient_who_forges_an_instructors_button_sees_nobody(
    running_program: None, people: People
) -> None:
    await plan(people["ins"], "Сегодня", "9:53", ("Сказкина Ирина", "Якобыев Степан"))
    west = people["west"]
    card = await west.sees_button("Перейти к занятию")
    for data in ("n:lesson:1", "n:paste:1", "n:enter:1"):
        await west.press("forged", forged(card, data))
        assert await west.toast() == NOT_HERE
    await west.press("forged", forged(card, "n:lesson:99999999999999999999"))
    assert not any("Якобыев" in seen.text for seen in await west.chat())


async def test_a_way_in_pressed_after_the_end_says_so_and_goes(
    running_program: None, people: People, world: World
) -> None:
    phone = people["ins"]
    await plan(phone, "Сегодня", "9:53", ("Сказкина Ирина",))
    note = await phone.sees_button("Начать занятие")
    await phone.says("На главную")
    pressed_late = await phone.last()
    await world.advance(seconds=45 * 60)
    await phone.press("Перейти к занятию", pressed_late)
    assert await phone.toast() == RU.plain("refusal.lesson-over")
    assert (await phone.last()).button("Перейти к занятию") is None
    await phone.press("forged", forged(note, "n:paste:1"))
    assert await phone.toast() == RU.plain("refusal.lesson-over")


async def test_a_pause_and_its_end_are_one_message_each(
    running_program: None, people: People, world: World
) -> None:
    for clock in ("11:00", "13:00", "15:00"):
        await plan(people["ins"], "Сегодня", clock, ("Сказкина Ирина",))
    await people["west"].sees("14:00")
    last = (await people["west"].last()).id
    doctor = people["doc"]
    await doctor.says("На главную")
    await doctor.press("Мои пациенты")
    await doctor.press("Сказкина")
    await doctor.press("Приостановить")
    await doctor.press("Приостановить")
    await doctor.press("Назад")
    await doctor.press("Разрешить снова")
    await doctor.press("30 ")
    await doctor.press("Сохранить")
    await people["west"].sees("Врач разрешил занятия", "10:00", since=last)
    await world.advance(seconds=10)
    titles = [seen.text.split("\n")[0] for seen in await people["west"].chat() if seen.id > last]
    assert titles == ["Врач просит сделать паузу", "Врач разрешил занятия"]


async def test_a_card_keeps_telling_of_the_move(running_program: None, people: People, world: World) -> None:
    await plan(people["ins"], "Сегодня", "11:00", ("Сказкина Ирина", "Якобыев Степан"))
    await people["ins"].press("Открыть занятие")
    await people["ins"].press("Перенести")
    await people["ins"].press("Сегодня")
    await people["ins"].says("12:00")
    await people["ins"].press("Перенести и сообщить")
    moved = await people["west"].sees("Занятие перенесено")
    doctor = people["doc"]
    await doctor.says("На главную")
    await doctor.press("Мои пациенты")
    await doctor.press("Якобыев")
    await doctor.press("Приостановить")
    await doctor.press("Приостановить")
    await people["east"].sees("pause")
    await world.advance(seconds=10)
    (card,) = [seen for seen in await people["west"].chat() if seen.id == moved.id]
    assert re.search(r"Было: .*10:00", card.text)
    assert re.search(r"Стало: .*11:00", card.text)
