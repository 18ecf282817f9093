"""Ctrl-C, going on where it stopped, and beginning anew."""

import asyncio

from playwright.async_api import expect

from tests.browser.conftest import OpenDesk
from tests.browser.demo import Demo


async def test_the_demo_ends_goes_on_and_begins_anew(open_desk: OpenDesk, demo: Demo) -> None:
    async with open_desk() as desk:
        maria = desk.phone("p01")
        await desk.move_clock("10")
        await maria.sees("Через 10 минут")
        await maria.write("До встречи на занятии")
        await maria.sees("До встречи на занятии")
        count = await maria.messages.count()

        assert await asyncio.to_thread(demo.interrupt) == 0
        assert "Traceback" not in demo.terminal
        await expect(desk.page.get_by_text("Связь с песочницей прервалась")).to_be_visible()
        before = await desk.clock.inner_text()

        await asyncio.to_thread(demo.start)
        await expect(desk.page.get_by_text("Связь с песочницей прервалась")).to_be_hidden()
        await maria.sees("До встречи на занятии")
        await expect(maria.messages).to_have_count(count)
        assert before <= await desk.clock.inner_text() < "10:00"
        await maria.press("Перейти к занятию")
        await expect(maria.meeting).to_contain_text("Организатор ещё не начал встречу")
        assert desk.loads == 1
    await asyncio.to_thread(demo.interrupt)

    await asyncio.to_thread(demo.start, reset=True)
    async with open_desk() as desk:
        await expect(desk.clock).to_have_text("09:45")
        await desk.phone("p01").sees("Ближайшее занятие")
        await expect(desk.page.get_by_text("До встречи на занятии")).to_have_count(0)
        await expect(desk.phone("p01").messages.filter(has_text="Через 10 минут")).to_have_count(0)
