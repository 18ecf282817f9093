"""Who is in the list of people."""

from typing import Any

from aiogram_dialog import DialogManager
from dishka.integrations.aiogram_dialog import FromDishka, inject

from models import Membership, Role
from services.people import People, Standing
from services.policy import Actor
from services.texts import Texts


@inject
async def found(
    dialog_manager: DialogManager,
    actor: Actor,
    texts: Texts,
    people: FromDishka[People],
    **_: Any,
) -> dict[str, Any]:
    """Return the people who match what was typed and the chosen role."""
    role, typed = dialog_manager.dialog_data.get("role"), dialog_manager.dialog_data.get("typed", "")
    standing = dialog_manager.dialog_data.get("standing")
    members = await people.search(
        actor, typed, Role(role) if role else None, Standing(standing) if standing else None
    )
    waiting = standing == Standing.WAITING and not (role or typed)
    return {
        "total": len(members),
        "typed": typed,
        "role": texts.plain(f"organizer.filter.{role}") if role else texts.plain("organizer.filter.all"),
        "standing": texts.plain(f"organizer.standing.{standing or 'all'}"),
        "nobody": bool(typed) and not members and not await people.search(actor, typed),
        "narrowed": bool(typed or role or standing),
        "invitable": waiting and bool(members),
        "people": [{"id": member.id, "label": _label(member, texts)} for member in members],
    }


async def invited(dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:
    """Return how many were invited again."""
    return {
        "mailed": dialog_manager.dialog_data["mailed"],
        "without_email": dialog_manager.dialog_data["without_email"],
    }


def _label(member: Membership, texts: Texts) -> str:
    standing = "organizer.people.item" if member.activated_at else "organizer.people.item_waiting"
    return texts.plain(
        "organizer.people.item_closed" if member.deactivated_at else standing,
        name=member.person.list_name,
        role=texts.plain(f"roles.name.{member.role.value}"),
    )
