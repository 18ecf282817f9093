"""What the screens of asking the instructor show."""

from typing import Any

from aiogram_dialog import DialogManager
from dishka.integrations.aiogram_dialog import FromDishka, inject

from handlers.common import said
from handlers.patient.ask.handlers import lesson_id
from services.messages.voices import length
from services.policy import Actor
from services.support import Support


@inject
async def written(
    dialog_manager: DialogManager, actor: Actor, support: FromDishka[Support], **_: Any
) -> dict[str, Any]:
    """Return what was written so far, and who will read it."""
    instructor = await support.instructor_of(actor, lesson_id(dialog_manager))
    voice = said.voice(dialog_manager)
    return {
        "text": said.words(dialog_manager),
        "length": length(voice.seconds) if voice is not None else None,
        "name": instructor.person.polite_name if instructor is not None else "—",
    }
