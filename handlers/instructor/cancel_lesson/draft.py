"""What was chosen so far, in the dialog's data."""

from aiogram_dialog import DialogManager

from services.lessons.rules import Scope


def chosen_scope(manager: DialogManager) -> Scope:
    """Return which lessons of a series are to be cancelled."""
    return Scope(manager.dialog_data.get("scope", Scope.ONE))
