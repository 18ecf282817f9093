"""Long polling into the inbox: an update is confirmed to Telegram only once it is stored."""

import asyncio

import structlog
from aiogram import Bot
from aiogram.exceptions import TelegramAPIError, TelegramConflictError
from sqlalchemy.exc import SQLAlchemyError

from integrations.telegram.inbox import Inbox

log = structlog.get_logger()

WAIT = 25
"""Seconds one call waits for updates; Telegram allows 50."""

ALLOWED = ["message", "callback_query", "my_chat_member"]


class Poller:
    """Fetches updates until stopped. No failure ends it."""

    def __init__(self, bot: Bot, inbox: Inbox) -> None:
        self._bot = bot
        self._inbox = inbox

    async def run(self) -> None:
        """Poll for ever; cancel to stop."""
        offset: int | None = None
        pause = 0.5
        while True:
            try:
                updates = await self._bot.get_updates(
                    offset=offset, timeout=WAIT, allowed_updates=ALLOWED, request_timeout=WAIT + 10
                )
                await self._inbox.store(updates)
            except (TelegramAPIError, SQLAlchemyError) as error:
                rival = isinstance(error, TelegramConflictError)
                log.warning("updates not fetched", kind=type(error).__name__, rival=rival, pause=pause)
                await asyncio.sleep(pause)
                pause = min(15.0, pause * 2)
                continue
            pause = 0.5
            if updates:
                offset = updates[-1].update_id + 1
