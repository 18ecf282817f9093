"""What the help screen shows."""

from typing import Any

from dishka.integrations.aiogram_dialog import FromDishka, inject

from services.identity import Identity
from services.installation import Installation
from services.policy import Actor

STRANGER = "stranger"


@inject
async def whom_to_ask(
    actor: Actor | None, identity: FromDishka[Identity], installation: FromDishka[Installation], **_: Any
) -> dict[str, Any]:
    """Return the person's role and their clinic's contact; strangers get the installation's."""
    if actor is None:
        return {"role": STRANGER, "support": installation.support_contact}
    me = await identity.membership(actor)
    return {"role": actor.role.value, "support": me.organization.support_contact}
