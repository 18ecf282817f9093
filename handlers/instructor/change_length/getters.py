"""What changing a lesson's length shows."""

from typing import Any

from aiogram_dialog import DialogManager
from dishka.integrations.aiogram_dialog import FromDishka, inject

from handlers.instructor.choosing_scope import chosen_scope, scope_items
from handlers.instructor.subjects import lesson_id
from handlers.instructor.words import names, split_by_quiet_hours, taken_lines
from services.lessons.book import LessonBook
from services.lessons.calling_off import CallingOff
from services.lessons.changing_length import ChangingLength
from services.lessons.schedule import Schedule
from services.moments import Moments
from services.notifications.planning import of_each_invitee
from services.policy import Actor


@inject
async def lengths(
    dialog_manager: DialogManager,
    actor: Actor,
    moments: Moments,
    book: FromDishka[LessonBook],
    schedule: FromDishka[Schedule],
    **_: Any,
) -> dict[str, Any]:
    """Return the lesson as it is and the common lengths that the instructor's meetings may have."""
    lesson = (await book.held(actor, lesson_id(dialog_manager))).lesson
    return {
        "moment": moments.moment_html(lesson.starts_at, lesson.ends_at),
        "lengths": [{"id": one, "label": str(one)} for one in await schedule.common_lengths(actor)],
    }


@inject
async def summary(
    dialog_manager: DialogManager,
    actor: Actor,
    moments: Moments,
    calling_off: FromDishka[CallingOff],
    changing: FromDishka[ChangingLength],
    **_: Any,
) -> dict[str, Any]:
    """Return how long the lessons would last, who is taken then and who would be told."""
    number, scope = lesson_id(dialog_manager), chosen_scope(dialog_manager)
    minutes = dialog_manager.dialog_data["minutes"]
    found = await changing.check(actor, number, minutes, scope)
    concerned = [member for member, _ in of_each_invitee(one.lesson for one in found)]
    told, later = split_by_quiet_hours(concerned, found[0].lesson.starts_at, moments)
    return {
        "scopes": scope_items(await calling_off.scopes(actor, number), scope, moments),
        "moment": moments.moment_html(found[0].lesson.starts_at, found[0].ends_at, capital=False),
        "count": len(found),
        "minutes": moments.minutes(minutes),
        "taken": taken_lines([(one.lesson, one.busy) for one in found], moments),
        "told": names(told),
        "later": names(later),
    }


async def saved(dialog_manager: DialogManager, moments: Moments, **_: Any) -> dict[str, Any]:
    """Return how long the lessons last now."""
    return {"minutes": moments.minutes(dialog_manager.dialog_data["minutes"])}
