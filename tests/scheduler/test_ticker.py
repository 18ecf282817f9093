"""The hand of the clock: it ticks by itself, at once when woken, and stops without cutting anything off."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from models import Lesson
from scheduler.ticker import Ticker
from tests.scheduler.world import PATIENT, World, before
from tests.services.people import Clinic


@pytest.fixture
def ticker(world: World) -> Ticker:
    """The program's ticker."""
    return Ticker(world.work, world.deliveries, world.meetings, world.imports, world.checkups)


async def sent_to_patient(world: World) -> None:
    """Wait until something was sent to the patient."""
    arrived = asyncio.Event()

    async def notice(chat: int) -> None:
        if chat == PATIENT:
            arrived.set()

    world.chats.meanwhile = notice
    await arrived.wait()


async def test_it_sends_what_comes_due_while_it_runs(world: World, lesson: Lesson, ticker: Ticker) -> None:
    ticker.start()
    waiting = asyncio.create_task(sent_to_patient(world))
    world.clock.move_to(before(lesson, minutes=10))
    await waiting
    await ticker.stop()
    assert len(world.chats.to(PATIENT)) == 1


async def test_stopping_lets_a_message_on_its_way_arrive_and_be_noted(
    world: World, lesson: Lesson, ticker: Ticker
) -> None:
    on_its_way, may_arrive = asyncio.Event(), asyncio.Event()

    async def take_long(chat: int) -> None:
        if chat == PATIENT:
            on_its_way.set()
            await may_arrive.wait()

    world.chats.meanwhile = take_long
    world.clock.move_to(before(lesson, minutes=10))
    ticker.start()
    ticker.wake()
    await on_its_way.wait()
    stopping = asyncio.create_task(ticker.stop())
    await asyncio.sleep(0)
    assert not stopping.done()
    may_arrive.set()
    await stopping
    await world.until(before(lesson, minutes=5))
    assert len(world.chats.to(PATIENT)) == 1


async def test_it_says_when_the_next_thing_is(
    world: World, clinic: Clinic, lesson: Lesson, ticker: Ticker
) -> None:
    look = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
    assert await ticker.run_until_quiet() == look
    world.clock.move_to(before(lesson, minutes=16))
    assert await ticker.run_until_quiet() == before(lesson, minutes=15)
    async with world.office() as office:
        await office.calling_off.cancel(clinic.instructor, lesson.id)
    assert await ticker.run_until_quiet() == look + timedelta(days=1)


async def test_waking_it_before_it_runs_or_after_it_stopped_does_no_harm(ticker: Ticker) -> None:
    ticker.wake()
    ticker.start()
    ticker.wake()
    await ticker.stop()
    ticker.wake()
