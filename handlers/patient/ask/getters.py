"""What the screens of asking the instructor show."""

from typing import Any

from aiogram_dialog import DialogManager
from dishka.integrations.aiogram_dialog import FromDishka, inject

from handlers.patient.ask.handlers import lesson_id, words
from services.policy import Actor
from services.support import Support


@inject
async def written(
    dialog_manager: DialogManager, actor: Actor, support: FromDishka[Support], **_: Any
) -> dict[str, Any]:
    """Return what was written so far, and who will read it."""
    instructor = await support.instructor_of(actor, lesson_id(dialog_manager))
    return {
        "text": words(dialog_manager),
        "name": instructor.person.polite_name if instructor is not None else "—",
    }
