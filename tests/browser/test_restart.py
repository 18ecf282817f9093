"""Ctrl-C, going on where it stopped, and beginning anew."""

import asyncio
import re

import pytest
from playwright.async_api import expect

from tests.browser.conftest import OpenDesk
from tests.browser.demo import Demo

pytestmark = pytest.mark.timeout(300)  # the first test of a worker waits for the demo to start


async def test_the_demo_ends_goes_on_and_begins_anew(open_desk: OpenDesk, demo: Demo) -> None:
    async with open_desk() as desk:
        vera = desk.phone("org1")
        await desk.move_clock("10")
        await vera.go_home()
        await vera.press("Добавить человека")
        await vera.asks("Кто это?")
        await vera.press("Врач")
        await vera.asks("Как зовут")
        chat = await vera.messages.all_inner_texts()
        stopped_at = await desk.clock.get_attribute("datetime") or ""

        assert await asyncio.to_thread(demo.interrupt) == 0
        assert "Traceback" not in demo.terminal
        lost = desk.page.get_by_text("Связь с песочницей прервалась")
        await expect(lost).to_be_visible()

        await asyncio.to_thread(demo.start)
        await expect(lost).to_be_hidden()
        assert await vera.messages.all_inner_texts() == chat
        went_on_at = await desk.clock.get_attribute("datetime") or ""
        assert stopped_at <= went_on_at
        await vera.write("Эскизов Пётр")
        await vera.asks("email")
        assert desk.loads == 1

    await asyncio.to_thread(demo.begin_anew)
    async with open_desk() as desk:
        await expect(desk.clock).to_have_text(re.compile("09:4[5-9]"))
        vera = desk.phone("org1")
        await vera.sees("Центр онкореабилитации «Пример»")
        await expect(vera.message("Эскизов")).to_have_count(0)
