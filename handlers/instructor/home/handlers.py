"""Presses on the instructor's first screen."""

from typing import Any

from aiogram.types import CallbackQuery
from aiogram_dialog import DialogManager
from aiogram_dialog.widgets.kbd import Button

from handlers.instructor.states import NewLesson


async def go_on(callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
    """Go on with the half-made lesson, which the first screen then no longer keeps."""
    started: Any = manager.start_data
    manager.current_context().start_data = None
    await manager.start(NewLesson.date, started)
