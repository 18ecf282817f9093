"""What somebody says to somebody else, in words or by voice, kept in a dialog until it is sent."""

from collections.abc import Mapping
from typing import Any

from aiogram.types import Message
from aiogram_dialog import DialogManager

from handlers.common.problems import clear_problem, note_refusal
from services.errors import Refused
from services.support import Support, Voice


async def take(message: Message, manager: DialogManager, support: Support) -> bool:
    """Keep what was written or said; say what is amiss with it otherwise."""
    try:
        kept = await kept_of(message, manager, support)
    except Refused as fault:
        note_refusal(manager, fault)
        return False
    manager.dialog_data.update(kept)
    clear_problem(manager)
    return True


async def kept_of(message: Message, manager: DialogManager, support: Support) -> dict[str, str | int | None]:
    """Return what a dialog keeps of a message. Raises Refused as ``Support.check``."""
    voice = Voice(message.voice.file_id, message.voice.duration) if message.voice else None
    written = (message.caption if voice else message.text) or ""
    words = await support.check(manager.middleware_data["actor"], written, voice)
    return {
        "text": words,
        "voice": voice.file_id if voice else None,
        "seconds": voice.seconds if voice else None,
    }


def words(manager: DialogManager) -> str:
    """Return what was written here, or before the screen opened."""
    return str(_kept(manager).get("text") or "")


def voice(manager: DialogManager) -> Voice | None:
    """Return the voice that was sent here, or before the screen opened."""
    kept = _kept(manager)
    return Voice(kept["voice"], int(kept["seconds"] or 0)) if kept.get("voice") else None


def _kept(manager: DialogManager) -> Mapping[str, Any]:
    if "text" in manager.dialog_data:
        return manager.dialog_data
    return manager.start_data if isinstance(manager.start_data, dict) else {}
