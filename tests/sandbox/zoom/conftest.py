"""A sandbox with three Zoom users, for the tests of this room."""

from collections.abc import AsyncIterator

import aiohttp
import pytest

from sandbox.server import SandboxOptions, running
from tests.sandbox.zoom.client import START, USERS, ZoomClient


@pytest.fixture
async def visitor() -> AsyncIterator[ZoomClient]:
    """A client without a token."""
    options = SandboxOptions(start=START, zoom_users=USERS)
    async with running(options) as sandbox, aiohttp.ClientSession() as session:
        yield ZoomClient(sandbox.url, session)


@pytest.fixture
async def zoom(visitor: ZoomClient) -> ZoomClient:
    """A client with a good token."""
    await visitor.sign_in()
    return visitor
