"""A chat as its person sees it, for the page and for tests."""

from datetime import UTC, datetime
from typing import Any

from sandbox.clock import format_moment
from sandbox.telegram.account import BotAccount
from sandbox.telegram.chats import Chat, Message
from sandbox.telegram.entities import Entity
from sandbox.telegram.page_html import page_html

_BUTTON_KINDS = {"callback_data": "callback", "url": "url", "copy_text": "copy", "web_app": "webapp"}
_FILES = ("video", "document", "voice", "audio")


def chat_view(account: BotAccount, chat: Chat) -> dict[str, Any]:
    """The chat with everything the phone shows, texts of the bot in the person's language."""
    person, profile = chat.person, account.profile
    language = person.language_code
    return {
        "person": person.shown(),
        "bot": {
            "username": profile.user()["username"],
            **{
                field: profile.text(field, language) for field in ("name", "description", "short_description")
            },
        },
        "commands": profile.commands_for(person.id, language),
        "menu_button": chat.menu_button or profile.menu_button,
        "messages": [message_view(message) for message in chat.visible_messages()],
        "reply_keyboard": chat.reply_keyboard,
        "started": person.started,
        "blocked": person.blocked,
    }


def message_view(message: Message) -> dict[str, Any]:
    """A message for the page; addresses of files are paths on this server."""
    content = message.content
    text = content.get("text", content.get("caption", ""))
    entities: list[Entity] = content.get("entities", content.get("caption_entities", []))
    view: dict[str, Any] = {
        "message_id": message.message_id,
        "from": "bot" if message.from_bot else "person",
        "date": _moment(message.date),
        "edit_date": _moment(message.edit_date) if message.edit_date is not None else None,
        "html": page_html(text, entities),
        "media_group_id": message.media_group_id,
        "inline_keyboard": _keyboard(message),
        "protect_content": message.protect_content,
        "reply_to": message.reply_to,
        "link_preview": _has_preview(content, entities),
        "notify": message.notify,
        "pinned": message.pinned,
    }
    view |= {name: content[name] for name in ("text", "caption", "location", "contact") if name in content}
    if "photo" in content:
        view["photo"] = _with_url(content["photo"][-1])
    return view | {name: _with_url(content[name]) for name in _FILES if name in content}


def _moment(seconds: int) -> str:
    return format_moment(datetime.fromtimestamp(seconds, UTC))


def _with_url(file: dict[str, Any]) -> dict[str, Any]:
    return file | {"url": f"/api/files/{file['file_unique_id']}"}


def _has_preview(content: dict[str, Any], entities: list[Entity]) -> bool:
    if content.get("link_preview_options", {}).get("is_disabled"):
        return False
    return "text" in content and any(entity["type"] in ("url", "text_link") for entity in entities)


def _keyboard(message: Message) -> list[list[dict[str, Any]]]:
    rows = message.keyboard["inline_keyboard"] if message.keyboard else []
    return [[_button(button) for button in row] for row in rows]


def _button(button: dict[str, Any]) -> dict[str, Any]:
    view: dict[str, Any] = {
        name: button[name] for name in ("text", "style", "url", "callback_data") if name in button
    }
    view["kind"] = next((kind for field, kind in _BUTTON_KINDS.items() if field in button), "disabled")
    if "copy_text" in button:
        view["copy_text"] = button["copy_text"]["text"]
    if "web_app" in button:
        view["url"] = button["web_app"]["url"]
    return view
