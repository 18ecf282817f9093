"""Presses and typed words of a new lesson."""

from collections.abc import Awaitable, Callable
from typing import Any

from aiogram.types import CallbackQuery
from aiogram_dialog import ChatEvent, Data, DialogManager
from aiogram_dialog.widgets.kbd import Button
from dishka.integrations.aiogram_dialog import FromDishka, inject

from handlers.common.drafts import KEPT, draft_of
from handlers.instructor.choosing_length import take_length
from handlers.instructor.choosing_people.draft import plan
from handlers.instructor.choosing_time.handlers import ChoosingTime
from handlers.instructor.opening import replace
from handlers.instructor.states import Calendar, LessonCard, NewLesson, RepeatLesson
from handlers.instructor.subjects import acting
from services.lessons.book import LessonBook
from services.lessons.clashes import Clashed
from services.lessons.schedule import Schedule
from services.moments import Moments

CHOICES = ("date", "time", "minutes", "patients", "specialists", "note")
"""What is kept of a lesson that is left half-made."""


def beginning(steps: ChoosingTime) -> Callable[[Data, DialogManager], Awaitable[None]]:
    """Return what fills in what a lesson was begun with, and asks the first question that is left."""

    async def begin(start_data: Data, manager: DialogManager) -> None:
        known = start_data if isinstance(start_data, dict) else {}
        manager.dialog_data["patients"] = [*known.get("patient_ids", ())]
        manager.dialog_data.update(draft_of(start_data) | {KEPT: CHOICES})
        manager.dialog_data.update({name: known[name] for name in ("date", "time") if name in known})
        if "date" in manager.dialog_data:
            event: Any = manager.event
            await steps.go_on(event, None, manager)

    return begin


@inject
async def time_chosen(
    event: ChatEvent, widget: Any, manager: DialogManager, schedule: FromDishka[Schedule]
) -> None:
    """Go on with the moment that was chosen."""
    await _go_on(manager, schedule)


@inject
async def length(
    event: ChatEvent, widget: Any, manager: DialogManager, text: str, schedule: FromDishka[Schedule]
) -> None:
    """Take a length that was written or pressed."""
    if await take_length(manager, schedule, text):
        await _go_on(manager, schedule)


@inject
async def patients_chosen(
    callback: CallbackQuery, button: Button, manager: DialogManager, schedule: FromDishka[Schedule]
) -> None:
    """Go on with the patients that are ticked."""
    if manager.dialog_data.get("checked") or not plan(manager).patient_ids:
        await _check(manager, schedule)
    else:
        await manager.switch_to(NewLesson.specialists)


@inject
async def to_check(
    callback: CallbackQuery, button: Button, manager: DialogManager, schedule: FromDishka[Schedule]
) -> None:
    """Go to the check with the people that are ticked."""
    await _check(manager, schedule)


@inject
async def save(
    callback: CallbackQuery, button: Button, manager: DialogManager, schedule: FromDishka[Schedule]
) -> None:
    """Save the lesson. The dialog leaves the check for good, so that a second press has nothing to save."""
    try:
        lesson = await schedule.create(acting(manager), plan(manager))
    except Clashed:
        await manager.switch_to(NewLesson.busy)
        return
    manager.dialog_data.clear()
    manager.dialog_data["lesson_id"] = lesson.id
    await manager.switch_to(NewLesson.done)


async def repeat(callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
    """Choose how the lesson repeats."""
    draft = plan(manager)
    await manager.start(
        RepeatLesson.how,
        {
            "starts_at": draft.starts_at.isoformat(),
            "minutes": draft.minutes,
            "patients": list(draft.patient_ids),
            "specialists": list(draft.specialist_ids),
            "note": draft.note,
        },
    )


async def repeated(start_data: Data, result: object, manager: DialogManager) -> None:
    """Leave the single lesson too, unless whoever chose how it repeats has stepped back to it.

    Other dialogs may be opened over it by buttons under messages, and are closed without a word.
    """
    repeats = isinstance(start_data, dict) and "starts_at" in start_data
    if repeats and result is None:
        await manager.done(show_mode=manager.show_mode)


async def open_saved(callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
    """Open the lesson that was saved."""
    await replace(manager, LessonCard.card, {"lesson_id": manager.dialog_data["lesson_id"]})


async def another(callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
    """Begin one more lesson."""
    await replace(manager, NewLesson.date)


@inject
async def to_calendar(
    callback: CallbackQuery, button: Button, manager: DialogManager, book: FromDishka[LessonBook]
) -> None:
    """Open the calendar at the day of the lesson that was saved."""
    moments: Moments = manager.middleware_data["moments"]
    saved = await book.held(acting(manager), manager.dialog_data["lesson_id"])
    await replace(manager, Calendar.day, {"day": moments.day_of(saved.lesson.starts_at).isoformat()})


async def _go_on(manager: DialogManager, schedule: Schedule) -> None:
    """Go to what is still to be chosen, then to the check, or to who is busy then."""
    if "minutes" not in manager.dialog_data:
        await manager.switch_to(NewLesson.minutes)
    elif not manager.dialog_data.get("patients"):
        await manager.switch_to(NewLesson.patients)
    else:
        await _check(manager, schedule)


async def _check(manager: DialogManager, schedule: Schedule) -> None:
    try:
        await schedule.check(acting(manager), plan(manager))
    except Clashed:
        await manager.switch_to(NewLesson.busy)
        return
    manager.dialog_data["checked"] = True
    await manager.switch_to(NewLesson.check)
