"""Two programs on one bot: the newcomer gives way in one sentence, the one at work stays at work."""

import asyncio

import aiohttp
import pytest

from bot import app
from bot.errors import SettingsError
from bot.settings import Settings
from integrations.telegram.poller import AT_WORK
from sandbox.server import SandboxOptions, running
from tests.flows.conftest import TOKEN, settings_for
from tests.flows.phones import World


@pytest.mark.usefixtures("running_program")
async def test_the_newcomer_ends_and_the_program_at_work_goes_on(settings: Settings, world: World) -> None:
    phone = await world.phone()
    for _ in range(AT_WORK + 1):
        await phone.says("/start")
    with pytest.raises(SettingsError, match="another program receives this bot's updates"):
        async with asyncio.timeout(30):
            await app.run(settings, asyncio.Event())
    await phone.says("/start")


async def test_a_bot_with_a_webhook_is_refused(sqlite_url: str) -> None:
    options = SandboxOptions(token=TOKEN, local=True)
    async with running(options) as sandbox, aiohttp.ClientSession(sandbox.url) as http:
        # Nobody listens there, and nobody needs to: a webhook that is set keeps updates from being polled.
        async with http.post(f"/bot{TOKEN}/setWebhook", json={"url": "http://127.0.0.1:9/"}) as answer:
            assert answer.status == 200, await answer.text()
        with pytest.raises(SettingsError, match="deleteWebhook"):
            async with asyncio.timeout(30):
                await app.run(settings_for(sandbox, sqlite_url), asyncio.Event())
