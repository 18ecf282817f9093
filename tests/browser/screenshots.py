"""``python -m tests.browser.screenshots``: writes the README's pictures into ``docs/pictures``."""

import asyncio
import io
import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.async_api import Browser, expect

from tests.browser import chromium
from tests.browser.demo import PEOPLE, ROOT, Demo, running
from tests.browser.desk import Desk

PICTURES = ROOT / "docs" / "pictures"
COLOURS = 256

KMEANS_ROUNDS = 2
"""Without them the median cut gives up the rare bright colours for the many of the gradient."""


async def take(browser: Browser, demo: Demo) -> None:
    """Take all pictures, ten minutes before the group lesson."""
    async with Desk(browser, demo.url, 1280, 800) as desk:
        await desk.move_clock("next")
        await expect(desk.phone("p01").key("Перейти к занятию")).to_be_visible()
        await desk.phone("ins1").sees("Занятие начинается", "Ушло письмо")
        await _save(desk, "demo.png")
    async with Desk(browser, demo.url, 390, 844) as desk:
        await desk.page.get_by_test_id(f"switch-{PEOPLE['p01']}").click()
        await expect(desk.phone("p01").key("Перейти к занятию")).to_be_visible()
        await _save(desk, "phone.png")


async def _save(desk: Desk, name: str) -> None:
    await desk.page.evaluate("document.activeElement.blur()")
    await desk.page.mouse.move(0, 0)
    picture = Image.open(io.BytesIO(await desk.page.screenshot(animations="disabled")))
    palette = picture.convert("RGB").quantize(COLOURS, kmeans=KMEANS_ROUNDS, dither=Image.Dither.NONE)
    palette.save(PICTURES / name, optimize=True)


async def _main() -> None:
    path = chromium.found()
    if path is None:
        sys.exit(f"The pictures need Chromium: none of {', '.join(chromium.NAMES)} is on PATH.")
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, running(Path(folder)) as demo:
        async with chromium.launched(path) as browser:
            await take(browser, demo)


if __name__ == "__main__":
    asyncio.run(_main())
