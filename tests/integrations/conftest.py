"""Stand-ins for the services outside."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest

from integrations.zoom import ZoomProvider
from sandbox.server import Sandbox, SandboxOptions, running
from tests.clock import FixedClock
from tests.integrations.scripted_zoom import ScriptedZoom, provider_over, scripted_zoom

SANDBOX_START = datetime(2026, 11, 23, 6, 45, tzinfo=UTC)

ZOOM_USERS = (
    {"email": "olga@demo.invalid", "type": 2, "status": "active", "first_name": "Ольга", "last_name": "Л."},
    {"email": "basic@demo.invalid", "type": 1, "status": "active", "first_name": "Б.", "last_name": "Б."},
    {"email": "left@demo.invalid", "type": 2, "status": "inactive", "first_name": "У.", "last_name": "У."},
    {"email": "new+zoom@demo.invalid", "type": 2, "status": "pending", "first_name": "Н.", "last_name": "Н."},
)


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    """The sandbox with four Zoom users, at the moment at which ``clock`` stands."""
    async with running(SandboxOptions(start=SANDBOX_START, zoom_users=ZOOM_USERS)) as sandbox:
        yield sandbox


@pytest.fixture
async def zoom(sandbox: Sandbox) -> ZoomProvider:
    """The provider over the sandbox's Zoom."""
    return ZoomProvider(
        account_id="sandbox-account",
        client_id="sandbox-client",
        client_secret="sandbox-secret",
        api_url=f"{sandbox.url}/zoom/v2",
        oauth_url=f"{sandbox.url}/zoom/oauth/token",
        clock=sandbox.clock,
        timeout=10,
    )


@pytest.fixture
async def scripted() -> AsyncIterator[ScriptedZoom]:
    """A Zoom that answers as the test tells it."""
    async with scripted_zoom() as scripted:
        yield scripted


@pytest.fixture
async def provider(scripted: ScriptedZoom, clock: FixedClock) -> ZoomProvider:
    """The provider over the scripted Zoom."""
    return provider_over(scripted, clock)
