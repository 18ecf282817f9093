"""Presses of changing a lesson's length."""

from typing import Any

from aiogram.types import CallbackQuery
from aiogram_dialog import ChatEvent, DialogManager
from aiogram_dialog.widgets.kbd import Button
from dishka.integrations.aiogram_dialog import FromDishka, inject

from handlers.common.problems import clear_problem, note_problem, note_refusal
from handlers.instructor.choosing_scope import chosen_scope
from handlers.instructor.states import ChangeLength
from handlers.instructor.subjects import acting, lesson_id
from services.errors import Refused
from services.lessons.changing_length import ChangingLength
from services.lessons.clashes import Clashed
from services.lessons.schedule import Schedule
from services.texts import Texts
from services.timetable import parse_minutes


@inject
async def length(
    event: ChatEvent, widget: Any, manager: DialogManager, text: str, schedule: FromDishka[Schedule]
) -> None:
    """Take a length that was written or pressed."""
    minutes = parse_minutes(text)
    if minutes is None:
        note_problem(manager, "instructor.problem.minutes")
        return
    try:
        await schedule.check_length(acting(manager), minutes)
    except Refused as fault:
        note_refusal(manager, fault)
        return
    clear_problem(manager)
    manager.dialog_data["minutes"] = minutes
    await manager.switch_to(ChangeLength.check)


@inject
async def save(
    callback: CallbackQuery, button: Button, manager: DialogManager, changing: FromDishka[ChangingLength]
) -> None:
    """Let the lessons last so long. The dialog leaves the check for good: nothing changes twice."""
    minutes = manager.dialog_data["minutes"]
    try:
        await changing.change(acting(manager), lesson_id(manager), minutes, chosen_scope(manager))
    except Clashed:
        texts: Texts = manager.middleware_data["texts"]
        await callback.answer(texts.plain("length.not_saved"), show_alert=True)
        return
    await manager.switch_to(ChangeLength.done)
