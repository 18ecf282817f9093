"""``python -m tests.browser.screenshots``: writes the README's and the manuals' pictures into ``docs``."""

import asyncio
import io
import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.async_api import Browser, Locator, expect

from services.texts import LANGUAGES
from tests.browser import chromium, instructor_manual, organizer_manual
from tests.browser.demo import PEOPLE, ROOT, Demo, running
from tests.browser.desk import Desk

DOCS = ROOT / "docs"
COLOURS = 256

KMEANS_ROUNDS = 2
"""Without them the median cut gives up the rare bright colours for the many of the gradient."""


async def take(browser: Browser, demo: Demo) -> None:
    """Take all pictures, ten minutes before the group lesson."""
    async with Desk(browser, demo.url, 1280, 800) as desk:
        await desk.move_clock("next")
        await expect(desk.phone("p01").key("Перейти к занятию")).to_be_visible()
        await desk.phone("ins1").sees("Занятие начинается", "Ушло письмо")
        await _window(desk, "demo.png")
    async with Desk(browser, demo.url, 390, 844) as desk:
        await desk.page.get_by_test_id(f"switch-{PEOPLE['p01']}").click()
        await expect(desk.phone("p01").key("Перейти к занятию")).to_be_visible()
        await _window(desk, "phone.png")


async def take_manuals(browser: Browser, demo: Demo) -> None:
    """Take the manuals' pictures: a phone alone, in each language."""
    # The instructor's walks let the time pass, so they are last.
    for walk in (organizer_manual.organizer, instructor_manual.instructor):
        for language in LANGUAGES:
            async with Desk(browser, f"{demo.url}?lang={language}", 1100, 1000) as desk:
                await walk(desk, language, _part)


async def _window(desk: Desk, name: str) -> None:
    await desk.page.evaluate("document.activeElement.blur()")
    await desk.page.mouse.move(0, 0)
    _keep(await desk.page.screenshot(animations="disabled"), f"pictures/{name}")


async def _part(element: Locator, path: str) -> None:
    _keep(await element.screenshot(animations="disabled"), path)


def _keep(taken: bytes, path: str) -> None:
    picture = Image.open(io.BytesIO(taken))
    palette = picture.convert("RGB").quantize(COLOURS, kmeans=KMEANS_ROUNDS, dither=Image.Dither.NONE)
    target = DOCS / path
    target.parent.mkdir(parents=True, exist_ok=True)
    palette.save(target, optimize=True)


async def _main() -> None:
    path = chromium.found()
    if path is None:
        sys.exit(f"The pictures need Chromium: none of {', '.join(chromium.NAMES)} is on PATH.")
    with tempfile.TemporaryDirectory() as folder, running(Path(folder)) as demo:
        async with chromium.launched(path) as browser:
            await take_manuals(browser, demo)
            demo.begin_anew()
            await take(browser, demo)


if __name__ == "__main__":
    asyncio.run(_main())
