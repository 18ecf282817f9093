"""An instructor leafs through the calendar and makes a lesson from an empty hour."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO

import aiohttp
import pytest
from PIL import Image

from bot.demo.loading import load
from sandbox.server import Sandbox, SandboxOptions, running
from services.texts import Texts
from tests.flows.clinics import small_clinic, usual_people
from tests.flows.conftest import TOKEN, program, settings_for
from tests.flows.faults.conftest import lesson
from tests.flows.phones import Phone, Seen
from tests.flows.seeded import People
from tests.flows.steps import CATALOGUES

KINDS = {"ru-sqlite": ("ru", "sqlite_url"), "en-postgresql": ("en", "postgresql_url")}
"""Both languages and both databases, without their product."""

WORDS = {
    "ru": {
        "week": "23–29 ноября, время: Москва",
        "after": "30 ноября – 6 декабря",
        "month": "Ноябрь 2026",
        "wednesday": "Среда, 25 ноября",
        "thursday": "Четверг, 26 ноября",
        "thursday_count": "Чт·1",
    },
    "en": {
        "week": "23–29 November, time: Moscow",
        "after": "30 November – 6 December",
        "month": "November 2026",
        "wednesday": "Wednesday, 25 November",
        "thursday": "Thursday, 26 November",
        "thursday_count": "Thu·1",
    },
}


@dataclass
class Desk:
    """The instructor's phone and the words it is read in."""

    phone: Phone
    texts: Texts
    words: dict[str, str]

    def label(self, key: str, **params: object) -> str:
        """Return a button's words."""
        return self.texts.plain(key, **params)

    async def opens(self) -> Seen:
        """Open the calendar from the first screen."""
        await self.phone.says(self.label("button.home"))
        await self.phone.press(self.label("instructor.button.calendar"))
        return await self.phone.sees(self.words["week"])

    async def picture(self) -> Image.Image:
        """Return the picture of the open screen."""
        return Image.open(BytesIO(await self.phone.file(await self.phone.last())))


@pytest.fixture
async def sandbox(opening: datetime) -> AsyncIterator[Sandbox]:
    """The sandbox with the clinic's people in it."""
    clinic = small_clinic(usual_people("Europe/Moscow"))
    people, hosts = tuple(clinic.sandbox_people()), tuple(clinic.zoom_users())
    options = SandboxOptions(start=opening, people=people, zoom_users=hosts, token=TOKEN)
    async with running(options) as sandbox:
        yield sandbox


@pytest.fixture(params=KINDS.values(), ids=list(KINDS))
async def desk(sandbox: Sandbox, request: pytest.FixtureRequest) -> AsyncIterator[Desk]:
    """A clinic with two lessons a day today and on Wednesday; its instructor is at the first screen."""
    language, database = request.param
    everyone = usual_people("Europe/Moscow")
    next(one for one in everyone if one["key"] == "ins")["language"] = language
    courses = [
        {**lesson(clock, patient), "weekdays": ["mon", "wed"]}
        for clock, patient in (("11:00", "west"), ("13:00", "east"))
    ]
    clinic = small_clinic(everyone, courses=courses)
    settings = settings_for(sandbox, request.getfixturevalue(database))
    await load(settings, clinic)
    async with program(settings), aiohttp.ClientSession() as http:
        phone = People(http, sandbox.url, clinic)["ins"]
        yield Desk(phone, CATALOGUES.texts(language), WORDS[language])


async def test_a_lesson_is_made_from_an_empty_hour(desk: Desk) -> None:
    week = await desk.opens()
    assert "11:00" in week.text
    assert "Сказкина" in week.text
    assert (await desk.picture()).width == 1080
    await desk.phone.press("Чт" if desk.texts.language == "ru" else "Thu")
    day = await desk.phone.sees(desk.words["thursday"])
    assert day.button("+ 14:00") is not None
    await desk.phone.press("+ 14:00")
    await desk.phone.press("45")
    await desk.phone.press("Сказкина")
    await desk.phone.press(desk.label("button.next"))
    await desk.phone.press(desk.label("button.skip"))
    check = await desk.phone.sees(desk.words["thursday"], "14:00–14:45", "Сказкина")
    await desk.phone.press(desk.label("button.save"), check)
    await desk.phone.press(desk.label("instructor.button.calendar"))
    day = await desk.phone.sees(desk.words["thursday"], "14:00–14:45 Сказкина")
    assert day.button("+ 14:00") is None
    assert day.button("+ 15:00") is not None
    await desk.phone.press(desk.label("instructor.calendar.button.week"))
    assert (await desk.phone.last()).button(desk.words["thursday_count"]) is not None


