"""Presses and search among the instructor's patients."""

from aiogram.types import CallbackQuery
from aiogram_dialog import DialogManager
from aiogram_dialog.widgets.kbd import Button, Select
from dishka.integrations.aiogram_dialog import FromDishka, inject

from handlers.instructor.states import Calendar, NewLesson, PatientPage
from handlers.instructor.subjects import acting, patient_id
from handlers.instructor.words import barred_reason
from services.lessons.book import LessonBook
from services.texts import Texts


async def open_page(
    callback: CallbackQuery, select: Select[int], manager: DialogManager, chosen: int
) -> None:
    """Open a patient's page."""
    await manager.start(PatientPage.main, {"patient_id": chosen})


@inject
async def plan_lesson(
    callback: CallbackQuery, button: Button, manager: DialogManager, book: FromDishka[LessonBook]
) -> None:
    """Begin a lesson with this patient in it, or say why there can be none yet."""
    texts: Texts = manager.middleware_data["texts"]
    candidate = await book.patient(acting(manager), patient_id(manager))
    if candidate.selectable:
        await manager.start(NewLesson.date, {"patient_ids": [candidate.patient.id]})
        return
    name, reason = candidate.patient.person.full_name, barred_reason(candidate, texts)
    await callback.answer(texts.plain("instructor.patients.why", name=name, reason=reason), show_alert=True)


async def open_calendar(callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
    """Open the calendar with this patient's lessons alone."""
    await manager.start(Calendar.week, {"patient_id": patient_id(manager)})
