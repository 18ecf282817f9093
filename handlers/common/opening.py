"""The first screen, and what a command opens over it, whatever was on the screen before."""

from collections.abc import Mapping

from aiogram.fsm.state import State
from aiogram_dialog import DialogManager, ShowMode, StartMode

from handlers.common.drafts import half_made
from handlers.common.widgets.field import asked_enough


async def to_first_screen(manager: DialogManager, show_mode: ShowMode = ShowMode.AUTO) -> None:
    """Open the first screen of the person's role and close all that was begun; a half-made lesson is kept."""
    await manager.start(
        manager.middleware_data["home"],
        await half_made(manager),
        mode=StartMode.RESET_STACK,
        show_mode=show_mode,
    )


async def open_from_home(
    manager: DialogManager, state: State, data: Mapping[str, str | int | None] | None = None
) -> None:
    """Open a screen from which the way back leads to the person's first one; what was begun is left."""
    await asked_enough(manager)
    await to_first_screen(manager, ShowMode.NO_UPDATE)
    await manager.start(state, dict(data) if data is not None else None, show_mode=ShowMode.SEND)
