"""Chromium: where it is, how it is started, and what is said when it is not there."""

import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from playwright.async_api import Browser, async_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome")

ABSENT = "Chromium was not found: the browser tests did not run"

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def found() -> str | None:
    """Return the path of a Chromium on PATH, or None."""
    return next((path for path in map(shutil.which, NAMES) if path), None)


def required() -> str:
    """Return Chromium's path; without one the test fails in CI and is skipped elsewhere."""
    path = found()
    if path is not None:
        return path
    if os.environ.get("CI"):
        pytest.fail(ABSENT, pytrace=False)
    pytest.skip(ABSENT)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say at the end, where nobody overlooks it, that tests were left out."""
    skipped = terminalreporter.stats.get("skipped", [])
    if any(ABSENT in str(report.longrepr) for report in skipped):
        terminalreporter.section(ABSENT, sep="!", red=True, bold=True)


@asynccontextmanager
async def launched(path: str) -> AsyncIterator[Browser]:
    """Run a Chromium with a new empty profile for as long as the block lasts."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=FLAGS)
        try:
            yield browser
        finally:
            await browser.close()
