"""People look at what is kept of them, take it away as a file, and choose what they are reminded of."""

import json
from io import BytesIO
from zipfile import ZipFile

import pytest

from tests.flows.phones import World
from tests.flows.privacy.test_leaving import quickly
from tests.flows.seeded import People, plan

pytestmark = pytest.mark.usefixtures("running_program")


@pytest.mark.parametrize(
    ("key", "export", "title", "coming"),
    [
        ("west", "Скачать мои данные", "Ваши данные в одном файле", "Сказкина Ирина"),
        ("east", "Download my data", "Your data in one file", "Якобыев Степан"),
    ],
)
async def test_the_file_comes_once_however_often_it_is_asked_for(
    people: People, world: World, key: str, export: str, title: str, coming: str
) -> None:
    phone = people[key]
    await plan(people["ins"], "Завтра", "11:00", ("Сказкина Ирина", "Якобыев Степан"))
    await phone.says("/privacy")
    await quickly(phone, export)
    message = await phone.sees(title)
    assert message.data["document"]["file_name"] == "my-data-2026-11-23.zip"
    with ZipFile(BytesIO(await phone.file(message))) as file:
        page, data = file.read("index.html").decode(), json.loads(file.read("data.json"))
    assert coming in page
    assert data["person"]["telegram_id"] == phone.user_id
    assert len(data["lessons"]) == 1
    others = {"Сказкина", "Якобыев"} - set(coming.split())
    assert not [name for name in others if name in page or name in json.dumps(data, ensure_ascii=False)]
    await phone.press(export)
    assert len([one for one in await phone.chat() if one.data.get("document")]) == 1


async def test_the_profile_leads_to_it_and_the_consent_is_read_page_by_page(
    people: People, world: World
) -> None:
    west = people["west"]
    await west.says("/profile")
    await west.press("Мои данные")
    await west.press("Прочитать согласие")
    await west.sees("Согласие на обработку персональных данных", "Версия 2", "центр «Пример»")
    await west.press("›")
    await west.sees("Какие данные")
    await west.press("Назад")
    await west.sees("Мои данные")
    await west.press("Назад")
    await west.sees("Ваш профиль")


@pytest.mark.parametrize(
    ("language", "words"), [("ru", "О вас здесь ничего не записано"), ("en", "Nothing is kept of you here")]
)
async def test_a_stranger_is_told_in_a_few_words(world: World, language: str, words: str) -> None:
    phone = await world.phone(language)
    await phone.says("/privacy")
    await phone.sees(words)


async def test_a_patient_does_without_word_of_new_lessons(people: People, world: World) -> None:
    west = people["west"]
    await west.says("/profile")
    await west.press("Напоминания")
    await west.sees("Всегда напишем: за 10 минут", "Это не отключить")
    await quickly(west, "О новых занятиях")
    await west.sees_button("○ О новых занятиях")
    await plan(people["ins"], "Сегодня", "11:00", ("Сказкина Ирина",))
    await world.advance(to="2026-11-23T07:49:00Z")
    assert not [one for one in await west.chat() if "Для вас назначено" in one.text]
    await world.advance(to="2026-11-23T07:50:10Z")
    await west.sees("Через 10 минут")
    await west.says("/profile")
    await west.press("Напоминания")
    await west.press("О новых занятиях")
    await west.sees_button("✓ О новых занятиях")


async def test_what_always_comes_in_other_roles_is_said_with_the_reason(people: People) -> None:
    for key, words, about_lessons in (
        ("ins", "об уходе пациента", True),
        ("doc", "Напоминаний у врача нет", False),
        ("org", "кто-то уходит", False),
    ):
        await people[key].says("/profile")
        await people[key].press("Напоминания")
        shown = await people[key].sees(words)
        assert ("Это не отключить" in shown.text) is about_lessons
