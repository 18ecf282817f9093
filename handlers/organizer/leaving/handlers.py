"""Presses that close somebody's access or give it back."""

from aiogram.types import CallbackQuery
from aiogram_dialog import DialogManager
from aiogram_dialog.widgets.kbd import Button
from dishka.integrations.aiogram_dialog import FromDishka, inject

from handlers.organizer.states import CloseAccess, HandLessonsOver
from handlers.organizer.subject import membership_of
from services.leaving import Leaving


@inject
async def cancel_lessons(
    callback: CallbackQuery, button: Button, manager: DialogManager, leaving: FromDishka[Leaving]
) -> None:
    """Call off what the instructor has not begun, and come back to the question."""
    await leaving.cancel_lessons(manager.middleware_data["actor"], membership_of(manager))
    await manager.switch_to(CloseAccess.ask)


@inject
async def take_out(
    callback: CallbackQuery, button: Button, manager: DialogManager, leaving: FromDishka[Leaving]
) -> None:
    """Take the patient out of what has not begun, and come back to the question."""
    await leaving.take_out(manager.middleware_data["actor"], membership_of(manager))
    await manager.switch_to(CloseAccess.ask)


async def hand_over(callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
    """Give the lessons to colleagues, and come back to the question."""
    await manager.start(HandLessonsOver.period, {"membership_id": membership_of(manager)})


@inject
async def close(
    callback: CallbackQuery, button: Button, manager: DialogManager, leaving: FromDishka[Leaving]
) -> None:
    """Close the access."""
    await leaving.close(manager.middleware_data["actor"], membership_of(manager))
    await manager.switch_to(CloseAccess.closed)


@inject
async def reopen(
    callback: CallbackQuery, button: Button, manager: DialogManager, leaving: FromDishka[Leaving]
) -> None:
    """Give the access back, and return to the card."""
    await leaving.reopen(manager.middleware_data["actor"], membership_of(manager))
    await manager.done()
