"""People say for themselves in which language, by which clocks and when not they want to hear of things."""

import asyncio

import pytest

from tests.flows.phones import Phone, Seen, World
from tests.flows.seeded import People, plan

EVENING = "2026-11-23T18:30:00Z"
"""21:30 in Moscow."""


async def becomes(phone: Phone, message_id: int, *words: str) -> Seen:
    """Wait until a message holds all of ``words``."""
    seen = None
    for _ in range(100):
        seen = next(one for one in await phone.chat() if one.id == message_id)
        if all(word in seen.text for word in words):
            return seen
        await asyncio.sleep(0.1)
    raise AssertionError(f"{words} are not in {seen}")


async def texts(phone: Phone) -> list[str]:
    """Return what a chat says."""
    return [seen.text for seen in await phone.chat()]


async def commands(phone: Phone) -> list[str]:
    """Return the words of the commands that a chat offers."""
    return [entry["description"] for entry in (await phone.profile())["commands"]]


async def test_a_patient_moves_from_kaliningrad_to_yekaterinburg(
    running_program: None, people: People
) -> None:
    west = people["west"]
    await plan(people["ins"], "Завтра", "11:00", ("Сказкина Ирина",))
    card = await west.sees("Для вас назначено занятие", "10:00", "Калининград")
    staff = await texts(people["ins"])
    await west.says("/profile")
    assert "Калининград, сейчас 08:" in (await west.last()).text
    await west.press("Язык и время")
    await west.press("Часовой пояс")
    await west.says("екат")
    await west.press("Екатеринбург")
    preview = await west.sees("Екатеринбург, сейчас 11:")
    assert "Завтра, вторник, 24 ноября: 13:00 вместо 10:00" in preview.text
    assert "10:00" in (await west.sees("Для вас назначено занятие")).text, "nothing is saved yet"
    await west.press("Сохранить")
    await west.sees("Время: Екатеринбург")
    assert "Калининград" not in (await becomes(west, card.id, "13:00", "Екатеринбург")).text
    await west.press("На главную")
    await west.sees("Ближайшее занятие", "13:00")
    assert await texts(people["ins"]) == staff
    await people["ins"].says("На главную")
    await people["ins"].sees("завтра", "11:00")


async def test_the_way_back_from_a_preview_saves_nothing(running_program: None, people: People) -> None:
    west = people["west"]
    await west.says("/profile")
    await west.press("Язык и время")
    await west.press("Часовой пояс")
    await west.says("Омск")
    await west.press("Омск")
    await west.sees("Омск, сейчас 12:", "Время везде будет показано по этому городу")
    await west.press("Другой город")
    await west.sees("В каком вы городе?")
    await west.press("Назад")
    await west.sees("Время: Калининград")
    await west.press("Назад")
    await west.press("Назад")
    await west.sees("Добрый день")


async def test_a_language_holds_from_the_next_screen_on(
    running_program: None, people: People, world: World
) -> None:
    west = people["west"]
    await plan(people["ins"], "Завтра", "11:00", ("Сказкина Ирина",))
    card = await west.sees("Для вас назначено занятие")
    await west.says("На главную")
    await west.press("Помощь")
    await west.press("Профиль")
    await west.press("Язык и время")
    await west.press("Язык")
    await west.press("English")
    shown = await west.last()
    assert "Your profile" in shown.text
    assert "Language: English" in shown.text
    assert {button["text"] for button in shown.buttons} >= {
        "Language and time",
        "Reminders",
        "Email and phone",
        "My data",
        "Home",
    }
    await becomes(west, card.id, "10:00", "Kaliningrad")
    assert await commands(west) == ["Home", "Profile: language, time, quiet hours", "My data", "Help"]
    await west.says("Home")
    home = await west.sees("Your next session")
    await people["ins"].press("Открыть", await people["ins"].sees("Занятие создано"))
    await people["ins"].press("Отменить занятие")
    await people["ins"].press("Без причины")
    await world.advance(seconds=61)
    cancelled = await west.sees("cancelled", since=home.id)
    await west.says("/profile")
    await west.press("Language and time")
    await west.press("Language")
    await west.press("Русский")
    assert "Ваш профиль" in (await west.last()).text
    assert await commands(west) == ["На главную", "Профиль: язык, время, тихие часы", "Мои данные", "Помощь"]
    await becomes(west, cancelled.id, "отмен")
    await west.says("На главную")
    await west.sees("Добрый день")


