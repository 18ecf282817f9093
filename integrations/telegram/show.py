"""Making the recorded calls after the commit."""

import json
from typing import Any

import structlog
from aiogram import Bot
from aiogram.exceptions import TelegramAPIError, TelegramBadRequest, TelegramForbiddenError
from aiogram.methods import (
    AnswerCallbackQuery,
    DeleteMessage,
    DeleteMyCommands,
    EditMessageMedia,
    EditMessageReplyMarkup,
    EditMessageText,
    SendMessage,
    SendPhoto,
    SetMyCommands,
    TelegramMethod,
)
from aiogram.types import InputMediaPhoto
from sqlalchemy.ext.asyncio import AsyncSession

from integrations.telegram.failures import GONE, NO_TEXT, NOT_DELETED, TOO_OLD, UNCHANGED, says
from integrations.telegram.screen import SENT, Screen
from models import FsmRow

log = structlog.get_logger()


async def show(bot: Bot, screen: Screen, *, anew: bool = True) -> dict[int, int]:
    """Make the calls in order and return the real ids of sent messages by their stand-in ids.

    What Telegram refuses for good is made good (with ``anew`` a lost message is sent again) or left; what may
    work later raises aiogram's TelegramAPIError, and the screen is to be shown again.
    """
    ids: dict[int, int] = {}
    sends = 0
    for call in screen.calls:
        sends += isinstance(call, SENT)
        known_as = call.message_id if isinstance(call, EditMessageText | EditMessageMedia) else -sends
        try:
            sent = await _make(bot, call, ids, anew)
        except TelegramForbiddenError:
            log.info("screen not shown, the bot is blocked")
            return ids
        if sent is not None and known_as is not None:
            ids[known_as] = sent
    return ids


async def correct_ids(session: AsyncSession, key: str, ids: dict[int, int]) -> None:
    """Put real message ids where the dialog's stack, kept under ``key``, holds stand-ins."""
    row = await session.get(FsmRow, key)
    if row is None or row.data is None:
        return
    data = json.loads(row.data)
    if data.get("last_message_id") in ids:
        data["last_message_id"] = ids[data["last_message_id"]]
        row.data = json.dumps(data, ensure_ascii=False)


async def _make(bot: Bot, call: TelegramMethod[Any], ids: dict[int, int], anew: bool) -> int | None:
    """Make one call; return the id of a message it sent."""
    if isinstance(call, SendMessage):
        return (await bot(call)).message_id
    if isinstance(call, SendPhoto):
        return await _send_picture(bot, call)
    if isinstance(call, AnswerCallbackQuery):
        await _tolerating(bot, call, TOO_OLD)
        return None
    if isinstance(call, DeleteMessage):
        call.message_id = ids.get(call.message_id, call.message_id)
        await _delete(bot, call)
        return None
    if isinstance(call, EditMessageText):
        call.message_id = ids.get(call.message_id or 0, call.message_id)
        return await _edit(bot, call, anew)
    if isinstance(call, EditMessageMedia):
        call.message_id = ids.get(call.message_id or 0, call.message_id)
        return await _edit_picture(bot, call, anew)
    if isinstance(call, EditMessageReplyMarkup):
        call.message_id = ids.get(call.message_id or 0, call.message_id)
        await _tolerating(bot, call, UNCHANGED, *GONE)
    if isinstance(call, SetMyCommands | DeleteMyCommands):
        await _offer(bot, call)
    return None


async def _offer(bot: Bot, call: SetMyCommands | DeleteMyCommands) -> None:
    """Change the commands of a chat; no screen is held up or shown twice for them, /start sets them again."""
    try:
        await bot(call)
    except TelegramAPIError as error:
        log.info("commands not set", kind=type(error).__name__)


async def _edit(bot: Bot, call: EditMessageText, anew: bool) -> int | None:
    try:
        await bot(call)
    except TelegramBadRequest as error:
        if says(error, UNCHANGED):
            return None
        if not says(error, NO_TEXT, *GONE):
            raise
        if not anew:
            return None
        again = SendMessage(
            chat_id=call.chat_id or 0,
            text=call.text or "",
            reply_markup=call.reply_markup,
            link_preview_options=call.link_preview_options,
        )
        return (await bot(again)).message_id
    return None


async def _send_picture(bot: Bot, call: SendPhoto) -> int:
    """Send a picture with its words; the words alone, which say the same, where Telegram refuses it."""
    try:
        return (await bot(call)).message_id
    except TelegramBadRequest as error:
        log.warning("picture refused", kind=type(error).__name__)
    bare = SendMessage(chat_id=call.chat_id, text=call.caption or "", reply_markup=call.reply_markup)
    return (await bot(bare)).message_id


async def _edit_picture(bot: Bot, call: EditMessageMedia, anew: bool) -> int | None:
    try:
        await bot(call)
    except TelegramBadRequest as error:
        if says(error, UNCHANGED) or not anew:
            return None
        if not isinstance(call.media, InputMediaPhoto):
            raise
        again = SendPhoto(
            chat_id=call.chat_id or 0,
            photo=call.media.media,
            caption=call.media.caption,
            reply_markup=call.reply_markup,
        )
        return await _send_picture(bot, again)
    return None


async def _delete(bot: Bot, call: DeleteMessage) -> None:
    try:
        await bot(call)
    except TelegramBadRequest as error:
        if not says(error, *NOT_DELETED):
            raise
        bare = EditMessageReplyMarkup(chat_id=call.chat_id, message_id=call.message_id)
        await _tolerating(bot, bare, UNCHANGED, *GONE)


async def _tolerating(bot: Bot, call: TelegramMethod[Any], *words: str) -> None:
    try:
        await bot(call)
    except TelegramBadRequest as error:
        if not says(error, *words):
            raise