async def test_leafing_through_edits_one_message(desk: Desk) -> None:
    week = await desk.opens()
    await desk.phone.press(desk.label("instructor.calendar.button.week_after"))
    following = await desk.phone.sees(desk.words["after"])
    await desk.phone.press(desk.label("instructor.calendar.button.this_week"))
    await desk.phone.press(desk.label("button.today"))
    today = await desk.phone.sees("11:00–11:30 Сказкина")
    await desk.phone.press(desk.label("instructor.calendar.button.month"))
    month = await desk.phone.sees(desk.words["month"])
    assert month.button("25·2") is not None
    await desk.phone.press("25·2")
    day = await desk.phone.sees(desk.words["wednesday"])
    assert len({seen.id for seen in (week, following, today, month, day)}) == 1
    await desk.phone.press("11:00 ·", day)
    card = await desk.phone.sees("Сказкина", "11:00–11:30")
    assert "photo" not in card.data
    await desk.phone.press(desk.label("button.back"))
    back = await desk.phone.sees(desk.words["wednesday"])
    assert "photo" in back.data
    assert back.id == card.id


async def test_the_same_week_is_uploaded_once(desk: Desk) -> None:
    week = await desk.opens()
    await desk.phone.press(desk.label("instructor.calendar.button.week_after"))
    following = await desk.phone.sees(desk.words["after"])
    await desk.phone.press(desk.label("instructor.calendar.button.week_before"))
    again = await desk.phone.sees(desk.words["week"])
    assert again.data["photo"]["url"] == week.data["photo"]["url"]
    assert following.data["photo"]["url"] != week.data["photo"]["url"]


async def test_one_patients_lessons_stay_chosen_and_go_into_a_new_lesson(desk: Desk) -> None:
    await desk.opens()
    everybody = desk.label("instructor.calendar.all")
    await desk.phone.press(desk.label("instructor.calendar.button.filter", filter=everybody))
    await desk.phone.press("Якобыев")
    shown = desk.texts.plain("instructor.calendar.shown", who="Якобыев Степан")
    week = await desk.phone.sees(shown)
    assert "Сказкина" not in week.text
    assert desk.label("instructor.calendar.busy", span="11:00–11:30") in week.text
    await desk.phone.press(desk.label("instructor.calendar.button.month"))
    assert shown in (await desk.phone.last()).text
    await desk.phone.press("25·1")
    day = await desk.phone.sees(shown, desk.words["wednesday"])
    assert day.button("Сказкина") is None
    await desk.phone.press("+ 16:00")
    await desk.phone.press("30")
    await desk.phone.sees(desk.words["wednesday"], "16:00–16:30", "Якобыев")


async def test_a_day_is_gone_to_and_the_past_has_no_empty_hours(desk: Desk) -> None:
    await desk.opens()
    await desk.phone.press(desk.label("instructor.calendar.button.to_date"))
    await desk.phone.says("22.11.2026")
    past = await desk.phone.sees(desk.label("instructor.calendar.empty_day"))
    assert not [button for button in past.buttons if button["text"].startswith("+")]
    assert past.button(desk.label("button.create_lesson")) is None
    await desk.phone.press(desk.label("instructor.calendar.button.to_date"))
    await desk.phone.says("когда-нибудь")
    await desk.phone.sees(desk.label("instructor.problem.date"))


async def test_the_first_screen_names_the_next_days(desk: Desk) -> None:
    await desk.phone.says(desk.label("button.home"))
    home = await desk.phone.sees_button(desk.label("instructor.button.calendar"))
    assert f"{desk.words['wednesday']}: 11:00 Сказкина Ирина · 13:00 Якобыев Степан" in home.text


async def test_the_command_opens_it(desk: Desk) -> None:
    await desk.phone.says("/calendar")
    week = await desk.phone.sees(desk.words["week"])
    assert "photo" in week.data
    await desk.phone.press(desk.label("button.back"))
    await desk.phone.sees_button(desk.label("button.create_lesson"))


async def test_from_a_patients_page_the_calendar_shows_theirs(desk: Desk) -> None:
    await desk.phone.says(desk.label("button.home"))
    await desk.phone.press(desk.label("button.patients"))
    await desk.phone.press("Сказкина")
    await desk.phone.press(desk.label("instructor.button.calendar"))
    week = await desk.phone.sees(desk.texts.plain("instructor.calendar.shown", who="Сказкина Ирина"))
    await desk.phone.press(desk.label("instructor.calendar.button.list"))
    narrowed = await desk.phone.last()
    assert "Сказкина" in narrowed.text
    assert "Якобыев" not in narrowed.text
    assert week.id != narrowed.id
