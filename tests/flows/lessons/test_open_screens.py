"""A screen that stays open gains and loses the way into a lesson by the clock, with no press."""

import asyncio
from datetime import UTC, datetime

from tests.flows.phones import Phone, World
from tests.flows.seeded import People, plan


async def becomes(phone: Phone, message_id: int, label: str, *, there: bool) -> bool:
    """Wait until a message has a button, or has it no more."""
    for _ in range(100):
        message = next(seen for seen in await phone.chat() if seen.id == message_id)
        if (message.button(label) is not None) is there:
            return True
        await asyncio.sleep(0.1)
    return False


async def test_open_first_screens_show_the_way_in_from_ten_minutes_before_to_the_end(
    running_program: None, people: People, world: World
) -> None:
    await plan(people["ins"], "Сегодня", "11:00", ("Сказкина Ирина",))
    await people["ins"].says("На главную")
    await people["west"].says("На главную")
    staff, patient = await people["ins"].last(), await people["west"].last()
    await world.advance(to=datetime(2026, 11, 23, 7, 50, 30, tzinfo=UTC).isoformat())
    assert await becomes(people["ins"], staff.id, "Перейти к занятию", there=True)
    assert await becomes(people["west"], patient.id, "Перейти к занятию", there=True)
    await world.advance(to=datetime(2026, 11, 23, 8, 30, 30, tzinfo=UTC).isoformat())
    assert await becomes(people["ins"], staff.id, "Перейти к занятию", there=False)
    assert await becomes(people["west"], patient.id, "Перейти к занятию", there=False)
    assert "Занятие завершено" in (await people["west"].last()).text


async def test_a_half_made_lesson_is_left_alone(running_program: None, people: People, world: World) -> None:
    await plan(people["ins"], "Сегодня", "11:00", ("Сказкина Ирина",))
    await people["ins"].says("На главную")
    await people["ins"].press("Создать занятие")
    half_made = await people["ins"].last()
    await world.advance(to=datetime(2026, 11, 23, 7, 50, 30, tzinfo=UTC).isoformat())
    await people["ins"].sees_button("Начать занятие")
    await people["ins"].press("Завтра", half_made)
    await people["ins"].says("15:00")
    await people["ins"].sees("сколько минут")
