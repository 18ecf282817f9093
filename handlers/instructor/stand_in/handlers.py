"""Presses of handing a lesson on."""

from typing import Any

from aiogram.types import CallbackQuery
from aiogram_dialog import DialogManager
from aiogram_dialog.widgets.kbd import Button
from dishka.integrations.aiogram_dialog import FromDishka, inject

from handlers.instructor.opening import replace
from handlers.instructor.states import CancelLesson, MoveLesson, StandIn
from handlers.instructor.subjects import acting, lesson_id
from services.lessons.standing_in import StandingIn


async def choose(callback: CallbackQuery, select: Any, manager: DialogManager, colleague_id: int) -> None:
    """Look at what handing the lesson to a colleague would do."""
    manager.dialog_data["colleague"] = colleague_id
    await manager.switch_to(StandIn.check)


@inject
async def hand_on(
    callback: CallbackQuery, button: Button, manager: DialogManager, standing_in: FromDishka[StandingIn]
) -> None:
    """Hand the lesson on. The dialog leaves the check for good, so that a second press hands nothing."""
    lesson = await standing_in.hand_on(acting(manager), lesson_id(manager), manager.dialog_data["colleague"])
    manager.dialog_data["span"] = [lesson.starts_at.isoformat(), lesson.ends_at.isoformat()]
    manager.dialog_data["name"] = lesson.instructor.person.list_name
    await manager.switch_to(StandIn.done)


async def move(callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
    """Choose another time instead."""
    await replace(manager, MoveLesson.date, {"lesson_id": lesson_id(manager)})


async def call_off(callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
    """Cancel this lesson instead."""
    await replace(manager, CancelLesson.confirm, {"lesson_id": lesson_id(manager)})
