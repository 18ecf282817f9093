"""What the help screen shows."""

from typing import Any

from aiogram_dialog import DialogManager
from dishka.integrations.aiogram_dialog import FromDishka, inject

from services.identity import Identity
from services.installation import Installation
from services.policy import Actor

STRANGER, LEAVER = "stranger", "leaver"


@inject
async def whom_to_ask(
    dialog_manager: DialogManager,
    actor: Actor | None,
    identity: FromDishka[Identity],
    installation: FromDishka[Installation],
    **_: Any,
) -> dict[str, Any]:
    """Return the person's role and their clinic's contact; strangers get the installation's."""
    if actor is None:
        leaving = dialog_manager.middleware_data["leaver"] is not None
        return {"role": LEAVER if leaving else STRANGER, "support": installation.support_contact}
    me = await identity.membership(actor)
    return {"role": actor.role.value, "support": me.organization.support_contact}
