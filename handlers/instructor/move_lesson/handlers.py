"""Presses of moving a lesson."""

from typing import Any

from aiogram.types import CallbackQuery
from aiogram_dialog import ChatEvent, DialogManager
from aiogram_dialog.widgets.kbd import Button
from dishka.integrations.aiogram_dialog import FromDishka, inject

from handlers.common.problems import note_problem
from handlers.instructor.choosing_scope import chosen_scope
from handlers.instructor.move_lesson.draft import wanted_start
from handlers.instructor.states import MoveLesson
from handlers.instructor.subjects import acting, lesson_id
from services.lessons.clashes import Clashed
from services.lessons.moving_series import MovingSeries
from services.lessons.rules import Scope
from services.lessons.schedule import Schedule
from services.texts import Texts


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
    callback: CallbackQuery,
    button: Button,
    manager: DialogManager,
    schedule: FromDishka[Schedule],
    moving: FromDishka[MovingSeries],
) -> None:
    """Move the lesson, or those of its series. The dialog leaves the check for good: nothing moves twice."""
    scope, starts_at = chosen_scope(manager), wanted_start(manager)
    if scope is Scope.ONE:
        try:
            await schedule.move(acting(manager), lesson_id(manager), starts_at)
        except Clashed:
            await manager.switch_to(MoveLesson.busy)
            return
    else:
        try:
            moved = await moving.move(acting(manager), lesson_id(manager), starts_at, scope)
        except Clashed:
            texts: Texts = manager.middleware_data["texts"]
            await callback.answer(texts.plain("moving.taken"), show_alert=True)
            return
        manager.dialog_data["moved"] = len(moved)
    await manager.switch_to(MoveLesson.done)
