"""The real program is killed in the middle of its work; then it is counted what people got."""

import asyncio
from collections import Counter
from datetime import UTC, datetime

import aiohttp
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import create_async_engine

from bot.demo.clinic import DemoClinic
from bot.settings import Settings
from models import Invitation, Notification, NotificationKind, NotificationState
from scheduler.delivery import AT_ONCE
from tests.crash.processes import Victim
from tests.flows.phones import Phone, World

KILLS = 6
PRESSES = 12


async def planned(settings: Settings, kind: NotificationKind) -> int:
    """Count the rows of a kind that are still to be sent."""
    engine = create_async_engine(settings.database_url)
    try:
        async with engine.connect() as connection:
            query = select(func.count(Notification.id)).where(
                Notification.kind == kind, Notification.state == NotificationState.PLANNED
            )
            return int(await connection.scalar(query) or 0)
    finally:
        await engine.dispose()


async def slow_down(world: World, seconds: float) -> None:
    """Let Telegram answer slowly, so that a kill finds something under way."""
    async with aiohttp.ClientSession() as http:
        await http.post(f"{world.url}/api/latency", json={"telegram": seconds})


async def test_no_reminder_is_lost_and_only_those_under_way_come_twice(
    world: World, victim: Victim, settings: Settings, clinic: DemoClinic
) -> None:
    await world.advance(to=datetime(2026, 11, 24, 6, 50, 30, tzinfo=UTC).isoformat())
    await slow_down(world, 0.3)
    kills = 0
    while kills < KILLS and await planned(settings, NotificationKind.LESSON_STARTING):
        await victim.live_for(2.5, 4.5)
        kills += 1
        # A claimed row is taken up again when its lease is over; the clock brings that about.
        await world.advance(seconds=61)
    assert kills >= 2, "the program was too quick to be killed"
    await slow_down(world, 0)
    await victim.start()
    async with asyncio.timeout(60):
        while await planned(settings, NotificationKind.LESSON_STARTING):
            await asyncio.sleep(0.2)
            await world.advance(seconds=5)
    assert await victim.terminate() == 0

    got: Counter[int] = Counter()
    for call in await world.calls("sendMessage"):
        if "Через" in call["params"]["text"] or "идёт" in call["params"]["text"]:
            got[int(call["chat_id"])] += 1
    patients = [p.telegram_id for p in clinic.people if p.key.startswith("p")]
    assert [p for p in patients if got[p] == 0] == []
    assert sum(got[p] - 1 for p in patients) <= AT_ONCE * kills


async def test_no_press_is_lost_and_none_acts_twice(
    world: World, victim: Victim, settings: Settings, clinic: DemoClinic
) -> None:
    async with aiohttp.ClientSession() as http:
        presses = 0
        await victim.start()
        phones = [Phone(http, world.url, p.telegram_id) for p in clinic.people if p.key.startswith("p")]
        for phone in phones[:PRESSES]:
            await phone.types("/start")
            presses += 1
        await asyncio.sleep(0.3)
        await victim.kill()
        for _ in range(3):
            for phone in phones[:PRESSES]:
                await phone.types("/help")
                presses += 1
            await victim.live_for(2.0, 3.5)
        await victim.start()
        for phone in phones[:PRESSES]:
            await phone.sees("112")
        assert await victim.terminate() == 0
    engine = create_async_engine(settings.database_url)
    async with engine.connect() as connection:
        rows = await connection.execute(select(func.count()).select_from(Invitation.__table__))
        assert rows.scalar() is not None
    await engine.dispose()
