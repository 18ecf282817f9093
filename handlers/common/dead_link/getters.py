"""What is the matter with the link."""

from datetime import datetime
from typing import Any

from aiogram_dialog import DialogManager
from dishka.integrations.aiogram_dialog import FromDishka, inject

from handlers.common.activation.link import account, token
from services.invitations import Invitations, LinkState
from services.moments import Moments
from services.policy import Actor


@inject
async def opened(
    dialog_manager: DialogManager,
    actor: Actor | None,
    moments: Moments,
    invitations: FromDishka[Invitations],
    **_: Any,
) -> dict[str, Any]:
    """Return where the link the dialog was started with stands now, and what can be done about it."""
    started_with: Any = dialog_manager.start_data
    texts = moments.texts
    if "until" in started_with:
        until = datetime.fromisoformat(started_with["until"])
        words = texts.html("activation.link.too_many", clock=moments.clock_html(until))
        return {"words": words, "can_ask": False, "can_sign_in": False}
    state = (await invitations.open(token(dialog_manager), account(dialog_manager).id)).state
    lives = state in (LinkState.OPEN, LinkState.OTHER_PERSON, LinkState.USED_BY_YOU)
    return {
        "words": texts.html(f"activation.link.{LinkState.UNKNOWN if lives else state}"),
        "can_ask": state in (LinkState.EXPIRED, LinkState.REVOKED),
        "can_sign_in": actor is None,
    }
