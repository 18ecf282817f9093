"""What was chosen so far, in the dialog's data."""

from datetime import datetime

from aiogram_dialog import DialogManager


def wanted_start(manager: DialogManager) -> datetime:
    """Return the start that was chosen (aware UTC)."""
    return datetime.fromisoformat(manager.dialog_data["starts_at"])
