"""Presses of calling a lesson off."""

from typing import Any

from aiogram.types import CallbackQuery
from aiogram_dialog import DialogManager
from aiogram_dialog.widgets.kbd import Button
from dishka.integrations.aiogram_dialog import FromDishka, inject

from handlers.instructor.choosing_scope import chosen_scope
from handlers.instructor.states import CancelLesson
from handlers.instructor.subjects import acting, lesson_id
from services.errors import NotHere
from services.lessons.calling_off import CallingOff
from services.lessons.rules import CancelReason, Scope


async def choose(callback: CallbackQuery, select: Any, manager: DialogManager, scope: str) -> None:
    """Take which lessons of the series are meant."""
    if scope not in set(Scope):
        raise NotHere
    manager.dialog_data["scope"] = scope
    await manager.switch_to(CancelLesson.confirm)


@inject
async def call_off(
    callback: CallbackQuery,
    select: Any,
    manager: DialogManager,
    reason: str,
    calling_off: FromDishka[CallingOff],
) -> None:
    """Cancel the lesson this dialog was started for: the reason is the confirmation."""
    if reason not in set(CancelReason):
        raise NotHere
    await calling_off.cancel(acting(manager), lesson_id(manager), CancelReason(reason), chosen_scope(manager))
    await manager.switch_to(CancelLesson.done)


@inject
async def restore(
    callback: CallbackQuery, button: Button, manager: DialogManager, calling_off: FromDishka[CallingOff]
) -> None:
    """Put back what was cancelled a moment ago."""
    await calling_off.restore(acting(manager), lesson_id(manager))
    await manager.switch_to(CancelLesson.restored)
