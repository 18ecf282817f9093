"""Presses of changing who is in a lesson."""

from aiogram.types import CallbackQuery
from aiogram_dialog import Data, DialogManager
from aiogram_dialog.widgets.kbd import Button
from dishka.integrations.aiogram_dialog import FromDishka, inject

from handlers.instructor.change_people.draft import change
from handlers.instructor.choosing_people.draft import BEFORE
from handlers.instructor.choosing_scope import chosen_scope
from handlers.instructor.states import ChangePeople
from handlers.instructor.subjects import acting, lesson_id
from services.lessons.book import LessonBook
from services.lessons.changing_people import ChangingPeople
from services.lessons.clashes import Clashed
from services.texts import Texts


@inject
async def begin(
    start_data: Data,
    manager: DialogManager,
    book: FromDishka[LessonBook],
    changing: FromDishka[ChangingPeople],
) -> None:
    """Begin with who is in the lesson now."""
    actor, number = acting(manager), lesson_id(manager)
    lesson = (await book.held(actor, number)).lesson
    known = {
        "patients": [place.patient_id for place in lesson.participants],
        "specialists": [one.id for one in lesson.invited_specialists],
        "note": await changing.note(actor, number),
    }
    manager.dialog_data.update(
        {name: list(value) if isinstance(value, list) else value for name, value in known.items()}
    )
    manager.dialog_data.update(starts_at=lesson.starts_at.isoformat(), minutes=lesson.minutes)
    manager.dialog_data[BEFORE] = known


@inject
async def save(
    callback: CallbackQuery, button: Button, manager: DialogManager, changing: FromDishka[ChangingPeople]
) -> None:
    """Change who is in the lessons. The dialog leaves the check for good: nothing changes twice."""
    try:
        lessons = await changing.change(
            acting(manager), lesson_id(manager), change(manager), chosen_scope(manager)
        )
    except Clashed:
        texts: Texts = manager.middleware_data["texts"]
        await callback.answer(texts.plain("people.not_saved"), show_alert=True)
        return
    manager.dialog_data["count"] = len(lessons)
    await manager.switch_to(ChangePeople.done)
