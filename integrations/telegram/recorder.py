"""The bot that handlers meet: it makes no request, it records."""

from typing import Any, TypeVar

from aiogram import Bot
from aiogram.methods import TelegramMethod
from aiogram.types import Message
from aiogram_dialog.api.entities import OldMessage
from aiogram_dialog.manager.message_manager import MessageManager

from integrations.telegram import unit

T = TypeVar("T")


class RecordingBot(Bot):
    """A bot whose calls become part of the update's transaction and are made after its commit.

    Telegram is not asked while the database's write lock is held, and a crash between effect and screen
    loses neither.
    """

    async def __call__(self, method: TelegramMethod[T], request_timeout: int | None = None) -> T:
        """Record the call in the present unit of work."""
        result: Any = unit.current.get().screen.record(method)
        return result  # type: ignore[no-any-return]  # a stand-in for Telegram's own answer


class RecordedMessages(MessageManager):
    """aiogram-dialog's message manager over the recording bot.

    Its show, edit, remove and answer are the library's; what Telegram may refuse is known only after the
    commit, so refusals are dealt with where the screen is shown.
    """

    async def remove_inline_kbd(self, bot: Bot, old_message: OldMessage | None) -> Message | None:
        """Take the buttons off the menu that a new one replaces, never off a notification."""
        if old_message is None or old_message.message_id == unit.current.get().note_id:
            return None
        return await super().remove_inline_kbd(bot, old_message)
