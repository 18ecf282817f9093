"""What handing a lesson on shows."""

from datetime import datetime
from typing import Any

from aiogram_dialog import DialogManager
from dishka.integrations.aiogram_dialog import FromDishka, inject

from handlers.instructor.subjects import lesson_id
from handlers.instructor.words import names
from services.lessons.standing_in import StandingIn
from services.moments import Moments
from services.notifications.planning import invitees
from services.policy import Actor


@inject
async def colleagues(
    dialog_manager: DialogManager,
    actor: Actor,
    moments: Moments,
    standing_in: FromDishka[StandingIn],
    **_: Any,
) -> dict[str, Any]:
    """Return who is free to hold the lesson, with what their clocks show then."""
    transfer = await standing_in.survey(actor, lesson_id(dialog_manager))
    lesson, texts = transfer.lesson, moments.texts
    found = []
    for one in transfer.free:
        name = one.person.list_name
        note = moments.local_note(lesson.starts_at, one.person.timezone, lesson.ends_at)
        label = texts.plain("instructor.stand_in.label", name=name, note=note) if note else name
        found.append({"id": one.id, "label": label})
    return {
        "moment": moments.moment_html(lesson.starts_at, lesson.ends_at),
        "free": found,
        "nobody": not found,
    }


@inject
async def chosen(
    dialog_manager: DialogManager,
    actor: Actor,
    moments: Moments,
    standing_in: FromDishka[StandingIn],
    **_: Any,
) -> dict[str, Any]:
    """Return who would hold the lesson and who would be told; nobody where that one is not free any more."""
    transfer = await standing_in.survey(actor, lesson_id(dialog_manager))
    wanted, lesson = dialog_manager.dialog_data["colleague"], transfer.lesson
    colleague = next((one for one in transfer.free if one.id == wanted), None)
    told = names(invitees(lesson))
    others = moments.texts.plain("instructor.stand_in.colleague")
    return {
        "moment": moments.moment_html(lesson.starts_at, lesson.ends_at),
        "name": colleague.person.list_name if colleague is not None else "",
        "gone": colleague is None,
        "told": " · ".join(one for one in (told, others) if one),
    }


async def handed(dialog_manager: DialogManager, moments: Moments, **_: Any) -> dict[str, Any]:
    """Return the lesson that was handed on, which is the instructor's no more."""
    data = dialog_manager.dialog_data
    starts_at, ends_at = map(datetime.fromisoformat, data["span"])
    return {"moment": moments.moment_html(starts_at, ends_at), "name": data["name"]}
