"""The real program is killed in the middle of its work; then what people got and what was done is counted."""

import asyncio
from collections import Counter
from datetime import UTC, datetime
from typing import Any

import aiohttp
from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.orm import InstrumentedAttribute

from bot.demo.clinic import DemoClinic
from bot.settings import Settings
from models import InboxState, InboxUpdate, Notification, NotificationKind, NotificationState
from scheduler.delivery import AT_ONCE
from tests.crash.processes import Victim
from tests.flows.phones import Phone, World

KILLS = 3

TICKS = (7, 5, 3)
"""How often each of three patients is ticked and unticked: an odd number leaves a tick."""


async def count(
    settings: Settings, column: InstrumentedAttribute[Any], *conditions: ColumnElement[bool]
) -> int:
    """Count rows."""
    engine = create_async_engine(settings.database_url)
    try:
        async with engine.connect() as connection:
            query = select(func.count(column)).where(*conditions)
            return int(await connection.scalar(query) or 0)
    finally:
        await engine.dispose()


async def reminders_left(settings: Settings) -> int:
    """Count the reminders that are still to be sent."""
    return await count(
        settings,
        Notification.id,
        Notification.kind == NotificationKind.LESSON_STARTING,
        Notification.state == NotificationState.PLANNED,
    )


async def slow_down(world: World, seconds: float) -> None:
    """Let Telegram answer slowly, so that a kill finds something under way."""
    async with (
        aiohttp.ClientSession() as http,
        http.post(f"{world.url}/api/latency", json={"telegram": seconds}) as answer,
    ):
        assert answer.status == 200


async def test_no_reminder_is_lost_and_only_those_under_way_come_twice(
    world: World, victim: Victim, settings: Settings, clinic: DemoClinic
) -> None:
    await world.advance(to=datetime(2026, 11, 24, 6, 50, 30, tzinfo=UTC).isoformat())
    await slow_down(world, 0.3)
    kills = 0
    while kills < KILLS and await reminders_left(settings):
        await victim.live_for(1.0)
        kills += 1
        # A claimed row is taken up again when its lease is over; the clock brings that about.
        await world.advance(seconds=61)
    assert kills >= 2, "the program was too quick to be killed"
    await slow_down(world, 0)
    await victim.start_and_follow()
    async with asyncio.timeout(60):
        while await reminders_left(settings):
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
    instructor = next(p for p in clinic.people if p.key == "ins1")
    async with aiohttp.ClientSession() as http:
        phone = Phone(http, world.url, instructor.telegram_id)
        await victim.start_and_follow()
        await phone.says("/start")
        await phone.press("Создать занятие")
        await phone.press("Завтра")
        await phone.says("15:00")
        await phone.says("30")
        screen = await phone.last()
        ticks = [button for button in screen.buttons if button["text"].startswith("○")][: len(TICKS)]
        presses = [button for button, times in zip(ticks, TICKS, strict=True) for _ in range(times)]
        await victim.kill()
        before = await count(settings, InboxUpdate.shown_at)

        for part in range(KILLS):
            for button in presses[part::KILLS]:
                await phone.queue_press(screen, button)
            await victim.live_for(0.6)
        await victim.start_and_follow()
        for _ in range(300):
            if await count(settings, InboxUpdate.shown_at) == before + len(presses):
                break
            await asyncio.sleep(0.2)
        for button in ticks:
            await phone.sees_button(button["text"].replace("○", "✓"))
        assert f"выбрано {len(TICKS)}" in (await phone.last()).text
        assert await victim.terminate() == 0
    unhandled = await count(settings, InboxUpdate.update_id, InboxUpdate.state != InboxState.DONE)
    assert unhandled == 0
    assert await count(settings, InboxUpdate.update_id, InboxUpdate.attempts > 0) == 0
