"""Long polling into the inbox: an update is confirmed to Telegram only once it is stored."""

import asyncio
from typing import Any, cast

import structlog
from aiogram import Bot
from aiogram.exceptions import AiogramError, TelegramConflictError
from aiogram.methods import GetUpdates, TelegramMethod
from sqlalchemy.exc import SQLAlchemyError

from integrations.telegram.arrived import RawUpdate
from integrations.telegram.inbox import Inbox

log = structlog.get_logger()

WAIT = 25
"""Seconds one call waits for updates; Telegram allows 50."""

FIRST_PAUSE, LONGEST_PAUSE = 0.5, 15.0
"""Seconds between two calls while they fail."""

ALLOWED = ["message", "callback_query", "my_chat_member"]


AT_WORK = 2
"""After so many answered polls a poller gives way to no other one. Telegram ends the older of two polls: a
program at work is told of the newcomer first, polls again, and then the newcomer is told."""


class RivalPoller(Exception):
    """Another program receives this bot's updates."""


class WebhookSet(Exception):
    """The bot's updates go to a webhook, so that nobody can poll them."""


class GetRawUpdates(GetUpdates):
    """getUpdates whose answer is not modelled: of a hundred updates one that cannot be read spoils itself."""

    __returning__ = list[RawUpdate]


class Poller:
    """Fetches updates until stopped. Once at work, no failure ends it."""

    def __init__(self, bot: Bot, inbox: Inbox) -> None:
        self._bot = bot
        self._inbox = inbox

    async def run(self) -> None:
        """Poll for ever; cancel to stop. Raises RivalPoller and WebhookSet, before it is at work."""
        offset: int | None = None
        pause = FIRST_PAUSE
        answered = 0
        while True:
            try:
                updates = await self._fetch(offset)
                await self._inbox.store(updates)
            except (AiogramError, SQLAlchemyError) as error:
                if isinstance(error, TelegramConflictError) and answered < AT_WORK:
                    raise (WebhookSet if "webhook" in error.message else RivalPoller) from None
                log.warning("updates not fetched", kind=type(error).__name__, pause=pause)
                await asyncio.sleep(pause)
                pause = min(LONGEST_PAUSE, pause * 2)
                continue
            pause = FIRST_PAUSE
            answered += 1
            if updates:
                offset = updates[-1]["update_id"] + 1

    async def _fetch(self, offset: int | None) -> list[RawUpdate]:
        method = GetRawUpdates(offset=offset, timeout=WAIT, allowed_updates=ALLOWED)
        asked = cast(TelegramMethod[Any], method)
        updates: list[RawUpdate] = await self._bot(asked, request_timeout=WAIT + 10)
        return updates
