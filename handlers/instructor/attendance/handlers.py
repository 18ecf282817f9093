"""Presses and words after a lesson."""

from aiogram.types import CallbackQuery, Message
from aiogram_dialog import DialogManager
from aiogram_dialog.widgets.input import MessageInput
from aiogram_dialog.widgets.kbd import Button, Select
from dishka.integrations.aiogram_dialog import FromDishka, inject

from handlers.common.problems import clear_problem, note_refusal
from handlers.instructor.attendance.draft import absent, flip
from handlers.instructor.states import Attendance as Screens
from handlers.instructor.subjects import acting, lesson_id
from models import Outcome
from services.errors import Refused
from services.lessons.attendance import Attendance
from services.support import clean_words


async def ticked(
    callback: CallbackQuery, select: Select[int], manager: DialogManager, patient_id: int
) -> None:
    """Tick or untick a patient."""
    flip(manager, patient_id)


async def note_wanted(callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
    """Ask for the note."""
    clear_problem(manager)
    await manager.switch_to(Screens.note)


async def note_typed(message: Message, widget: MessageInput, manager: DialogManager) -> None:
    """Keep the note until all is saved."""
    try:
        manager.dialog_data["note"] = clean_words(message.text or "")
    except Refused as fault:
        note_refusal(manager, fault)
        return
    await manager.switch_to(Screens.sheet)


@inject
async def save(
    callback: CallbackQuery, button: Button, manager: DialogManager, attendance: FromDishka[Attendance]
) -> None:
    """Save who was there."""
    lesson = await attendance.sheet(acting(manager), lesson_id(manager))
    note = manager.dialog_data.get("note")
    await attendance.save(acting(manager), lesson.id, absent(manager, lesson), note)
    await _done(manager)


@inject
async def not_held(
    callback: CallbackQuery, button: Button, manager: DialogManager, attendance: FromDishka[Attendance]
) -> None:
    """Save why the lesson was not held; the button is named after the outcome."""
    outcome = Outcome(button.widget_id or "")
    note = manager.dialog_data.get("note")
    await attendance.not_held(acting(manager), lesson_id(manager), outcome, note)
    await _done(manager)


async def _done(manager: DialogManager) -> None:
    """Forget the draft: what is shown from now on is what was saved."""
    manager.dialog_data.clear()
    await manager.switch_to(Screens.saved)
