"""Zoom turns the program away: it is asked seldom, the organizers hear of it once, and of its end once."""

from datetime import timedelta

import pytest

from models import MeetingState
from services.ports import PermanentFailure, TemporaryFailure
from tests.scheduler.outside import failures
from tests.scheduler.world import INSTRUCTOR, ORGANIZER, World, before
from tests.services.people import TOMORROW_TEN, Clinic


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """One database is enough: nothing here depends on which it is."""
    return sqlite_url


def refuse(world: World, reason: str = "zoom_credentials") -> None:
    """Let Zoom refuse the program's keys from now on."""
    world.zoom.refuse("create", *failures(PermanentFailure, 1000, reason))


async def hold_five(world: World, clinic: Clinic) -> None:
    """Save five lessons whose meetings are due at once."""
    for hours in range(5):
        await world.hold(clinic.instructor, clinic.patient, at=TOMORROW_TEN - timedelta(hours=20 - hours))


@pytest.mark.parametrize(
    ("reason", "advice"), [("zoom_credentials", "Client Secret"), ("zoom_scopes", "Scopes")]
)
async def test_the_organizer_is_told_once_what_to_do(
    world: World, clinic: Clinic, reason: str, advice: str
) -> None:
    refuse(world, reason)
    await hold_five(world, clinic)
    await world.until(world.clock.now() + timedelta(hours=1))
    (told,) = world.chats.to(ORGANIZER)
    assert "Zoom не принимает программу" in told
    assert advice in told


async def test_refused_keys_are_tried_ever_more_seldom(world: World, clinic: Clinic) -> None:
    refuse(world)
    await hold_five(world, clinic)
    await world.until(world.clock.now() + timedelta(hours=2))
    assert 5 <= world.zoom.refused["create"] <= 12


async def test_once_the_keys_are_mended_every_meeting_is_made_and_the_organizer_hears_it(
    world: World, clinic: Clinic
) -> None:
    refuse(world)
    await hold_five(world, clinic)
    await world.until(world.clock.now() + timedelta(minutes=10))
    world.zoom.recover("create")
    await world.until(world.clock.now() + timedelta(minutes=20))
    assert len(world.zoom.there) == 5
    assert ["Zoom не принимает" in text for text in world.chats.to(ORGANIZER)] == [True, False]
    assert "Zoom снова работает" in world.chats.to(ORGANIZER)[-1]


async def test_a_slip_that_a_minute_mends_is_told_to_nobody(world: World, clinic: Clinic) -> None:
    world.zoom.refuse("create", PermanentFailure("zoom_credentials"))
    await hold_five(world, clinic)
    await world.until(world.clock.now() + timedelta(minutes=3))
    assert len(world.zoom.there) == 5
    assert world.chats.to(ORGANIZER) == []


async def test_a_link_can_be_pasted_meanwhile_and_the_instructor_is_asked_for_it(
    world: World, clinic: Clinic
) -> None:
    refuse(world)
    lesson = await world.hold(clinic.instructor, clinic.patient)
    await world.until(before(lesson, minutes=14))
    assert any("Пришлите" in text or "ссылк" in text for text in world.chats.to(INSTRUCTOR))
    async with world.office() as office:
        await office.entry.give_link(clinic.instructor, lesson.id, "https://meet.example.org/room")
    await world.tick()
    assert (await world.meeting(lesson)).state is MeetingState.READY


async def test_the_hundred_and_first_meeting_of_a_day_waits_and_the_instructor_is_told_once(
    world: World, clinic: Clinic
) -> None:
    midnight = (world.clock.now() + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    world.zoom.refuse("create", *[TemporaryFailure("zoom_daily_limit", midnight)] * 5)
    for hours in range(5):
        await world.hold(clinic.instructor, clinic.patient, at=TOMORROW_TEN + timedelta(hours=hours))
    await world.until(midnight - timedelta(minutes=1))
    (told,) = [text for text in world.chats.to(INSTRUCTOR) if "Zoom сегодня" in text]
    assert "завтра" in told
    assert "03:00" in told
    assert world.zoom.there == {}
    await world.until(midnight)
    assert len(world.zoom.there) == 5
