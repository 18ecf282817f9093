"""What the questions about somebody new show."""

from typing import Any

from aiogram_dialog import DialogManager
from dishka.integrations.aiogram_dialog import FromDishka, inject

from handlers.common.cities import look_up
from handlers.organizer.add.draft import LEADERS, Draft
from handlers.organizer.person.getters import invitation
from handlers.organizer.states import AddPerson
from models import HostProvider, Membership, Role
from services.installation import Installation
from services.invitations import Invitations
from services.moments import Moments
from services.people import People
from services.policy import Actor
from services.registration import Registration
from services.texts import Texts


async def question(dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:
    """Return which question of how many this is, and what is amiss with the answer given."""
    data, state = dialog_manager.dialog_data, dialog_manager.current_context().state
    draft = Draft(data)
    progress = draft.progress(state)
    problem = data.get("problem")
    return {
        "step": progress[0] if progress else None,
        "steps": progress[1] if progress else None,
        "sought": draft.sought if state in (AddPerson.name, AddPerson.contacts) else None,
        "problem": problem["sentence"] if problem and problem["state"] == state.state else None,
    }


@inject
async def known(
    dialog_manager: DialogManager,
    actor: Actor,
    texts: Texts,
    registration: FromDishka[Registration],
    **_: Any,
) -> dict[str, Any]:
    """Return whom the email belongs to, and the role they could get."""
    draft = Draft(dialog_manager.dialog_data)
    member = await registration.known_email(actor, draft.email) if draft.email is not None else None
    return {
        "name": member.person.full_name if member else draft.name,
        "role": texts.plain(f"roles.name.{(member.role if member else draft.role).value}"),
        "question": texts.html(f"organizer.add.known.{draft.role.value}"),
    }


async def cities(dialog_manager: DialogManager, actor: Actor, moments: Moments, **_: Any) -> dict[str, Any]:
    """Return the clinic's city, unless it was found, and those found, with the time there."""
    typed: str = dialog_manager.dialog_data.get("city", "")
    found = look_up(typed, moments.texts.language)
    clinic = moments.zone_now(actor.clinic_timezone)
    offered = [
        {"zone": place.zone, "label": moments.zone_now(place.zone, place.name)} for place in found.offered
    ]
    return {
        "clinic": clinic if all(city["label"] != clinic for city in offered) else None,
        "found": offered,
        "more": found.more,
    }


async def host(dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:
    """Return the email that may be the Zoom login, if there is one."""
    return {"email": Draft(dialog_manager.dialog_data).email}


@inject
async def leaders(
    dialog_manager: DialogManager, actor: Actor, texts: Texts, people: FromDishka[People], **_: Any
) -> dict[str, Any]:
    """Return the doctors and the instructors to pick from, of whom there are several."""
    draft = Draft(dialog_manager.dialog_data)
    offered: dict[str, Any] = {role.value: [] for role in LEADERS}
    for role in draft.asked:
        offered[role.value] = [
            {"id": member.id, "label": _leader(member, draft, texts)}
            for member in await people.colleagues(actor, role)
        ]
    return offered


def _leader(member: Membership, draft: Draft, texts: Texts) -> str:
    label = texts.plain(
        "organizer.add.leader",
        role=texts.plain(f"organizer.role_title.{member.role.value}"),
        name=member.person.list_name,
    )
    picked = draft.leader(member.role) == member.id
    return texts.plain("button.ticked" if picked else "button.unticked", label=label)


@inject
async def summary(
    dialog_manager: DialogManager,
    actor: Actor,
    texts: Texts,
    moments: Moments,
    people: FromDishka[People],
    installation: FromDishka[Installation],
    **_: Any,
) -> dict[str, Any]:
    """Return all that was answered."""
    draft = Draft(dialog_manager.dialog_data)
    names = {
        role.value: next(
            (m.person.full_name for m in await people.colleagues(actor, role) if m.id == draft.leader(role)),
            None,
        )
        for role in draft.asked
    }
    return {
        "role": texts.plain(f"organizer.role_title.{draft.role.value}"),
        "name": draft.name,
        "contacts": draft.contacts,
        "zone": moments.zone_now(draft.timezone),
        "new": not draft.joins,
        "given": draft.given,
        "host": _host(draft, texts) if draft.role is Role.INSTRUCTOR else None,
        "asks_host": draft.asks_host,
        "asks_leaders": bool(draft.asked),
        "doctor": names.get(Role.DOCTOR),
        "instructor": names.get(Role.INSTRUCTOR),
        **_letter(draft.email, installation),
    }


def _letter(email: str | None, installation: Installation) -> dict[str, bool]:
    """Return whether the invitation goes out by mail, and what keeps it from going."""
    return {
        "mail": installation.mail and email is not None,
        "no_mail": not installation.mail,
        "no_email": installation.mail and email is None,
    }


def _host(draft: Draft, texts: Texts) -> str:
    if draft.provider is HostProvider.ZOOM:
        return texts.plain("organizer.add.host.zoom", login=draft.login or draft.email)
    if draft.login is None:
        return texts.plain("organizer.add.host.asked")
    return texts.plain("organizer.add.host.link", link=draft.login)


@inject
async def registered(
    dialog_manager: DialogManager,
    actor: Actor,
    texts: Texts,
    moments: Moments,
    people: FromDishka[People],
    invitations: FromDishka[Invitations],
    installation: FromDishka[Installation],
    **_: Any,
) -> dict[str, Any]:
    """Return the invitation of whoever was registered."""
    card = await people.card(actor, dialog_manager.dialog_data["saved"])
    return {
        **invitation(card, invitations, texts, moments),
        **_letter(card.membership.person.email, installation),
    }
