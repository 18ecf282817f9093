"""Keyboards under messages: what Telegram takes, what it changes, what it refuses."""

import json
from dataclasses import dataclass, field
from typing import Any, Literal

from aiogram.types import ReplyMarkupUnion

from sandbox.telegram import limits, refusals
from sandbox.telegram.links import InvalidLinkError, checked_link

Button = dict[str, Any]
Rows = list[list[Button]]

_STYLES = {"primary", "danger", "success"}
_KINDS = (
    "url", "callback_data", "callback_game", "pay",
    "switch_inline_query", "switch_inline_query_chosen_chat", "switch_inline_query_current_chat",
    "login_url", "web_app", "copy_text", "disabled",
)  # fmt: skip
"""The first that is there decides what an inline button is, in the order of BAPI Client.cpp:9586-9694."""


@dataclass(frozen=True)
class Markup:
    """A checked keyboard: the rows of an inline or a reply keyboard, and the rest of its fields."""

    kind: Literal["inline", "reply", "remove", "force_reply"]
    rows: Rows = field(default_factory=list)
    options: dict[str, Any] = field(default_factory=dict)

    @property
    def inline_keyboard(self) -> dict[str, Any] | None:
        """What a message shows of it: only inline keyboards are part of messages."""
        return {"inline_keyboard": self.rows} if self.kind == "inline" else None


def checked_markup(given: ReplyMarkupUnion | None) -> Markup | None:
    """The keyboard as Telegram keeps it, or None for none. Raises `RefusedError`.

    The order of the kinds and the silent dropping of nameless buttons are BAPI Client.cpp:9712-9783 and
    TD ReplyMarkup.cpp:722-840.
    """
    if given is None:
        return None
    fields = given.model_dump(exclude_none=True)
    if len(json.dumps(fields, ensure_ascii=False).encode()) > limits.MARKUP_BYTES:
        raise refusals.MARKUP_TOO_LONG()
    return _markup(fields)


def _markup(fields: dict[str, Any]) -> Markup | None:
    if fields.get("keyboard"):
        reply_rows = _reply_rows(fields.pop("keyboard"))
        return Markup("reply", reply_rows, fields) if reply_rows else None
    if fields.get("inline_keyboard"):
        rows = [
            [_inline_button(button) for button in row if _named(button)] for row in fields["inline_keyboard"]
        ]
        rows = [row for row in rows if row]
        if any(len(row) > limits.INLINE_ROW for row in rows) or sum(map(len, rows)) > limits.INLINE_BUTTONS:
            raise refusals.MARKUP_TOO_LONG()
        return Markup("inline", rows) if rows else None
    if fields.get("remove_keyboard"):
        return Markup("remove")
    if fields.get("force_reply"):
        return Markup("force_reply", options=fields)
    return None


def _named(button: Button) -> bool:
    return bool(button["text"] or button.get("icon_custom_emoji_id"))


def _reply_rows(given: Rows) -> Rows:
    rows: Rows = []
    left = limits.REPLY_BUTTONS
    for row in given:
        buttons = [_reply_button(button) for button in row if _named(button)][: min(limits.REPLY_ROW, left)]
        left -= len(buttons)
        if buttons:
            rows.append(buttons)
    return rows


def _reply_button(button: Button) -> Button:
    _check_style(button, "keyboard")
    if app := button.get("web_app"):
        button["web_app"] = {"url": _checked_url(app["url"], "keyboard button Web App", https_only=True)}
    return button


def _inline_button(button: Button) -> Button:
    _check_style(button, "inline keyboard")
    kind = next((kind for kind in _KINDS if _decides(button, kind)), None)
    if kind is None:
        raise refusals.TEXT_BUTTON_INLINE()
    value = button[kind]
    if kind == "url":
        value = _checked_url(value, "inline keyboard button")
    elif kind == "callback_data" and len(value.encode()) > limits.CALLBACK_DATA_BYTES:
        raise refusals.CALLBACK_DATA_INVALID()
    elif kind == "copy_text" and not 1 <= len(value["text"]) <= limits.COPY_TEXT_LENGTH:
        raise refusals.COPY_TEXT_INVALID()
    elif kind == "web_app":
        value = {"url": _checked_url(value["url"], "inline keyboard button Web App", https_only=True)}
    elif kind == "login_url":
        value = value | {"url": _checked_url(value["url"], "inline keyboard button login", https_only=True)}
    look: Button = {key: button[key] for key in ("icon_custom_emoji_id", "style") if key in button}
    return {"text": button["text"], **look, kind: value}


def _decides(button: Button, kind: str) -> bool:
    # An empty url or callback_data counts as absent, every other field by being there.
    return bool(button.get(kind)) if kind in ("url", "callback_data") else kind in button


def _check_style(button: Button, where: str) -> None:
    style = (button.get("style") or "default").lower()
    if style == "default":
        button.pop("style", None)
    elif style not in _STYLES:
        raise refusals.STYLE_UNKNOWN(where=where)


def _checked_url(url: str, where: str, *, https_only: bool = False) -> str:
    try:
        return checked_link(url, https_only=https_only)
    except InvalidLinkError as problem:
        raise refusals.BUTTON_URL_INVALID(where=where, url=url, problem=problem) from None
