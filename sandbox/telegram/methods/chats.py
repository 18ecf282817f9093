"""What concerns a chat or a press rather than a message: answers, actions, members, pins, reactions."""

from typing import Any

from aiogram import methods
from aiogram.enums import ChatAction

from sandbox.telegram import limits, refusals
from sandbox.telegram.account import BotAccount
from sandbox.telegram.links import InvalidLinkError, checked_link
from sandbox.telegram.methods.editing import find_message
from sandbox.telegram.methods.handler import Handlers, Uploads


async def answer_callback_query(
    account: BotAccount, call: methods.AnswerCallbackQuery, uploads: Uploads
) -> bool:
    if call.text and len(call.text) > limits.CALLBACK_ANSWER_LENGTH:
        raise refusals.ANSWER_TOO_LONG()
    if call.url:
        try:
            checked_link(call.url)
        except InvalidLinkError:
            raise refusals.ANSWER_URL_INVALID() from None
    answer = {"text": call.text or "", "show_alert": bool(call.show_alert), "url": call.url}
    press = account.presses.answer(call.callback_query_id, answer)
    account.events.publish("answer", user=press.user_id, query_id=press.query_id, **answer)
    return True


async def send_chat_action(account: BotAccount, call: methods.SendChatAction, uploads: Uploads) -> bool:
    if call.action not in {action.value for action in ChatAction}:
        raise refusals.ACTION_UNKNOWN()
    account.chats.for_sending(call.chat_id)
    return True


async def get_chat(account: BotAccount, call: methods.GetChat, uploads: Uploads) -> dict[str, Any]:
    chat = account.chats.for_reading(call.chat_id)
    usernames = [chat.person.username] if chat.person.username else []
    pinned = [message for message in chat.messages.values() if message.pinned]
    return {
        **chat.person.chat(),
        **({"active_usernames": usernames} if usernames else {}),
        **({"pinned_message": account.message_json(pinned[-1])} if pinned else {}),
        "accent_color_id": chat.person.id % 7,
        "max_reaction_count": 11,
        "accepted_gift_types": {
            "unlimited_gifts": True,
            "limited_gifts": True,
            "unique_gifts": True,
            "premium_subscription": True,
            "gifts_from_channels": True,
        },
    }


async def get_chat_member(
    account: BotAccount, call: methods.GetChatMember, uploads: Uploads
) -> dict[str, Any]:
    chat = account.chats.for_reading(call.chat_id)
    if call.user_id == account.profile.bot_id:
        return {"user": account.profile.user(), "status": "member"}
    if call.user_id != chat.person.id:
        raise refusals.USER_NOT_FOUND()
    return {"user": chat.person.user(), "status": "member"}


async def set_message_reaction(
    account: BotAccount, call: methods.SetMessageReaction, uploads: Uploads
) -> bool:
    chat = account.chats.for_sending(call.chat_id)
    find_message(chat, call.message_id, "message to react")
    return True


async def pin_chat_message(account: BotAccount, call: methods.PinChatMessage, uploads: Uploads) -> bool:
    chat = account.chats.for_sending(call.chat_id)
    find_message(chat, call.message_id, "message to pin").pinned = True
    account.changed(chat)
    return True


async def unpin_chat_message(account: BotAccount, call: methods.UnpinChatMessage, uploads: Uploads) -> bool:
    chat = account.chats.for_sending(call.chat_id)
    pinned = [message for message in chat.messages.values() if message.pinned]
    if call.message_id is not None:
        pinned = [find_message(chat, call.message_id, "message to unpin")]
    if not pinned:
        raise refusals.TARGET_NOT_FOUND(what="message to unpin")
    pinned[-1].pinned = False
    account.changed(chat)
    return True


HANDLERS: Handlers = {
    methods.AnswerCallbackQuery: answer_callback_query,
    methods.SendChatAction: send_chat_action,
    methods.GetChat: get_chat,
    methods.GetChatMember: get_chat_member,
    methods.SetMessageReaction: set_message_reaction,
    methods.PinChatMessage: pin_chat_message,
    methods.UnpinChatMessage: unpin_chat_message,
}
