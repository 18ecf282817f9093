"""Lessons that are moved, cancelled, clash, or lack a meeting, in a clinic that is there already."""

import re
from datetime import UTC, datetime
from typing import Any

from bot.settings import Settings
from sandbox.server import Sandbox
from tests.flows.conftest import program
from tests.flows.phones import World
from tests.flows.seeded import RU, People, describe, plan


def url(button: dict[str, Any] | None) -> str:
    """Return where a button leads."""
    assert button is not None
    return str(button["url"])


async def test_a_lesson_saved_less_than_ten_minutes_before_calls_everyone_at_once(
    running_program: None, people: People
) -> None:
    await plan(people["ins"], "Сегодня", "9:53", ("Сказкина Ирина", "Якобыев Степан"))
    assert "08:53" in (await people["west"].sees_button("Перейти к занятию")).text
    assert "16:53" in (await people["east"].sees_button("Join the session")).text
    await people["ins"].sees_button("Начать занятие")


async def test_a_moved_lesson_takes_its_meeting_and_its_messages_along(
    running_program: None, people: People, world: World
) -> None:
    await plan(people["ins"], "Сегодня", "11:00", ("Сказкина Ирина",))
    await people["west"].sees("Для вас назначено занятие")
    await people["ins"].press("Открыть занятие")
    await people["ins"].press("Перенести")
    await people["ins"].press("Сегодня")
    await people["ins"].says("12:00")
    await people["ins"].press("Перенести и сообщить")
    moved = await people["west"].sees("Занятие перенесено")
    assert re.search(r"Было:.*10:00", moved.text)
    assert re.search(r"Стало:.*11:00", moved.text)
    await world.advance(to=datetime(2026, 11, 23, 7, 55, tzinfo=UTC).isoformat())
    assert not any(seen.button("Перейти") for seen in await people["west"].chat())
    await world.advance(to=datetime(2026, 11, 23, 8, 51, tzinfo=UTC).isoformat())
    await people["west"].sees_button("Перейти к занятию")
    (meeting,) = await world.meetings()
    assert meeting["start_time"].startswith("2026-11-23T09:00")


async def test_a_cancelled_lesson_takes_its_meeting_away_and_tells_people_once(
    running_program: None, people: People, world: World
) -> None:
    await plan(people["ins"], "Сегодня", "11:00", ("Сказкина Ирина", "Якобыев Степан"))
    await world.advance(seconds=5)
    assert len(await world.meetings()) == 1
    await people["ins"].press("Открыть занятие")
    await people["ins"].press("Отменить занятие")
    await people["ins"].press("Болею")
    await people["ins"].sees("Через минуту узнают: ")
    await world.advance(seconds=58)
    assert not any("отменено" in seen.text for seen in await people["west"].chat())
    await world.advance(seconds=5)
    await people["west"].sees("Занятие отменено")
    await people["east"].sees("Session cancelled")
    await world.advance(seconds=4 * 3600)
    assert await world.meetings() == []
    for key, words in (("west", "отменено"), ("east", "cancelled")):
        assert sum(words in seen.text for seen in await people[key].chat()) == 1
        assert not any(seen.button("Перейти") for seen in await people[key].chat())


async def test_a_lesson_that_has_begun_can_be_neither_moved_nor_cancelled(
    running_program: None, people: People, world: World
) -> None:
    await plan(people["ins"], "Сегодня", "10:00", ("Сказкина Ирина",))
    await people["ins"].press("Открыть занятие")
    card = await people["ins"].sees_button("Отменить занятие")
    await people["ins"].press("Отменить занятие", card)
    confirm = await people["ins"].sees_button("Не отменять")
    await world.advance(to=datetime(2026, 11, 23, 7, 1, tzinfo=UTC).isoformat())
    await people["ins"].press("Без причины", confirm)
    assert "уже началось" in await people["ins"].toast()
    assert len(await world.meetings()) == 1


async def test_who_was_never_cleared_cannot_be_picked_and_it_says_why(
    running_program: None, people: People
) -> None:
    phone = people["ins"]
    await phone.says("На главную")
    await phone.press("Создать занятие")
    await phone.press("Сегодня")
    await phone.says("11:00")
    await phone.says("30")
    await phone.press("Шаблонова Людмила")
    assert "ждёт решения врача" in await phone.toast()


async def test_a_clash_says_who_is_busy_when(running_program: None, people: People) -> None:
    await plan(people["ins"], "Сегодня", "11:00", ("Сказкина Ирина",))
    await describe(people["ins"], "Сегодня", "11:15", ("Сказкина Ирина", "Якобыев Степан"))
    refused = await people["ins"].sees("На это время не выходит")
    assert "У вас: 11:00–11:30" in refused.text
    assert "Сказкина Ирина: занято 11:00–11:30" in refused.text
    assert "Якобыев" not in refused.text
    await people["ins"].says("25:00")
    await people["ins"].sees("На это время не выходит", "Поняли только время")
    await people["ins"].says("17")
    await people["ins"].sees("Проверьте занятие", "17:00–17:30")


