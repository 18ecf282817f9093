"""Presses around getting into the meeting."""

from aiogram.types import CallbackQuery
from aiogram_dialog import DialogManager
from aiogram_dialog.widgets.kbd import Button
from dishka.integrations.aiogram_dialog import FromDishka, inject

from handlers.patient.states import GettingIn
from services.errors import NotHere
from services.lessons.entering import Entering
from services.texts import Texts


def lesson_id(manager: DialogManager) -> int | None:
    """Return the lesson the dialog was started for, None for one about no lesson."""
    start_data = manager.start_data
    return (
        int(start_data["lesson_id"]) if isinstance(start_data, dict) and "lesson_id" in start_data else None
    )


async def trial(callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
    """Try it out beforehand; a step back leads here again."""
    await manager.start(GettingIn.trial, manager.start_data)


@inject
async def ask_for_help(
    callback: CallbackQuery, button: Button, manager: DialogManager, entering: FromDishka[Entering]
) -> None:
    """Let the instructor know at once."""
    number = lesson_id(manager)
    if number is None:
        raise NotHere
    await entering.ask_for_help(manager.middleware_data["actor"], number)
    texts: Texts = manager.middleware_data["texts"]
    await callback.answer(texts.plain("entering.said.help"), show_alert=True)


@inject
async def fails(
    callback: CallbackQuery, button: Button, manager: DialogManager, entering: FromDishka[Entering]
) -> None:
    """Let the instructor know that the trial failed."""
    await entering.trial_failed(manager.middleware_data["actor"], lesson_id(manager))
    await manager.switch_to(GettingIn.told)
