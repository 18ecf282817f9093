"""Presses and words in the calendar."""

from datetime import date, timedelta
from typing import Any

from aiogram.types import CallbackQuery
from aiogram_dialog import ChatEvent, DialogManager
from aiogram_dialog.widgets.kbd import Button, Select
from dishka.integrations.aiogram_dialog import FromDishka, inject

from handlers.common.problems import clear_problem, note_problem
from handlers.instructor.calendar import shown
from handlers.instructor.states import Attendance, Calendar, LessonList, NewLesson
from handlers.instructor.subjects import acting
from services.lessons.book import LessonBook
from services.lessons.calendar import WEEK
from services.moments import Moments


async def attendance(
    callback: CallbackQuery, select: Select[int], manager: DialogManager, lesson_id: int
) -> None:
    """Say who was at a lesson that is over."""
    await manager.start(Attendance.sheet, {"lesson_id": lesson_id})


async def week_before(callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
    """Show the week before."""
    shown.show_day(manager, shown.day(manager) - timedelta(days=WEEK))


async def week_after(callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
    """Show the week after."""
    shown.show_day(manager, shown.day(manager) + timedelta(days=WEEK))


async def day_before(callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
    """Show the day before."""
    shown.show_day(manager, shown.day(manager) - timedelta(days=1))


async def day_after(callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
    """Show the day after."""
    shown.show_day(manager, shown.day(manager) + timedelta(days=1))


async def month_before(callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
    """Show the month before."""
    shown.show_day(manager, shown.month_away(shown.day(manager), -1, _moments(manager).today))


async def month_after(callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
    """Show the month after."""
    shown.show_day(manager, shown.month_away(shown.day(manager), 1, _moments(manager).today))


async def this_week(callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
    """Show the present week."""
    shown.show_day(manager, _moments(manager).today)


async def today(callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
    """Show the present day."""
    shown.show_day(manager, _moments(manager).today)
    await manager.switch_to(Calendar.day)


async def open_day(
    callback: CallbackQuery, select: Select[date | None], manager: DialogManager, chosen: date | None
) -> None:
    """Show a day that was pressed in a week or a month."""
    if chosen is not None:
        shown.show_day(manager, chosen)
        await manager.switch_to(Calendar.day)


async def ask_date(callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
    """Ask for a day to jump to."""
    clear_problem(manager)
    await manager.switch_to(Calendar.date)


async def typed_date(event: ChatEvent, widget: Any, manager: DialogManager, text: str) -> None:
    """Jump to a day that was written."""
    day = _moments(manager).day_said(text)
    if day is None:
        note_problem(manager, "instructor.problem.date")
        return
    await picked_date(event, widget, manager, day)


async def picked_date(event: ChatEvent, widget: Any, manager: DialogManager, day: date) -> None:
    """Jump to a day."""
    clear_problem(manager)
    shown.show_day(manager, day)
    await manager.switch_to(Calendar.day)


async def ask_patient(callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
    """Ask whose lessons are to be shown."""
    manager.dialog_data.pop("search", None)
    await manager.switch_to(Calendar.patient)


async def narrow(
    callback: CallbackQuery, select: Select[int], manager: DialogManager, patient_id: int
) -> None:
    """Show one patient's lessons alone."""
    manager.dialog_data["patient_id"] = patient_id
    await manager.switch_to(Calendar.week)


async def widen(callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
    """Show everybody's lessons."""
    manager.dialog_data.pop("patient_id", None)
    await manager.switch_to(Calendar.week)


async def as_list(callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
    """Open the coming lessons as a list, of the same patient."""
    narrowed = shown.patient_id(manager)
    await manager.start(LessonList.coming, {"patient_id": narrowed} if narrowed is not None else None)


@inject
async def new_lesson(
    callback: CallbackQuery, button: Button, manager: DialogManager, book: FromDishka[LessonBook]
) -> None:
    """Begin a lesson, of the patient to whom the calendar is narrowed."""
    await manager.start(NewLesson.date, await _known(manager, book))


@inject
async def new_on_day(
    callback: CallbackQuery, button: Button, manager: DialogManager, book: FromDishka[LessonBook]
) -> None:
    """Begin a lesson on the shown day."""
    day = shown.day(manager).isoformat()
    await manager.start(NewLesson.date, {**await _known(manager, book), "date": day})


@inject
async def new_at(
    callback: CallbackQuery,
    select: Any,
    manager: DialogManager,
    clock: str,
    book: FromDishka[LessonBook],
) -> None:
    """Begin a lesson in an empty hour of the shown day."""
    day = shown.day(manager).isoformat()
    await manager.start(NewLesson.date, {**await _known(manager, book), "date": day, "time": clock})


async def _known(manager: DialogManager, book: LessonBook) -> dict[str, Any]:
    """Return what of a new lesson is known: the patient, if there can be a lesson with them."""
    patient_id = shown.patient_id(manager)
    if patient_id is None or not (await book.patient(acting(manager), patient_id)).selectable:
        return {}
    return {"patient_ids": [patient_id]}


def _moments(manager: DialogManager) -> Moments:
    moments: Moments = manager.middleware_data["moments"]
    return moments
