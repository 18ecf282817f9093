"""One demo for all tests, since it takes long to start, and a Chromium for every test."""

from collections.abc import AsyncIterator, Callable, Iterator

import pytest
from playwright.async_api import Browser

from tests.browser import chromium
from tests.browser.demo import Demo, running
from tests.browser.desk import Desk

OpenDesk = Callable[..., Desk]


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """Where Chromium is."""
    return chromium.required()


@pytest.fixture(scope="session")
def demo(chromium_path: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """A demo in which other tests may have been at work: their people and times are not to be relied on."""
    with running(tmp_path_factory.mktemp("demo")) as demo:
        yield demo


@pytest.fixture
def new_demo(demo: Demo) -> Demo:
    """A demo that nobody has touched yet."""
    if demo.touched:
        demo.begin_anew()
    return demo


@pytest.fixture
async def browser(chromium_path: str) -> AsyncIterator[Browser]:
    """A Chromium that knows nothing yet."""
    async with chromium.launched(chromium_path) as browser:
        yield browser


@pytest.fixture
def open_desk(browser: Browser, demo: Demo) -> OpenDesk:
    """Opens the demo's page in a window of a size (pixels), at a path."""

    def opened(path: str = "", width: int = 1280, height: int = 860) -> Desk:
        demo.touched = True
        return Desk(browser, demo.url + path, width, height)

    return opened
