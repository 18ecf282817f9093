"""What stands before somebody whose access is to be closed."""

from typing import Any

from aiogram_dialog import DialogManager
from dishka.integrations.aiogram_dialog import FromDishka, inject

from services.leaving import Leaving
from services.moments import Moments
from services.policy import Actor
from services.texts import Html, Texts


@inject
async def ahead(
    dialog_manager: DialogManager,
    actor: Actor,
    texts: Texts,
    moments: Moments,
    leaving: FromDishka[Leaving],
    **_: Any,
) -> dict[str, Any]:
    """Return who it is, and in words how many lessons they have before them."""
    start: Any = dialog_manager.start_data
    found = await leaving.ahead(actor, start["membership_id"])
    name = found.membership.person.full_name
    lines = [texts.html("organizer.leaving.then", name=name)]
    if found.nearest is not None:
        nearest = moments.moment_html(found.nearest, capital=False)
        lines = [texts.many("organizer.leaving.ahead", found.lessons, name=name, nearest=nearest)]
        if found.running:
            lines.append(texts.html("organizer.leaving.running"))
    return {
        "name": name,
        "role": texts.plain(f"roles.name.{found.membership.role.value}"),
        "lessons": found.lessons,
        "lines": Html("\n".join(lines)),
        "can_be_cancelled": found.can_be_cancelled,
        "can_be_left": found.can_be_left,
    }
