"""Screens that a command opens, whatever was on the screen before."""

from collections.abc import Mapping

from aiogram.fsm.state import State
from aiogram_dialog import DialogManager, ShowMode, StartMode

from handlers.common.widgets import asked_enough


async def open_from_home(
    manager: DialogManager, state: State, data: Mapping[str, str | int | None] | None = None
) -> None:
    """Open a screen from which the way back leads to the person's first one; what was begun is left."""
    await asked_enough(manager)
    home = manager.middleware_data["home"]
    await manager.start(home, mode=StartMode.RESET_STACK, show_mode=ShowMode.NO_UPDATE)
    await manager.start(state, dict(data) if data is not None else None, show_mode=ShowMode.SEND)
