"""«Продлить на 15 минут» while a lesson goes on."""

from datetime import UTC, datetime

from tests.flows.phones import World
from tests.flows.seeded import RU, People, plan

EXTEND = RU.plain("instructor.button.extend")


def at(clock: str) -> str:
    """Return the moment of a clock time in Moscow, that day."""
    hour, minute = map(int, clock.split(":"))
    return datetime(2026, 11, 23, hour - 3, minute, 5, tzinfo=UTC).isoformat()


async def test_a_lesson_is_prolonged_as_far_as_the_next_one_and_its_cards_follow(
    running_program: None, people: People, world: World
) -> None:
    ins, west = people["ins"], people["west"]
    await plan(ins, "Сегодня", "10:50", ("Якобыев Степан",))
    await plan(ins, "Сегодня", "10:00", ("Сказкина Ирина",))
    await world.advance(to=at("10:20"))
    await ins.press(RU.plain("button.lesson_people"), await ins.sees("Занятие идёт с 10:00"))
    await ins.press(EXTEND)
    assert "10:45" in await ins.toast()
    await world.advance(seconds=5)
    await west.sees("Занятие идёт", "Войти можно до 09:45")
    await ins.sees("В 10:50 у вас занятие. Можно до 10:50.")
    await ins.press("Продлить до 10:50")
    await world.advance(to=at("10:49"))
    await west.sees("Занятие идёт", "Войти можно до 09:50")
    await world.advance(to=at("10:51"))
    await west.sees("Занятие завершено")
