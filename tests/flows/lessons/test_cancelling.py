"""Cancelling: the reason is the confirmation, a minute to think better of it, a series as a whole."""

from tests.flows.lessons.test_series import repeated
from tests.flows.phones import World
from tests.flows.seeded import RU, People, describe, plan


async def test_put_back_within_the_minute_patients_never_hear_of_it(
    running_program: None, people: People, world: World
) -> None:
    phone = people["ins"]
    await plan(phone, "Завтра", "11:00", ("Сказкина Ирина", "Якобыев Степан"))
    await phone.press("Открыть занятие")
    await phone.press("Отменить занятие")
    await phone.sees("Отменить занятие?", "Через минуту узнают: ", "Сказкина Ирина")
    await phone.press("Болею")
    await phone.sees("Занятие отменено", "Через минуту узнают")
    await world.advance(seconds=30)
    await phone.press("Вернуть занятие")
    await phone.sees("Всё как было")
    await phone.press("Открыть занятие")
    assert (await phone.last()).button("Отменить занятие") is not None
    await world.advance(seconds=120)
    for key, words in (("west", "отмен"), ("east", "cancel")):
        assert not any(words in seen.text for seen in await people[key].chat())


async def test_after_the_minute_it_is_too_late_and_only_staff_read_why(
    running_program: None, people: People, world: World
) -> None:
    phone = people["ins"]
    await plan(phone, "Завтра", "11:00", ("Сказкина Ирина",))
    await phone.press("Открыть занятие")
    await phone.press("Отменить занятие")
    await phone.press("Болею")
    done = await phone.sees_button("Вернуть занятие")
    await world.advance(seconds=61)
    told = await people["west"].sees("Занятие отменено")
    assert "олею" not in told.text
    await phone.press("Вернуть занятие", done)
    assert "Минута прошла" in await phone.toast()
    assert (await phone.last()).button("Вернуть занятие") is None
    await phone.press(RU.plain("button.back"))
    await phone.sees("Занятие отменено. Причина: Болею")


async def test_of_a_series_the_later_lessons_are_cancelled_and_each_patient_told_once(
    running_program: None, people: People, world: World
) -> None:
    phone = people["ins"]
    await describe(phone, "30", "11:00", ("Сказкина Ирина", "Якобыев Степан"))
    await repeated(people, "4")
    await phone.press(RU.plain("button.save"))
    await people["west"].sees("Для вас назначены 4 занятия")
    await phone.press("Расписание")
    await phone.press("Пн, 7 декабря")
    await phone.press("Отменить занятие")
    await phone.sees("Какие занятия отменить?")
    await phone.press("Это и следующие · 3")
    await phone.sees("Отменить 3 занятия?")
    await phone.press("Другие дела")
    await phone.sees("Отменено 3 занятия")
    await world.advance(seconds=61)
    await people["west"].sees("Занятия отменены: 3")
    await people["east"].sees("Your sessions are cancelled: 3")
    assert sum("отменен" in seen.text for seen in await people["west"].chat()) == 1
    await people["west"].says("На главную")
    assert "30 ноября" in (await people["west"].last()).text
