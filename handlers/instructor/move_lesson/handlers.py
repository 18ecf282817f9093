"""Presses of moving a lesson."""

from typing import Any

from aiogram.types import CallbackQuery
from aiogram_dialog import ChatEvent, DialogManager
from aiogram_dialog.widgets.kbd import Button
from dishka.integrations.aiogram_dialog import FromDishka, inject

from handlers.common.problems import note_problem
from handlers.instructor.move_lesson.draft import wanted_start
from handlers.instructor.states import MoveLesson
from handlers.instructor.subjects import acting, lesson_id
from services.lessons.clashes import Clashed
from services.lessons.schedule import Schedule


@inject
async def to_check(
    event: ChatEvent, widget: Any, manager: DialogManager, schedule: FromDishka[Schedule]
) -> None:
    """Go to the check, or to who is busy then."""
    try:
        move = await schedule.check_move(acting(manager), lesson_id(manager), wanted_start(manager))
    except Clashed:
        await manager.switch_to(MoveLesson.busy)
        return
    if move.starts_at == move.lesson.starts_at:
        await manager.switch_to(MoveLesson.time)
        note_problem(manager, "instructor.problem.same")
        return
    manager.dialog_data["checked"] = True
    await manager.switch_to(MoveLesson.check)


@inject
async def save(
    callback: CallbackQuery, button: Button, manager: DialogManager, schedule: FromDishka[Schedule]
) -> None:
    """Move the lesson. The dialog leaves the check for good, so that a second press has nothing to move."""
    try:
        await schedule.move(acting(manager), lesson_id(manager), wanted_start(manager))
    except Clashed:
        await manager.switch_to(MoveLesson.busy)
        return
    await manager.switch_to(MoveLesson.done)