async def test_where_telegram_does_not_deliver_mail_does_and_the_instructor_sees_it(
    running_program: None, people: People, world: World
) -> None:
    await people["west"].block()
    await plan(people["ins"], "Сегодня", "11:00", ("Сказкина Ирина", "Якобыев Степан"))
    await world.advance(to=datetime(2026, 11, 23, 7, 51, tzinfo=UTC).isoformat())
    mail = await world.mail("west@demo.invalid", "Занятие сегодня в 10:00", "zoom.us/j/")
    assert "112" in mail["text"]
    assert "Якобыев" not in mail["text"]
    await world.advance(seconds=10)
    await people["ins"].sees("Telegram не доставляет: Сказкина Ирина")
    assert await world.mails("east@demo.invalid") == []
    await people["west"].unblock()
    await people["west"].says("На главную")
    await people["west"].sees_button("Перейти к занятию")


async def test_without_a_meeting_the_instructor_is_asked_for_a_link(
    running_program: None, people: People, world: World, sandbox: Sandbox
) -> None:
    sandbox.zoom.users.all()[0].status = "inactive"
    await plan(people["ins"], "Сегодня", "11:00", ("Сказкина Ирина",))
    await world.advance(to=datetime(2026, 11, 23, 7, 46, tzinfo=UTC).isoformat())
    await people["ins"].sees("встречи пока нет")
    await people["ins"].says("вот: https://us05web.zoom.us/j/12345678901?pwd=abc")
    await people["ins"].sees("Ссылка сохранена")
    await world.advance(to=datetime(2026, 11, 23, 7, 51, tzinfo=UTC).isoformat())
    card = await people["west"].sees_button("Перейти к занятию")
    assert "12345678901" in url(card.button("Перейти"))


async def test_a_pause_takes_the_button_away_and_tells_the_instructor(
    running_program: None, people: People, world: World
) -> None:
    await plan(people["ins"], "Сегодня", "11:00", ("Сказкина Ирина",))
    await world.advance(to=datetime(2026, 11, 23, 7, 52, tzinfo=UTC).isoformat())
    await people["west"].sees_button("Перейти к занятию")
    await people["doc"].says("/start")
    await people["doc"].press(RU.plain("doctor.button.patients"))
    await people["doc"].press("Сказкина Ирина")
    await people["doc"].press(RU.plain("button.suspend"))
    await people["doc"].press(RU.plain("button.suspend"))
    await people["west"].sees("Врач просит сделать паузу")
    await people["ins"].sees("Решение врача: Сказкина Ирина")
    await world.advance(seconds=5)
    assert not any(seen.button("Перейти") for seen in await people["west"].chat())
    await world.advance(to=datetime(2026, 11, 23, 8, 5, tzinfo=UTC).isoformat())
    assert not any(seen.button("Перейти") for seen in await people["west"].chat())


async def test_a_restart_in_the_middle_loses_no_half_made_lesson_and_no_reminder(
    settings: Settings, people: People, world: World
) -> None:
    async with program(settings):
        await plan(people["ins"], "Сегодня", "11:00", ("Сказкина Ирина",))
        await people["ins"].says("На главную")
        await people["ins"].press("Создать занятие")
        await people["ins"].press("Завтра")
        half_made = await people["ins"].last()
    await people["ins"].types("15:00")
    await world.advance(to=datetime(2026, 11, 23, 7, 57, tzinfo=UTC).isoformat())
    async with program(settings):
        late = await people["west"].sees_button("Перейти к занятию")
        assert "Через 3 минуты" in late.text
        await people["ins"].sees("сколько минут", since=half_made.id)
        await people["ins"].says("30")
        await people["ins"].press("Якобыев Степан")
        await people["ins"].press("Дальше")
        await people["ins"].press("Пропустить")
        await people["ins"].press("Сохранить")
        await people["ins"].sees("Занятие создано")
    await world.advance(to=datetime(2026, 11, 23, 8, 40, tzinfo=UTC).isoformat())
    async with program(settings):
        await people["west"].sees("Занятие завершено")
    assert sum(seen.button("Перейти") is not None for seen in await people["west"].chat()) == 0


async def test_an_old_button_answers_kindly_and_shows_the_present_screen(
    running_program: None, people: People
) -> None:
    await people["ins"].says("На главную")
    old = await people["ins"].last()
    await people["ins"].says("На главную")
    assert await people["ins"].last() != old
    data = (old.button("Расписание") or {})["callback_data"]
    body = await people["ins"]._post("press", {"message_id": old.id, "data": data, "wait": 10})
    assert "Экран обновился" in body["answer"]["text"]


async def test_a_holiday_is_named_before_the_time_is_chosen(running_program: None, people: People) -> None:
    ins = people["ins"]
    await ins.says("/start")
    await ins.press("Создать занятие")
    await ins.sees("★ — праздник")
    await ins.press("›")
    assert (await ins.last()).button("31★")
    await ins.says("31.12")
    await ins.sees("время начала", "★ Праздник: Выходной")


async def test_a_free_time_near_a_taken_one_is_a_tap_away(running_program: None, people: People) -> None:
    phone = people["ins"]
    await plan(phone, "Завтра", "11:00", ("Сказкина Ирина",))
    await describe(phone, "Завтра", "11:15", ("Сказкина Ирина",))
    refused = await phone.sees("На это время не выходит", "Свободно у всех")
    assert refused.button("11:15") is None
    await phone.press("11:30")
    await phone.sees("Проверьте занятие", "11:30–12:00")