async def test_quiet_hours_of_ones_own_hold_messages_back(
    running_program: None, people: People, world: World
) -> None:
    west = people["west"]
    await west.says("/profile")
    await west.press("Напоминания")
    await west.press("Тихие часы")
    assert "✓ 21:00–08:00" in [button["text"] for button in (await west.last()).buttons]
    await west.press("20:00–09:00")
    await west.sees("Тихие часы: 20:00–09:00")
    await west.press("Написать своё")
    await west.says("22-7 часов")
    await west.sees("Напишите два разных времени")
    await west.says("20:15–07:30")
    await west.sees("Тихие часы: 20:15–07:30")
    await world.advance(to=EVENING)
    before = (await west.last()).id
    await people["ins"].says("На главную")
    await people["ins"].press("Создать занятие")
    await people["ins"].says("25.11")
    await people["ins"].says("11:00")
    await people["ins"].says("30")
    await people["ins"].press("Сказкина Ирина")
    await people["ins"].press("Дальше")
    await people["ins"].press("Пропустить")
    await people["ins"].press("Сохранить")
    await people["ins"].sees("Занятие создано")
    await world.advance(to="2026-11-24T05:29:00Z")
    assert not any("Для вас назначено" in seen.text for seen in await west.chat() if seen.id > before)
    await world.advance(to="2026-11-24T05:30:30Z")
    await west.sees("Для вас назначено занятие", since=before)


@pytest.mark.parametrize("key", ["org", "doc", "ins"])
async def test_staff_find_it_next_to_help(running_program: None, people: People, key: str) -> None:
    phone = people[key]
    await phone.says("На главную")
    shown = await phone.last()
    assert shown.button("Помощь") is not None
    await phone.press("Профиль", shown)
    await phone.sees("Ваш профиль", "Москва, сейчас 09:", "Язык: русский", "Тихие часы: 21:00–08:00")
    await phone.press("Язык и время")
    await phone.press("Часовой пояс")
    await phone.says("Kalin")
    await phone.press("Калининград")
    await phone.press("Сохранить")
    await phone.sees("Калининград, сейчас 08:")
    await phone.press("Назад")
    assert (await phone.last()).button("Профиль") is not None


async def test_a_stranger_has_no_profile(running_program: None, world: World) -> None:
    phone = await world.phone("ru")
    await phone.says("/profile")
    await phone.sees("регистрирует организатор")


ODD = ["🙂🙂🙂", "\u202eקלינינגרד\u202c", "<b>Омск</b> & <script>", "ю" * 5000, "=1+1", "%s {0} {name}", "…"]


async def test_odd_input_is_answered_with_a_sentence(running_program: None, people: People) -> None:
    phone = people["odd"]
    await phone.says("/profile")
    assert "שָׁלוֹם & co <b>Ян</b> 🙂" in (await phone.last()).text
    await phone.press("Язык и время")
    await phone.press("Часовой пояс")
    for typed in ODD:
        before = (await phone.last()).id
        await phone.says(typed)
        await phone.sees("Такого города нет в списке", since=before)
    await phone.press("Назад")
    await phone.press("Назад")
    await phone.press("Напоминания")
    await phone.press("Тихие часы")
    await phone.press("Написать своё")
    for typed in ODD:
        before = (await phone.last()).id
        await phone.says(typed)
        await phone.sees("Напишите два разных времени", since=before)
    await phone.says("7:00–6:59")
    await phone.sees("не больше 16 часов")
    await phone.press("Назад")
    await phone.sees("Тихие часы: 21:00–08:00")
