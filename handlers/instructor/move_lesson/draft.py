"""What was chosen so far, in the dialog's data."""

from datetime import datetime

from aiogram_dialog import DialogManager

from services.lessons.rules import Scope


def wanted_start(manager: DialogManager) -> datetime:
    """Return the start that was chosen (aware UTC)."""
    return datetime.fromisoformat(manager.dialog_data["starts_at"])


def chosen_scope(manager: DialogManager) -> Scope:
    """Return which lessons of a series are to be moved."""
    return Scope(manager.dialog_data.get("scope", Scope.ONE))
