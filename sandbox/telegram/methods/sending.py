"""Sending texts and places, and what every sent message has in common."""

from typing import Any, Protocol

from aiogram import methods
from aiogram.client.default import Default
from aiogram.types import LinkPreviewOptions, MessageEntity, ReplyMarkupUnion, ReplyParameters

from sandbox.telegram import refusals
from sandbox.telegram.account import BotAccount
from sandbox.telegram.chats import Chat
from sandbox.telegram.entities import Entity, message_text
from sandbox.telegram.markup import checked_markup
from sandbox.telegram.methods.handler import Handlers, Uploads
from sandbox.telegram.requests import given


class Sending(Protocol):
    """The arguments all calls share that send one message."""

    chat_id: int | str
    disable_notification: bool | None
    protect_content: bool | Default | None
    reply_parameters: ReplyParameters | None
    reply_markup: ReplyMarkupUnion | None


class Album(Protocol):
    """The arguments a call shares that sends several messages, which have no keyboards."""

    chat_id: int | str
    disable_notification: bool | None
    protect_content: bool | Default | None
    reply_parameters: ReplyParameters | None


def put(account: BotAccount, call: Sending, content: dict[str, Any]) -> dict[str, Any]:
    """Sends a message with this content as the call asks for, and returns it."""
    markup = checked_markup(call.reply_markup)
    chat = account.chats.for_sending(call.chat_id)
    message = account.send(chat, content, markup, **common_fields(chat, call))
    return account.message_json(message)


def common_fields(chat: Chat, call: Sending | Album) -> dict[str, Any]:
    """The fields of a message that do not depend on what it says."""
    return {
        "notify": not call.disable_notification,
        "protect_content": bool(given(call.protect_content)),
        "reply_to": _replied_message(chat, call.reply_parameters),
    }


def _replied_message(chat: Chat, reply: ReplyParameters | None) -> int | None:
    if reply is None or reply.message_id is None:
        return None
    if reply.message_id in chat.messages:
        return reply.message_id
    if given(reply.allow_sending_without_reply):
        return None
    raise refusals.REPLIED_NOT_FOUND()


def plain_entities(entities: list[MessageEntity] | None) -> list[Entity] | None:
    """Given entities as JSON values."""
    return [entity.model_dump(exclude_none=True) for entity in entities] if entities else None


def text_content(
    text: str,
    parse_mode: str | Default | None,
    entities: list[MessageEntity] | None,
    link_preview: LinkPreviewOptions | Default | None,
    preview_disabled: bool | Default | None,
) -> dict[str, Any]:
    """The content of a text message. Raises `RefusedError`."""
    content = message_text(text, given(parse_mode), plain_entities(entities)).fields("text", "entities")
    options = given(link_preview)
    if options is not None:
        content["link_preview_options"] = {
            name: value
            for name, value in options.model_dump().items()
            if value and not isinstance(value, Default)
        }
    elif given(preview_disabled):
        content["link_preview_options"] = {"is_disabled": True}
    return content


async def send_message(account: BotAccount, call: methods.SendMessage, uploads: Uploads) -> dict[str, Any]:
    content = text_content(
        call.text, call.parse_mode, call.entities, call.link_preview_options, call.disable_web_page_preview
    )
    return put(account, call, content)


async def send_location(account: BotAccount, call: methods.SendLocation, uploads: Uploads) -> dict[str, Any]:
    return put(account, call, {"location": {"latitude": call.latitude, "longitude": call.longitude}})


async def send_contact(account: BotAccount, call: methods.SendContact, uploads: Uploads) -> dict[str, Any]:
    contact = {"phone_number": call.phone_number, "first_name": call.first_name}
    return put(
        account, call, {"contact": contact | ({"last_name": call.last_name} if call.last_name else {})}
    )


HANDLERS: Handlers = {
    methods.SendMessage: send_message,
    methods.SendLocation: send_location,
    methods.SendContact: send_contact,
}
