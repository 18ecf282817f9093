"""Whom an organizer's dialog is about."""

from typing import Any

from aiogram_dialog import DialogManager

from models import Role
from services.errors import NotHere


def membership_of(manager: DialogManager) -> int:
    """Return the membership that the dialog was started with."""
    data: Any = manager.start_data
    membership_id: int = data["membership_id"]
    return membership_id


def chosen_role(pressed: str) -> Role:
    """Return the role that a button is about. Raises NotHere for a forged press."""
    if pressed not in set(Role):
        raise NotHere
    return Role(pressed)
