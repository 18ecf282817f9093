"""Asking for lessons as a file for a phone's calendar: it comes as a message."""

from typing import Any

from aiogram.types import CallbackQuery
from aiogram_dialog import DialogManager
from aiogram_dialog.widgets.kbd import Button
from dishka.integrations.aiogram_dialog import FromDishka, inject

from services.lessons.calendar_files import CalendarFiles


@inject
async def file_of_lesson(
    callback: CallbackQuery, button: Button, manager: DialogManager, files: FromDishka[CalendarFiles]
) -> None:
    """Ask for the lesson the dialog was started for."""
    started_with: Any = manager.start_data
    await files.ask(manager.middleware_data["actor"], int(started_with["lesson_id"]))
    await _coming(callback, manager)


@inject
async def file_of_all(
    callback: CallbackQuery, button: Button, manager: DialogManager, files: FromDishka[CalendarFiles]
) -> None:
    """Ask for all coming lessons."""
    await files.ask_all(manager.middleware_data["actor"])
    await _coming(callback, manager)


async def _coming(callback: CallbackQuery, manager: DialogManager) -> None:
    await callback.answer(manager.middleware_data["texts"].plain("press.file_coming"))
