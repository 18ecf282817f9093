"""The main job, from an empty database to a finished lesson, by real buttons and by the clock."""

import io
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime

import pytest
from sqlalchemy.ext.asyncio import create_async_engine

from bot import logs
from bot.settings import Settings
from models import Base
from sandbox.server import Sandbox
from tests.flows.conftest import TOKEN, program, settings_for
from tests.flows.phones import World
from tests.flows.steps import Someone, Story

KINDS = {"ru-sqlite": ("ru", "sqlite_url"), "en-postgresql": ("en", "postgresql_url")}
"""Both languages and both databases, without their product."""


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What the program writes to its log, at DEBUG."""
    stream = io.StringIO()
    logs.set_up("DEBUG", "console", stream)
    yield stream
    logs.set_up("WARNING", "console")


@pytest.fixture(params=KINDS.values(), ids=list(KINDS))
async def story(world: World, sandbox: Sandbox, request: pytest.FixtureRequest) -> AsyncIterator[Story]:
    """A clinic in Moscow with a doctor, an instructor and patients in Kaliningrad and Vladivostok."""
    language, database = request.param
    settings = settings_for(sandbox, request.getfixturevalue(database))
    async with program(settings):
        yield Story(world, settings, language, "Europe/Moscow")


async def test_from_an_empty_database_to_a_finished_lesson(
    log: io.StringIO, story: Story, world: World
) -> None:
    west = Someone("patient", "Сказкина Ирина Понарошковна", "p04@demo.invalid", city=_city(story, 0))
    east = Someone("patient", "Якобыев Степан Условнович", "p09@demo.invalid", city=_city(story, 1))
    label = story.label

    await story.founded()
    for someone in (story.doctor, story.instructor, west, east):
        await story.registered(someone)
        await story.activated(someone)
    await story.organizer.hand.sees("Zoom", _list_name(story.instructor))
    for patient in (west, east):
        await story.cleared(patient)
        await patient.hand.sees(label("messages.clearance.given"))

    await story.lesson_planned(label("button.today"), "11:00", 45, [west, east])
    await west.hand.sees(label("messages.planned.title"), "10:00")
    await east.hand.sees(label("messages.planned.title"), "18:00")

    await world.advance(to=datetime(2026, 11, 23, 7, 49, tzinfo=UTC).isoformat())
    assert (await west.hand.last()).button(label("button.join_lesson")) is None
    await world.advance(seconds=90)
    card = await west.hand.sees_button(label("button.join_lesson"))
    assert "10:00" in card.text
    assert label("messages.zoom_name", name="Ирина") in card.text
    assert "112" in card.text
    far = await east.hand.sees_button(label("button.join_lesson"))
    assert "18:00" in far.text
    begin = await story.instructor.hand.sees_button(label("button.begin_lesson"))
    assert "11:00" in begin.text

    await story.instructor.hand.press(label("button.begin_lesson"))
    entry = await story.instructor.hand.sees_button(label("button.open_meeting"))
    host_link = (entry.button(label("button.open_meeting")) or {})["url"]
    assert (await world.open_link(host_link, "Алла"))["role"] == "host"
    join_link = (card.button(label("button.join_lesson")) or {})["url"]
    assert (await world.open_link(join_link, "Ирина"))["state"] in ("in", "waiting")
    secret = host_link.split("zak=")[1][:20]
    assert await _traces(story.settings, secret) == []
    assert "handled" in log.getvalue()
    for canary in (secret, join_link.split("pwd=")[1], TOKEN, west.email, "Сказкина"):
        assert canary not in log.getvalue()

    await story.instructor.hand.says(label("button.home"))
    await story.instructor.hand.sees_button(label("button.go_lesson"))

    await world.advance(to=datetime(2026, 11, 23, 8, 46, tzinfo=UTC).isoformat())
    for someone in (west, east):
        finished = await someone.hand.sees(label("messages.finished.title"))
        assert finished.button(label("button.join_lesson")) is None
    await story.instructor.hand.sees(label("messages.finished.title"))
    assert not any(seen.button(label("button.open_meeting")) for seen in await story.instructor.hand.chat())
    await world.advance(seconds=3600)
    assert await world.meetings() == []


def _city(story: Story, number: int) -> str:
    cities = {"ru": ("Калининград", "Владивосток"), "en": ("Kaliningrad", "Vladivostok")}
    return cities[story.language][number]


def _list_name(someone: Someone) -> str:
    return " ".join(someone.name.split()[:2])


async def _traces(settings: Settings, secret: str) -> list[str]:
    """Return where in the database a secret stands."""
    engine = create_async_engine(settings.database_url)
    async with engine.connect() as connection:
        found = [
            table.name
            for table in Base.metadata.sorted_tables
            for row in await connection.execute(table.select())
            if secret in str(tuple(row))
        ]
    await engine.dispose()
    return found
