"""What was sent to people, read from the ledger of the Bot API."""

from typing import Any

from sandbox.server import Sandbox
from tests.flows.phones import Phone
from tests.flows.seeded import RU
from tests.flows.steps import CATALOGUES

JOIN = RU.plain("button.join_lesson")
BEGIN = RU.plain("button.begin_lesson")

AWAITED = "Вас ждут на занятии"

WAYS_IN = (JOIN, BEGIN, CATALOGUES.texts("en").plain("button.join_lesson"))


def sent(sandbox: Sandbox) -> list[dict[str, Any]]:
    """Return the messages that Telegram took, in order, those that were replaced later included.

    Where an answer was lost the message counts: it is in the chat all the same.
    """
    return [
        call for call in sandbox.telegram.calls.after(0) if call["method"] == "sendMessage" and call["ok"]
    ]


def reminders(sandbox: Sandbox, phone: Phone) -> list[dict[str, Any]]:
    """Return the messages with a lesson's way in that were sent into a chat."""
    return [call for call in sent(sandbox) if int(call["chat_id"]) == phone.user_id and is_reminder(call)]


def is_reminder(call: dict[str, Any]) -> bool:
    """Say whether a call sends a reminder: a way in under a message, and none of a screen's buttons.

    What calls an instructor who has not come in is another message.
    """
    if AWAITED in str(call["params"].get("text")):
        return False
    rows = (call["params"].get("reply_markup") or {}).get("inline_keyboard", [])
    buttons = [button for row in rows for button in row]
    of_a_note = all("url" in button or button["callback_data"].startswith("n:") for button in buttons)
    return of_a_note and any(button["text"] in WAYS_IN for button in buttons)
