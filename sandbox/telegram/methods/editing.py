"""Editing and deleting messages."""

from typing import Any, Protocol

from aiogram import methods
from aiogram.types import InlineKeyboardMarkup

from sandbox.telegram import limits, refusals
from sandbox.telegram.account import BotAccount
from sandbox.telegram.chats import Chat, Message
from sandbox.telegram.files import FOLDERS
from sandbox.telegram.markup import checked_markup
from sandbox.telegram.methods.handler import Handlers, Uploads
from sandbox.telegram.methods.media import caption_fields, input_media_content
from sandbox.telegram.methods.sending import text_content
from sandbox.telegram.refusals import RefusedError

_CAPTION_FIELDS = ("caption", "caption_entities", "show_caption_above_media")


class Editing(Protocol):
    """The arguments all editing calls share."""

    chat_id: int | str | None
    message_id: int | None
    inline_message_id: str | None
    reply_markup: InlineKeyboardMarkup | None


def find_message(chat: Chat, message_id: int | None, what: str) -> Message:
    """A message the bot names; refused under the name Telegram gives it, like «message to edit»."""
    message = chat.messages.get(message_id or 0)
    if message is None:
        raise refusals.TARGET_NOT_FOUND(what=what)
    return message


def _target(account: BotAccount, call: Editing) -> tuple[Chat, Message]:
    if call.inline_message_id is not None:
        raise refusals.NOT_OFFERED(method="messages sent inline")
    chat = account.chats.for_editing("" if call.chat_id is None else call.chat_id)
    return chat, find_message(chat, call.message_id, "message to edit")


def _check_editable(message: Message, refused: RefusedError) -> None:
    # TD MessagesManager.cpp can_edit_message
    if not message.from_bot or message.had_reply_markup or "forward_origin" in message.content:
        raise refused


def _apply(
    account: BotAccount, chat: Chat, message: Message, content: dict[str, Any], call: Editing
) -> dict[str, Any]:
    markup = checked_markup(call.reply_markup)
    keyboard = markup.inline_keyboard if markup else None
    if (content, keyboard) == (message.content, message.keyboard):
        raise refusals.NOT_MODIFIED()
    message.content, message.keyboard = content, keyboard
    message.edit_date = account.now()
    account.changed(chat)
    return account.message_json(message)


async def edit_message_text(
    account: BotAccount, call: methods.EditMessageText, uploads: Uploads
) -> dict[str, Any]:
    if call.text is None:
        raise refusals.TEXT_EMPTY()
    content = text_content(
        call.text, call.parse_mode, call.entities, call.link_preview_options, call.disable_web_page_preview
    )
    chat, message = _target(account, call)
    _check_editable(message, refusals.CANT_BE_EDITED())
    if "text" not in message.content:
        raise refusals.NO_TEXT_TO_EDIT()
    return _apply(account, chat, message, content, call)


async def edit_message_caption(
    account: BotAccount, call: methods.EditMessageCaption, uploads: Uploads
) -> dict[str, Any]:
    caption = caption_fields(
        call.caption, call.parse_mode, call.caption_entities, call.show_caption_above_media
    )
    chat, message = _target(account, call)
    _check_editable(message, refusals.CANT_BE_EDITED())
    if not FOLDERS.keys() & message.content.keys():
        raise refusals.NO_CAPTION_TO_EDIT()
    media = {name: value for name, value in message.content.items() if name not in _CAPTION_FIELDS}
    return _apply(account, chat, message, media | caption, call)


async def edit_message_media(
    account: BotAccount, call: methods.EditMessageMedia, uploads: Uploads
) -> dict[str, Any]:
    chat, message = _target(account, call)
    _check_editable(message, refusals.MEDIA_CANT_BE_EDITED())
    # SCH editMessageMedia: media may also be added to a text; voice messages and places cannot be edited.
    if not {"photo", "video", "document", "audio", "text"} & message.content.keys():
        raise refusals.MEDIA_CANT_BE_EDITED()
    return _apply(account, chat, message, input_media_content(account, call.media, uploads), call)


async def edit_message_reply_markup(
    account: BotAccount, call: methods.EditMessageReplyMarkup, uploads: Uploads
) -> dict[str, Any]:
    chat, message = _target(account, call)
    _check_editable(message, refusals.CANT_BE_EDITED())
    return _apply(account, chat, message, message.content, call)


def _check_deletable(account: BotAccount, message: Message) -> None:
    if account.now() - message.date > limits.DELETION_PERIOD:
        raise refusals.CANT_DELETE()


async def delete_message(account: BotAccount, call: methods.DeleteMessage, uploads: Uploads) -> bool:
    chat = account.chats.for_editing(call.chat_id)
    message = find_message(chat, call.message_id, "message to delete")
    _check_deletable(account, message)
    del chat.messages[message.message_id]
    account.changed(chat)
    return True


async def delete_messages(account: BotAccount, call: methods.DeleteMessages, uploads: Uploads) -> bool:
    """What is not found is skipped; one message that is too old keeps all of them."""
    chat = account.chats.for_editing(call.chat_id)
    if not call.message_ids:
        raise refusals.MESSAGES_UNSPECIFIED()
    if len(call.message_ids) > 100:
        raise refusals.TOO_MANY_MESSAGES()
    found = [message for number in call.message_ids if (message := chat.messages.get(number))]
    for message in found:
        _check_deletable(account, message)
    for message in found:
        chat.messages.pop(message.message_id, None)
    account.changed(chat)
    return True


HANDLERS: Handlers = {
    methods.EditMessageText: edit_message_text,
    methods.EditMessageCaption: edit_message_caption,
    methods.EditMessageMedia: edit_message_media,
    methods.EditMessageReplyMarkup: edit_message_reply_markup,
    methods.DeleteMessage: delete_message,
    methods.DeleteMessages: delete_messages,
}
