"""Presses in the patient's lists of lessons and on the card of one."""

from typing import Any

from aiogram.types import CallbackQuery
from aiogram_dialog import DialogManager
from aiogram_dialog.widgets.kbd import Button, Select
from dishka.integrations.aiogram_dialog import FromDishka, inject

from handlers.patient.answers import said_of
from handlers.patient.states import AskInstructor, GettingIn, PatientLesson
from services.errors import NotHere
from services.lessons.answers import Answers
from services.lessons.entering import Entering
from services.messages.answers import COME, REASONS
from services.texts import Texts


async def open_lesson(
    callback: CallbackQuery, select: Select[int], manager: DialogManager, lesson_id: int
) -> Any:
    """Open the lesson's card."""
    await manager.start(PatientLesson.card, {"lesson_id": lesson_id})


@inject
async def come(
    callback: CallbackQuery, button: Button, manager: DialogManager, answers: FromDishka[Answers]
) -> Any:
    """Say that one comes."""
    given = await answers.confirm(manager.middleware_data["actor"], _lesson_id(manager))
    texts: Texts = manager.middleware_data["texts"]
    await callback.answer(said_of(given, COME, texts))


@inject
async def refuse(
    callback: CallbackQuery,
    select: Select[str],
    manager: DialogManager,
    press: str,
    answers: FromDishka[Answers],
) -> Any:
    """Say that one does not come, and why."""
    if press not in REASONS:
        raise NotHere
    given = await answers.decline(manager.middleware_data["actor"], _lesson_id(manager), REASONS[press])
    texts: Texts = manager.middleware_data["texts"]
    await callback.answer(said_of(given, press, texts))
    await manager.switch_to(PatientLesson.card)


async def ask(callback: CallbackQuery, button: Button, manager: DialogManager) -> Any:
    """Open a question to the lesson's instructor."""
    await manager.start(AskInstructor.write, {"lesson_id": _lesson_id(manager)})


@inject
async def entered(
    callback: CallbackQuery, button: Button, manager: DialogManager, entering: FromDishka[Entering]
) -> Any:
    """Say that one is in."""
    await entering.entered(manager.middleware_data["actor"], _lesson_id(manager))
    texts: Texts = manager.middleware_data["texts"]
    await callback.answer(texts.plain("entering.said.entered"))


async def stuck(callback: CallbackQuery, button: Button, manager: DialogManager) -> Any:
    """Look how one gets in."""
    await manager.start(GettingIn.steps, {"lesson_id": _lesson_id(manager)})


def _lesson_id(manager: DialogManager) -> int:
    started_with = manager.start_data
    if not isinstance(started_with, dict):
        raise NotHere
    return int(started_with["lesson_id"])
