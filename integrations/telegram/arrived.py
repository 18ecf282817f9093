"""Updates as Telegram sends them: plain values, so that one nobody can read spoils no other."""

import hashlib
from dataclasses import dataclass
from typing import Any

import orjson

RawUpdate = dict[str, Any]
"""An update of the Bot API as its JSON values."""

LARGEST_ID = 2**63 - 1
"""Telegram's ids have at most 52 bits (Bot API, User); the databases' columns take 64."""

REFRESH = 0
"""Stands in a lane for drawing the person's open screen again; Telegram's update ids are positive."""


@dataclass(frozen=True, slots=True)
class Arrived:
    """What the inbox needs to know of an update before it is handled.

    ``query_id`` is the press to be answered, ``press`` tells it from other presses: the button and the
    message as it was when pressed; ``language`` is the sender's, as Telegram knows it.
    """

    user_id: int
    update_id: int
    payload: str = ""
    query_id: str | None = None
    press: str | None = None
    language: str | None = None

    def repeats(self, other: "Arrived") -> bool:
        """Say whether this is the same button of the same unchanged message pressed again."""
        return self.press is not None and self.press == other.press


def arrival(update: RawUpdate) -> Arrived | None:
    """Return an update's envelope; None for one that nobody sent."""
    kind, event = next((field for field in update.items() if field[0] != "update_id"), ("", None))
    if not isinstance(event, dict):
        return None
    sender = event.get("from")
    if not isinstance(sender, dict) or not _fits(sender.get("id")):
        return None
    query = event if kind == "callback_query" else {}
    return Arrived(
        user_id=sender["id"],
        update_id=update["update_id"],
        payload=orjson.dumps(update).decode(),
        query_id=_text(query.get("id")),
        press=_press(query) if query else None,
        language=_text(sender.get("language_code")),
    )


def _fits(number: object) -> bool:
    return isinstance(number, int) and 0 < number <= LARGEST_ID


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _press(query: dict[str, Any]) -> str:
    pressed = orjson.dumps([query.get("data"), query.get("message")], option=orjson.OPT_SORT_KEYS)
    return hashlib.sha256(pressed).hexdigest()
