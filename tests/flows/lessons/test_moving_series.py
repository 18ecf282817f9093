"""Several lessons of a series are moved at once."""

from tests.flows.phones import World
from tests.flows.seeded import RU, People, describe

MOVE = RU.plain("button.move_and_tell")


async def four_mondays(people: People) -> None:
    """Plan a series from the 30th on, and open its second lesson to move it to Tuesday at four."""
    ins = people["ins"]
    await describe(ins, "30", "11:00", ("Сказкина Ирина", "Якобыев Степан"))
    await ins.press(RU.plain("series.button.repeat"))
    await ins.press(RU.plain("series.button.many"))
    await ins.press("4")
    await ins.press(RU.plain("button.next"))
    await ins.press(RU.plain("button.save"))
    await ins.sees("Создано 4 занятия")


async def to_tuesday(people: People) -> None:
    """Choose Tuesday at four for the second lesson."""
    ins = people["ins"]
    await ins.says("/start")
    await ins.press("Расписание")
    await ins.press("Пн, 7 декабря")
    await ins.press(RU.plain("button.move"))
    await ins.says("8.12")
    await ins.says("16:00")
    await ins.sees("Перенести занятие?")


async def one_more(people: People) -> None:
    """Plan another lesson on the third Tuesday."""
    ins = people["ins"]
    await ins.says("/start")
    await ins.press(RU.plain("button.create_lesson"))
    for words in ("15.12", "16:15", "30"):
        await ins.says(words)
    await ins.press("Сказкина Ирина")
    await ins.press(RU.plain("button.next"))
    await ins.press(RU.plain("button.skip"))
    await ins.press(RU.plain("button.save"))
    await ins.sees("Занятие создано")


async def test_this_and_later_ones_move_and_each_patient_reads_it_once(
    running_program: None, people: People, world: World
) -> None:
    ins = people["ins"]
    await four_mondays(people)
    await to_tuesday(people)
    await ins.press("Это и следующие · 3")
    await ins.sees(
        "Перенести 3 занятия?", "Пн, 7 декабря, 11:00 → вт, 8 декабря, 16:00", "вт, 22 декабря, 16:00"
    )
    await ins.press(MOVE)
    await ins.sees("Перенесены 3 занятия")
    await world.advance(seconds=10)
    west = await people["west"].sees("Перенесены 3 занятия", "Вторник, 8 декабря, 15:00", "Было: ")
    assert "10:00 по вашему времени" in west.text
    await people["east"].sees("3 sessions moved", "23:00 your time")
    assert sum("Перенесены" in seen.text for seen in await people["west"].chat()) == 1
    await ins.press("На главную")
    await ins.press("Расписание")
    await ins.sees("Понедельник, 30 ноября", "Вторник, 8 декабря", "Вторник, 22 декабря")


async def test_a_date_that_is_taken_is_named_and_nothing_moves(
    running_program: None, people: People, world: World
) -> None:
    ins = people["ins"]
    await four_mondays(people)
    await one_more(people)
    await to_tuesday(people)
    await ins.press("Все будущие · 4")
    await ins.sees("Перенести 4 занятия?", "вт, 15 декабря, 16:00 — У вас: 16:15–16:45", "Есть занятые даты")
    await ins.press(MOVE)
    assert "Есть занятые даты" in await ins.toast()
    await world.advance(seconds=10)
    assert not any("Перенес" in seen.text for seen in await people["west"].chat())
