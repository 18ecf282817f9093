"""Presses of the first screen while the way into a lesson is open."""

from typing import Any

from aiogram.types import CallbackQuery
from aiogram_dialog import DialogManager
from aiogram_dialog.widgets.kbd import Button
from dishka.integrations.aiogram_dialog import FromDishka, inject

from handlers.patient.states import GettingIn
from services.errors import NotHere
from services.lessons.book import LessonBook
from services.lessons.entering import Entering
from services.texts import Texts


@inject
async def entered(
    callback: CallbackQuery,
    button: Button,
    manager: DialogManager,
    book: FromDishka[LessonBook],
    entering: FromDishka[Entering],
) -> Any:
    """Say that one is in the lesson that is open."""
    await entering.entered(manager.middleware_data["actor"], await _open_lesson(manager, book))
    texts: Texts = manager.middleware_data["texts"]
    await callback.answer(texts.plain("entering.said.entered"))


@inject
async def stuck(
    callback: CallbackQuery, button: Button, manager: DialogManager, book: FromDishka[LessonBook]
) -> Any:
    """Look how one gets in."""
    await manager.start(GettingIn.steps, {"lesson_id": await _open_lesson(manager, book)})


async def _open_lesson(manager: DialogManager, book: LessonBook) -> int:
    """Return the lesson that is open to the patient. Raises NotHere once there is none."""
    now = manager.middleware_data["moments"].now
    for view in await book.open_now(manager.middleware_data["actor"]):
        if view.open_to_patient(now):
            return view.lesson.id
    raise NotHere
