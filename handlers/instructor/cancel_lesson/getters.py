"""What calling a lesson off shows."""

from typing import Any

from aiogram_dialog import DialogManager
from dishka.integrations.aiogram_dialog import FromDishka, inject

from handlers.instructor.subjects import lesson_id
from handlers.instructor.words import names, split_by_quiet_hours
from services.lessons.book import LessonBook
from services.moments import Moments
from services.notifications.planning import invited
from services.policy import Actor


@inject
async def concerned(
    dialog_manager: DialogManager,
    actor: Actor,
    moments: Moments,
    book: FromDishka[LessonBook],
    **_: Any,
) -> dict[str, Any]:
    """Return the lesson's moment and who is told of its end."""
    lesson = (await book.held(actor, lesson_id(dialog_manager))).lesson
    patients = [place.patient for place in invited(lesson.participants)]
    told, later = split_by_quiet_hours(patients, lesson.starts_at, moments)
    return {
        "moment": moments.moment_html(lesson.starts_at, lesson.ends_at),
        "told": names(told),
        "later": names(later),
        "nobody": not patients,
    }
