"""The real program is killed in the middle of its work; then what people got and what was done is counted.

`make test` kills it a few times; `make campaign KILLS=200` as often as it says, on both databases.
"""

import asyncio
import random
from collections import Counter
from datetime import UTC, datetime, timedelta

import aiohttp

from bot.demo.clinic import DemoClinic
from bot.settings import Settings
from models import Notification
from scheduler.delivery import AT_ONCE
from tests.crash.counting import count, leases, reminders_left, shown, unhandled
from tests.crash.processes import Victim
from tests.crash.timetable import hold_every_hour
from tests.flows.phones import Phone, World

FIRST = datetime(2026, 11, 24, 7, 0, tzinfo=UTC)
"""When the group lesson begins."""

PRESSES_A_LIFE = 5


async def slow_down(world: World, seconds: float) -> None:
    """Let Telegram answer slowly, so that a kill finds something under way."""
    async with (
        aiohttp.ClientSession() as http,
        http.post(f"{world.url}/api/latency", json={"telegram": seconds}) as answer,
    ):
        assert answer.status == 200


async def reminders(world: World, clinic: DemoClinic) -> Counter[tuple[int, str]]:
    """Count the reminders each patient got of each lesson."""
    patients = {person.telegram_id for person in clinic.people if person.key.startswith("p")}
    got: Counter[tuple[int, str]] = Counter()
    for call in await world.calls("sendMessage"):
        buttons = (call["params"].get("reply_markup") or {}).get("inline_keyboard", [])
        links = [button["url"] for row in buttons for button in row if "url" in button]
        if call["chat_id"] in patients and links:
            got[int(call["chat_id"]), links[0]] += 1
    return got


async def test_no_reminder_is_lost_and_only_those_under_way_come_twice(
    world: World, victim: Victim, settings: Settings, clinic: DemoClinic, kills: int
) -> None:
    lessons = 1 + kills // 3
    await hold_every_hour(settings, clinic, FIRST, lessons)
    killed = 0
    for lesson in range(lessons):
        await victim.start_and_follow()
        await world.advance(to=(FIRST + timedelta(hours=lesson, minutes=-11)).isoformat())
        await victim.terminate()
        await world.advance(to=(FIRST + timedelta(hours=lesson, minutes=-9)).isoformat())
        await slow_down(world, 0.3)
        while killed < kills * (lesson + 1) / lessons and await reminders_left(settings):
            await victim.live_for(2.0)
            killed += 1
            # A claimed row is taken up again when its lease is over; the clock brings that about.
            await world.advance(seconds=61)
        await slow_down(world, 0)
        await victim.start_and_follow()
        await world.advance(to=(FIRST + timedelta(hours=lesson, minutes=40)).isoformat())
        assert await victim.terminate() == 0
    assert killed >= min(kills, 2), "the program was too quick to be killed"
    got = await reminders(world, clinic)
    patients = [person.telegram_id for person in clinic.people if person.key.startswith("p")]
    assert len(got) == len(patients) * lessons, "a reminder was lost"
    twice = sum(times - 1 for times in got.values())
    print(f"{killed} kills, {len(got)} reminders, 0 lost, {twice} twice")
    assert twice <= AT_ONCE * killed


async def test_no_press_is_lost_and_none_acts_twice(
    world: World, victim: Victim, settings: Settings, clinic: DemoClinic, kills: int
) -> None:
    instructor = next(person for person in clinic.people if person.key == "ins1")
    async with aiohttp.ClientSession() as http:
        phone = Phone(http, world.url, instructor.telegram_id)
        await victim.start_and_follow()
        await phone.says("/start")
        await phone.press("Создать занятие")
        await phone.press("Завтра")
        await phone.says("15:00")
        await phone.says("30")
        screen = await phone.last()
        ticks = [button for button in screen.buttons if button["text"].startswith("○")]
        await victim.terminate()
        before = await shown(settings)

        pressed: Counter[str] = Counter()
        last = ""
        for _ in range(kills):
            for _ in range(PRESSES_A_LIFE):
                # The same button twice in a row counts as one press of a quick thumb.
                button = random.choice([tick for tick in ticks if tick["text"] != last])
                last = button["text"]
                pressed[last] += 1
                await phone.queue_press(screen, button)
            await victim.live_for(1.5)
        await victim.start_and_follow()
        async with asyncio.timeout(60 + kills):
            while await shown(settings) < before + pressed.total():  # noqa: ASYNC110 - another process
                await asyncio.sleep(0.2)
        chosen = [button["text"] for button in ticks if pressed[button["text"]] % 2]
        for text in chosen:
            await phone.sees_button(text.replace("○", "✓"))
        labels = {button["text"] for button in (await phone.last()).buttons}
        assert {label for label in labels if label.startswith("✓")} == {
            text.replace("○", "✓") for text in chosen
        }
        assert await victim.terminate() == 0
    print(f"{kills} kills, {pressed.total()} presses, 0 lost, 0 acted on twice")
    assert await unhandled(settings) == 0


async def test_asked_to_stop_it_is_out_with_no_lease_left_and_nothing_sent_twice(
    world: World, victim: Victim, settings: Settings, clinic: DemoClinic, kills: int
) -> None:
    await victim.start_and_follow()
    await world.advance(to=(FIRST - timedelta(minutes=11)).isoformat())
    await victim.terminate()
    await world.advance(to=(FIRST - timedelta(minutes=9)).isoformat())
    await slow_down(world, 0.3)
    stops = 0
    while await reminders_left(settings):
        sent = len(await world.calls("sendMessage"))
        await victim.start_and_work()
        async with asyncio.timeout(60):
            while len(await world.calls("sendMessage")) == sent:  # noqa: ASYNC110 - another process
                await asyncio.sleep(0.05)
        async with asyncio.timeout(10):
            assert await victim.terminate() == 0
        stops += 1
        assert await leases(settings) == 0
    assert stops >= 2, "the program was too quick to be stopped"
    got = await reminders(world, clinic)
    assert set(got.values()) == {1}
    assert len(got) == sum(person.key.startswith("p") for person in clinic.people)
    assert await count(settings, Notification.id, Notification.attempts > 0) == 0
