"""Whom an organizer's dialog is about."""

from typing import Any

from aiogram_dialog import DialogManager


def membership_of(manager: DialogManager) -> int:
    """Return the membership that the dialog was started with."""
    data: Any = manager.start_data
    membership_id: int = data["membership_id"]
    return membership_id
