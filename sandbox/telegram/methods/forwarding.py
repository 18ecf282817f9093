"""Copying and forwarding messages between private chats."""

from typing import Any

from aiogram import methods

from sandbox.telegram import refusals
from sandbox.telegram.account import BotAccount
from sandbox.telegram.files import FOLDERS
from sandbox.telegram.methods.editing import find_message
from sandbox.telegram.methods.handler import Handlers, Uploads
from sandbox.telegram.methods.media import caption_fields
from sandbox.telegram.methods.sending import put


async def copy_message(account: BotAccount, call: methods.CopyMessage, uploads: Uploads) -> dict[str, int]:
    source = find_message(account.chats.for_reading(call.from_chat_id), call.message_id, "message to copy")
    if source.protect_content:
        raise refusals.COPY_IMPOSSIBLE()
    content = {name: value for name, value in source.content.items() if name != "forward_origin"}
    if call.caption is not None and FOLDERS.keys() & content.keys():
        for name in ("caption", "caption_entities"):
            content.pop(name, None)
        content |= caption_fields(call.caption, call.parse_mode, call.caption_entities)
    return {"message_id": put(account, call, content)["message_id"]}


async def forward_message(
    account: BotAccount, call: methods.ForwardMessage, uploads: Uploads
) -> dict[str, Any]:
    source_chat = account.chats.for_reading(call.from_chat_id)
    source = find_message(source_chat, call.message_id, "message to forward")
    if source.protect_content:
        raise refusals.PROTECTED()
    chat = account.chats.for_sending(call.chat_id)
    author = account.profile.user() if source.from_bot else source_chat.person.user()
    origin = {"type": "user", "sender_user": author, "date": source.date}
    message = account.send(
        chat,
        source.content | {"forward_origin": origin},
        notify=not call.disable_notification,
    )
    return account.message_json(message)


HANDLERS: Handlers = {methods.CopyMessage: copy_message, methods.ForwardMessage: forward_message}
