"""Presses on a lesson's card: each opens a dialog about this lesson."""

from aiogram.types import CallbackQuery
from aiogram_dialog import DialogManager
from aiogram_dialog.widgets.kbd import Button

from handlers.instructor.states import Attendance, CancelLesson, MoveLesson, PasteLink


async def move(callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
    """Choose another time."""
    await manager.start(MoveLesson.date, manager.start_data)


async def call_off(callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
    """Ask whether the lesson is to be cancelled."""
    await manager.start(CancelLesson.confirm, manager.start_data)


async def paste(callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
    """Ask for a link."""
    await manager.start(PasteLink.ask, manager.start_data)


async def attendance(callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
    """Say who was there."""
    await manager.start(Attendance.sheet, manager.start_data)
