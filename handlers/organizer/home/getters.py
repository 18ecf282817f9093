"""What the organizer's first screen shows."""

from typing import Any

from dishka.integrations.aiogram_dialog import FromDishka, inject

from services.people import People
from services.policy import Actor


@inject
async def clinic(actor: Actor, people: FromDishka[People], **_: Any) -> dict[str, Any]:
    """Return the clinic's name and how many people it has."""
    counts = await people.counts(actor)
    return {
        "clinic": (await people.clinic(actor)).name,
        "people": counts.people,
        "waiting": counts.waiting,
        "lost": counts.lost,
    }
