"""What the screens of writing to the clinic show."""

from typing import Any

from aiogram_dialog import DialogManager
from dishka.integrations.aiogram_dialog import FromDishka, inject

from handlers.common import said
from models import Role
from services.identity import Identity
from services.messages.voices import length
from services.policy import Actor


@inject
async def written(
    dialog_manager: DialogManager, actor: Actor, identity: FromDishka[Identity], **_: Any
) -> dict[str, Any]:
    """Return what was written so far, and the clinic's contact."""
    voice = said.voice(dialog_manager)
    me = await identity.membership(actor)
    return {
        "text": said.words(dialog_manager),
        "length": length(voice.seconds) if voice is not None else None,
        "support": me.organization.support_contact,
        "patient": actor.role is Role.PATIENT,
    }
