"""Presses of changing a lesson's length."""

from typing import Any

from aiogram.types import CallbackQuery
from aiogram_dialog import ChatEvent, DialogManager
from aiogram_dialog.widgets.kbd import Button
from dishka.integrations.aiogram_dialog import FromDishka, inject

from handlers.instructor.choosing_length import take_length
from handlers.instructor.choosing_scope import chosen_scope
from handlers.instructor.states import ChangeLength
from handlers.instructor.subjects import acting, lesson_id
from services.lessons.changing_length import ChangingLength
from services.lessons.clashes import Clashed
from services.lessons.schedule import Schedule
from services.texts import Texts


@inject
async def length(
    event: ChatEvent, widget: Any, manager: DialogManager, text: str, schedule: FromDishka[Schedule]
) -> None:
    """Take a length that was written or pressed."""
    if await take_length(manager, schedule, text):
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
