"""Who is in a lesson is changed from its card; specialists are invited; a note is for staff alone."""

from tests.flows.phones import World
from tests.flows.seeded import RU, People, describe, plan

NEXT, SAVE = RU.plain("button.next"), RU.plain("button.save")


async def opened(people: People, lesson: str) -> None:
    """Open a lesson's card from the schedule."""
    await people["ins"].says("/start")
    await people["ins"].press("Расписание")
    await people["ins"].press(lesson)


async def test_one_comes_another_leaves_and_both_read_it(
    running_program: None, people: People, world: World
) -> None:
    ins = people["ins"]
    await plan(ins, "Завтра", "11:00", ("Сказкина Ирина",))
    await world.advance(seconds=10)
    await people["west"].sees("Для вас назначено занятие")
    await opened(people, "Завтра, 11:00")
    await ins.press(RU.plain("button.patients"))
    await ins.sees("Пациенты: выбрано 1 из 8")
    await ins.press("Сказкина Ирина")
    await ins.press(NEXT)
    nobody = await ins.sees("В занятии никого не останется")
    assert nobody.button(SAVE) is None
    await ins.press(RU.plain("button.patients"))
    await ins.press("Якобыев Степан")
    await ins.press(NEXT)
    await ins.sees("Добавим:", "Якобыев Степан — местное 18:00", "Уберём: Сказкина Ирина", "Сообщим сразу")
    await ins.press(SAVE)
    await ins.sees("Сохранено")
    await ins.press(RU.plain("instructor.button.open_lesson"))
    await ins.sees("1. Якобыев Степан")
    await world.advance(seconds=10)
    await people["west"].sees("Для вас занятие отменено")
    shown = [seen.text for seen in await people["west"].chat()]
    assert any("Этого занятия у вас больше нет" in text for text in shown)
    await people["east"].sees("A session is planned for you")


async def test_a_doctor_is_invited_reads_of_it_and_has_the_way_in(
    running_program: None, people: People, world: World
) -> None:
    ins, doc = people["ins"], people["doc"]
    await describe(ins, "Сегодня", "11:00", ("Сказкина Ирина",))
    await ins.press(RU.plain("button.specialists"))
    await ins.sees("Кого ещё пригласить?", "Заметку пациенты не видят")
    await ins.press("Образцовский")
    await ins.says("Захватить <ленты>")
    await ins.sees("Заметка: «Захватить <ленты>»")
    await ins.press(NEXT)
    check = await ins.sees("Приглашены: Образцовский", "Заметка: «Захватить")
    await ins.press(SAVE, check)
    await world.advance(seconds=10)
    told = await doc.sees("Вас приглашают на занятие", "1 пациент", "Заметка: «Захватить <ленты>»")
    assert "Сказкина" not in told.text
    await doc.says("/start")
    await doc.sees("Вас приглашают:", "Сегодня, понедельник, 23 ноября, 11:00", "ведёт")
    assert "Захватить" not in (await people["west"].last()).text
    await opened(people, "Сегодня, 11:00")
    await ins.sees("Приглашены: Образцовский", "Заметка: «Захватить")
    await world.advance(to="2026-11-23T07:50:20Z")
    begins = await doc.sees_button(RU.plain("button.join_lesson"))
    assert "Через 10 минут" in begins.text
    assert sum("11:00" in seen.text for seen in await doc.chat() if "приглашают:" not in seen.text) == 1
    await ins.press(RU.plain("button.specialists"))
    await ins.press("Образцовский")
    await ins.press(RU.plain("instructor.button.forget_note"))
    await ins.press(NEXT)
    await ins.sees("Больше не приглашаем: Образцовский", "Заметку удалим")
    await ins.press(SAVE)
    await world.advance(seconds=10)
    await doc.sees("Занятие пройдёт без вас")
    assert not any(seen.button("Перейти") for seen in await doc.chat())


async def test_who_is_taken_is_said_and_not_ticked(
    running_program: None, people: People, world: World
) -> None:
    ins = people["ins"]
    await describe(ins, "Завтра", "11:00", ("Сказкина Ирина",))
    await ins.press(RU.plain("button.specialists"))
    await ins.press("Образцовский")
    await ins.press(NEXT)
    await ins.press(SAVE)
    await ins.sees("Занятие создано")
    await describe(ins, "Завтра", "11:15", ("Якобыев Степан",))
    await ins.sees("11:00–11:30")
    await ins.press(RU.plain("button.specialists"))
    await ins.press("Образцовский")
    assert "занято 11:00–11:30" in await ins.toast()
    assert (await ins.last()).button("○ Образцовский") is not None


async def test_all_later_ones_of_a_series_get_the_patient_and_the_card_counts(
    running_program: None, people: People, world: World
) -> None:
    ins = people["ins"]
    await describe(ins, "30", "11:00", ("Сказкина Ирина",))
    await ins.press(RU.plain("series.button.repeat"))
    await ins.press(RU.plain("series.button.many"))
    await ins.press("4")
    await ins.press(NEXT)
    await ins.press(SAVE)
    await ins.sees("Создано 4 занятия")
    await opened(people, "Пн, 7 декабря")
    await ins.sees("Серия: 2 из 4")
    await ins.press(RU.plain("button.patients"))
    await ins.press("Якобыев Степан")
    await ins.press(NEXT)
    await ins.press("Это и следующие · 3")
    await ins.sees("Изменятся 3 занятия")
    await ins.press(SAVE)
    await ins.sees("Изменены 3 занятия")
    await world.advance(seconds=10)
    await people["east"].sees("3 sessions are planned for you")
