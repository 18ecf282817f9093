"""What a stranger writes on the welcome screens."""

from typing import Any

from aiogram.types import Message
from aiogram_dialog import DialogManager
from aiogram_dialog.widgets.input import ManagedTextInput


async def not_a_link(
    message: Message, field: ManagedTextInput[str], manager: DialogManager, typed: str
) -> Any:
    """Say that this is no whole link; a whole one never gets here (handlers.common.commands)."""
    manager.dialog_data["problem"] = True
