"""The bot that handlers meet: it makes no request, it records."""

from typing import Any, TypeVar

from aiogram import Bot
from aiogram.enums import InputMediaType
from aiogram.methods import TelegramMethod
from aiogram.types import InlineKeyboardMarkup, InputFile, InputMediaPhoto, Message
from aiogram_dialog.api.entities import MediaAttachment, NewMessage, OldMessage, ShowMode
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

    async def get_media_source(self, media: MediaAttachment, bot: Bot) -> InputFile | str:
        """Name a picture by its address: the id that goes with it is known to the session alone."""
        return media.url or await super().get_media_source(media, bot)

    async def edit_media(self, bot: Bot, new_message: NewMessage, old_message: OldMessage) -> Message:
        """Put a picture with its words in the place of what the message shows."""
        assert new_message.media is not None
        keyboard = new_message.reply_markup
        assert keyboard is None or isinstance(keyboard, InlineKeyboardMarkup)
        # The type is named, for a recorded call holds nothing but what was.
        media = InputMediaPhoto(
            type=InputMediaType.PHOTO,
            media=await self.get_media_source(new_message.media, bot),
            caption=new_message.text,
        )
        edited = await bot.edit_message_media(
            media,
            chat_id=old_message.chat.id,
            message_id=old_message.message_id,
            reply_markup=keyboard,
        )
        assert isinstance(edited, Message)
        return edited

    async def show_message(
        self, bot: Bot, new_message: NewMessage, old_message: OldMessage | None
    ) -> OldMessage:
        """Show a screen; Telegram makes no picture a text again, so such a one is sent anew.

        Only then the old one goes: nobody is left without a screen in between.
        """
        edits = new_message.show_mode not in (ShowMode.SEND, ShowMode.NO_UPDATE, ShowMode.DELETE_AND_SEND)
        if not edits or old_message is None or self._can_edit(new_message, old_message):
            return await super().show_message(bot, new_message, old_message)
        sent = await super().show_message(bot, new_message, None)
        await self.remove_message_safe(bot, old_message, new_message)
        return sent

    async def remove_inline_kbd(self, bot: Bot, old_message: OldMessage | None) -> Message | None:
        """Take the buttons off the menu that a new one replaces, never off a notification."""
        if old_message is None or old_message.message_id == unit.current.get().note_id:
            return None
        return await super().remove_inline_kbd(bot, old_message)
