"""The roles one can choose from."""

from typing import Any

from dishka.integrations.aiogram_dialog import FromDishka, inject

from handlers.common.roles.shown import role_name
from services.identity import Identity
from services.policy import Actor
from services.texts import Texts


@inject
async def roles(actor: Actor, texts: Texts, identity: FromDishka[Identity], **_: Any) -> dict[str, Any]:
    """Return the person's roles, the active one ticked."""
    items = []
    for mine in await identity.roles(actor):
        label = texts.plain("roles.one", role=role_name(mine, texts), clinic=mine.clinic)
        active = mine.membership_id == actor.membership_id
        ticked = "button.ticked" if active else "button.unticked"
        items.append({"id": mine.membership_id, "label": texts.plain(ticked, label=label)})
    return {"roles": items, "role": role_name(actor, texts), "role_clinic": actor.clinic}
