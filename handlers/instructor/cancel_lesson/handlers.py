"""Presses of calling a lesson off."""

from aiogram.types import CallbackQuery
from aiogram_dialog import DialogManager
from aiogram_dialog.widgets.kbd import Button
from dishka.integrations.aiogram_dialog import FromDishka, inject

from handlers.instructor.states import CancelLesson
from handlers.instructor.subjects import acting, lesson_id
from services.lessons.calling_off import CallingOff


@inject
async def call_off(
    callback: CallbackQuery, button: Button, manager: DialogManager, calling_off: FromDishka[CallingOff]
) -> None:
    """Cancel the lesson this dialog was started for."""
    await calling_off.cancel(acting(manager), lesson_id(manager))
    await manager.switch_to(CancelLesson.done)
