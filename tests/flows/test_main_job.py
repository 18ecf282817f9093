"""The main job, from an empty database to a finished lesson, by real buttons and by the clock."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
from sqlalchemy import create_engine, inspect, text

from bot.settings import Settings
from tests.flows.conftest import program
from tests.flows.phones import World
from tests.flows.steps import Someone, Story

LANGUAGES = ("ru", "en")


@pytest.fixture(params=LANGUAGES)
async def story(world: World, settings: Settings, request: pytest.FixtureRequest) -> AsyncIterator[Story]:
    """A clinic in Moscow with a doctor, an instructor and patients in Kaliningrad and Vladivostok."""
    async with program(settings):
        yield Story(world, settings, request.param, "Europe/Moscow")


async def test_from_an_empty_database_to_a_finished_lesson(story: Story, world: World) -> None:
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
    assert _traces(story.settings, host_link.split("zak=")[1][:20]) == []

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


def _traces(settings: Settings, secret: str) -> list[str]:
    """Return where in the database a secret stands."""
    engine = create_engine(settings.database_url.replace("+aiosqlite", ""))
    found = []
    with engine.connect() as connection:
        for table in inspect(engine).get_table_names():
            for row in connection.execute(text(f"SELECT * FROM {table}")):
                if secret in str(tuple(row)):
                    found.append(table)
    engine.dispose()
    return found
