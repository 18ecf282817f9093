"""What an opened message says."""

from typing import Any

from aiogram_dialog import DialogManager
from dishka.integrations.aiogram_dialog import FromDishka, inject

from handlers.common.letter.handlers import LEADS_TO
from services.notifications.reading import Reading
from services.policy import Actor

PREVIEW = {
    "words": "<b>…</b>\n\n…",
    "presses": {"answer": 1, "ask": 1, "ask_instructor": 0, "ask_leading": 0, "person": 1},
}


@inject
async def words(
    dialog_manager: DialogManager, actor: Actor, reading: FromDishka[Reading], **_: Any
) -> dict[str, Any]:
    """Return the words of the message that the dialog was started with, as they are true now."""
    start: Any = dialog_manager.start_data
    letter = await reading.open(actor, start["notification_id"])
    return {"words": letter.html, "presses": {name: letter.presses.get(name) for name in LEADS_TO}}
