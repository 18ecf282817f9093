"""The channel of messages through Telegram."""

import html
import re

from aiogram import Bot
from aiogram.exceptions import TelegramAPIError, TelegramBadRequest
from aiogram.types import BufferedInputFile, InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions

from integrations.telegram.failures import (
    BROKEN_TEXT,
    GONE,
    NOT_DELETED,
    UNCHANGED,
    UNKNOWN_FILE,
    VOICE_FORBIDDEN,
    meaning,
    says,
)
from services.ports import (
    Address,
    Attachment,
    Button,
    Clock,
    OutgoingMessage,
    Press,
    Unreachable,
    VoiceNote,
)

PREFIX = "n"
"""What the callback data of a button under a notification begins with."""


def pack(press: Press) -> str:
    """Return a press as callback data: ``n:<action>:<id>``."""
    return f"{PREFIX}:{press.action}:{press.subject_id}"


class TelegramChannel:
    """Sends, edits and deletes messages in people's chats."""

    def __init__(self, bot: Bot, clock: Clock) -> None:
        self._bot = bot
        self._clock = clock

    async def send(self, to: Address, message: OutgoingMessage) -> int:
        """Send a message and return its id."""
        chat_id = _chat(to)
        try:
            try:
                sent = await self._send(chat_id, message, message.html)
            except TelegramBadRequest as error:
                if not says(error, BROKEN_TEXT):
                    raise
                sent = await self._send(chat_id, message, html.escape(_bare(message.html), quote=False))
        except TelegramAPIError as error:
            raise meaning(error, self._clock) from None
        return sent

    async def edit(self, to: Address, message_id: int, message: OutgoingMessage) -> bool:
        """Change a message; False when it is not there any more."""
        try:
            await self._bot.edit_message_text(
                text=message.html,
                chat_id=_chat(to),
                message_id=message_id,
                reply_markup=keyboard(message.rows),
                link_preview_options=LinkPreviewOptions(is_disabled=not message.link_preview),
            )
        except TelegramAPIError as error:
            if says(error, UNCHANGED):
                return True
            if says(error, *GONE):
                return False
            raise meaning(error, self._clock) from None
        return True

    async def delete(self, to: Address, message_id: int) -> bool:
        """Delete a message; where Telegram no longer allows it, its buttons go."""
        chat_id = _chat(to)
        try:
            await self._bot.delete_message(chat_id, message_id)
        except TelegramAPIError as error:
            if not says(error, *NOT_DELETED):
                raise meaning(error, self._clock) from None
        else:
            return True
        try:
            await self._bot.edit_message_reply_markup(chat_id=chat_id, message_id=message_id)
        except TelegramAPIError as error:
            if not says(error, UNCHANGED, *GONE):
                raise meaning(error, self._clock) from None
        return False

    async def answer(self) -> None:
        """Return once Telegram answered."""
        try:
            await self._bot.get_me()
        except TelegramAPIError as error:
            raise meaning(error, self._clock) from None

    async def _send(self, chat_id: int, message: OutgoingMessage, text: str) -> int:
        if message.attachment is not None:
            return await self._send_file(chat_id, message, message.attachment, text)
        if message.voice is not None:
            return await self._send_voice(chat_id, message, message.voice, text)
        sent = await self._bot.send_message(
            chat_id,
            text,
            reply_markup=keyboard(message.rows),
            disable_notification=message.silent or None,
            link_preview_options=LinkPreviewOptions(is_disabled=not message.link_preview),
        )
        return sent.message_id

    async def _send_voice(
        self, chat_id: int, message: OutgoingMessage, voice: VoiceNote, caption: str
    ) -> int:
        """Send a voice by its id; where Telegram knows it no more, or the reader takes none, words say so."""
        try:
            sent = await self._bot.send_voice(
                chat_id,
                voice.file_id,
                caption=caption,
                reply_markup=keyboard(message.rows),
                disable_notification=message.silent or None,
            )
        except TelegramBadRequest as error:
            if not says(error, *UNKNOWN_FILE, VOICE_FORBIDDEN):
                raise
            words = message.in_words()
            return await self._send(chat_id, words, words.html)
        return sent.message_id

    async def _send_file(
        self, chat_id: int, message: OutgoingMessage, attachment: Attachment, caption: str
    ) -> int:
        file = BufferedInputFile(await attachment.content(), attachment.name)
        quietly = message.silent or None
        markup = keyboard(message.rows)
        if attachment.picture:
            sent = await self._bot.send_photo(
                chat_id, file, caption=caption, reply_markup=markup, disable_notification=quietly
            )
        else:
            sent = await self._bot.send_document(
                chat_id, file, caption=caption, reply_markup=markup, disable_notification=quietly
            )
        return sent.message_id


def keyboard(rows: tuple[tuple[Button, ...], ...]) -> InlineKeyboardMarkup | None:
    """Return buttons as Telegram's inline keyboard."""
    if not rows:
        return None
    return InlineKeyboardMarkup(
        inline_keyboard=[
            [
                InlineKeyboardButton(
                    text=button.text,
                    url=button.url,
                    callback_data=pack(button.press) if button.press is not None else None,
                    style=button.style.value if button.style is not None else None,
                )
                for button in row
            ]
            for row in rows
        ]
    )


def _chat(to: Address) -> int:
    if to.telegram_id is None:
        raise Unreachable("no_telegram")
    return to.telegram_id


def _bare(text: str) -> str:
    return html.unescape(re.sub(r"<[^>]+>", "", text))
