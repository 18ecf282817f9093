"""Presses in the patient's lists of lessons."""

from typing import Any

from aiogram.types import CallbackQuery
from aiogram_dialog import DialogManager
from aiogram_dialog.widgets.kbd import Select

from handlers.patient.states import PatientLesson


async def open_lesson(
    callback: CallbackQuery, select: Select[int], manager: DialogManager, lesson_id: int
) -> Any:
    """Open the lesson's card."""
    await manager.start(PatientLesson.card, {"lesson_id": lesson_id})
