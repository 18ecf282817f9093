"""«Получилось войти?» three minutes after the start, and help for whoever cannot get in."""

from datetime import UTC, datetime

from tests.flows.phones import World
from tests.flows.seeded import RU, People, plan

JOIN = RU.plain("button.join_lesson")
YES, STUCK, HELP, BACK = (
    RU.plain(f"entering.button.{press}") for press in ("entered", "stuck", "help_in", "entry_card")
)


def at(clock: str) -> str:
    """Return the moment of a clock time in Moscow, that day."""
    hour, minute = map(int, clock.split(":"))
    return datetime(2026, 11, 23, hour - 3, minute, 5, tzinfo=UTC).isoformat()


async def test_a_patient_cannot_get_in_is_helped_and_says_that_they_are_in(
    running_program: None, people: People, world: World
) -> None:
    ins, west = people["ins"], people["west"]
    await plan(ins, "Сегодня", "11:00", ("Сказкина Ирина", "Якобыев Степан"))
    await world.advance(to=at("10:51"))
    card = await west.sees_button(STUCK)
    assert [button["text"] for button in card.buttons] == [JOIN, STUCK]
    await world.advance(to=at("11:02"))
    assert "Получилось войти?" not in (await west.last()).text
    await world.advance(to=at("11:04"))
    asked = await west.sees("Получилось войти?")
    assert asked.id == card.id
    assert [button["text"] for button in asked.buttons] == [JOIN, YES, STUCK]
    await west.press(STUCK, asked)
    helped = await west.sees("Поможем войти", "напишите: Ирина")
    assert [button["text"] for button in helped.buttons] == [JOIN, HELP, BACK]
    await west.press(HELP, helped)
    assert await west.toast() == "Инструктор уже знает"
    told = await ins.sees("Не может войти: Сказкина Ирина")
    assert told.button(RU.plain("button.open_lesson_card")) is not None
    await west.press(YES, await west.sees("Получилось войти?"))
    assert await west.toast() == "Хорошего занятия"
    await world.advance(seconds=5)
    inside = next(seen for seen in await west.chat() if seen.id == card.id)
    assert [button["text"] for button in inside.buttons] == [JOIN]
    await ins.press(RU.plain("button.open_lesson_card"), told)
    await ins.sees("Сказкина Ирина — в Zoom с 11:04")


async def test_an_old_button_answers_truly(running_program: None, people: People, world: World) -> None:
    west = people["west"]
    await plan(people["ins"], "Сегодня", "11:00", ("Сказкина Ирина",))
    await world.advance(to=at("11:04"))
    asked = await west.sees("Получилось войти?")
    await world.advance(to=at("12:00"))
    button = asked.button(YES)
    assert button is not None
    assert "прошло" in await west.answer_to(asked, button)
