"""What somebody's data are, to be mended."""

from typing import Any

from aiogram_dialog import DialogManager
from dishka.integrations.aiogram_dialog import FromDishka, inject

from handlers.organizer.subject import chosen_role, membership_of
from models import HostProvider, MeetingHost, Role
from services.corrections import Corrections
from services.moments import Moments
from services.people import People
from services.policy import Actor
from services.texts import Texts


@inject
async def person(
    dialog_manager: DialogManager,
    actor: Actor,
    texts: Texts,
    moments: Moments,
    people: FromDishka[People],
    corrections: FromDishka[Corrections],
    **_: Any,
) -> dict[str, Any]:
    """Return the present values, and what became of the last correction."""
    shown = await people.card(actor, membership_of(dialog_manager))
    member, data = shown.membership, dialog_manager.dialog_data
    unknown = texts.plain("organizer.correct.none")
    is_patient = member.role is Role.PATIENT
    leaders = {
        role.value: await _leader(actor, member.id, role, texts, corrections) if is_patient else None
        for role in (Role.DOCTOR, Role.INSTRUCTOR)
    }
    return {
        "name": member.person.full_name,
        "email": member.person.email or unknown,
        "phone": member.person.phone or unknown,
        "has_phone": member.person.phone is not None,
        "zone": moments.zone_now(member.person.timezone),
        "host": _host(shown.host, texts) if shown.host else None,
        "is_instructor": member.role is Role.INSTRUCTOR,
        "is_patient": is_patient,
        "waiting": any(not one.activated_at and not one.deactivated_at for one in shown.roles),
        "active": any(one.activated_at for one in shown.roles),
        "problem": data.get("problem"),
        "saved": data.get("done") == "saved",
        "invited": data.get("done") == "invited",
        **leaders,
    }


@inject
async def leaders(
    dialog_manager: DialogManager,
    actor: Actor,
    texts: Texts,
    people: FromDishka[People],
    corrections: FromDishka[Corrections],
    **_: Any,
) -> dict[str, Any]:
    """Return who could lead the patient; the present one is ticked."""
    role = chosen_role(dialog_manager.dialog_data["role"])
    present = await corrections.leader(actor, membership_of(dialog_manager), role)
    return {
        "asks_doctor": role is Role.DOCTOR,
        "asks_instructor": role is Role.INSTRUCTOR,
        "leader": present.person.list_name if present else texts.plain("organizer.person.nobody"),
        "leaders": [
            {
                "id": one.id,
                "label": texts.plain(
                    "button.ticked" if present and one.id == present.id else "button.unticked",
                    label=one.person.list_name,
                ),
            }
            for one in await people.colleagues(actor, role)
        ],
    }


async def _leader(
    actor: Actor, membership_id: int, role: Role, texts: Texts, corrections: Corrections
) -> str:
    leader = await corrections.leader(actor, membership_id, role)
    return leader.person.list_name if leader else texts.plain("organizer.person.nobody")


def _host(host: MeetingHost, texts: Texts) -> str:
    if host.login is None:
        return texts.plain("organizer.add.host.asked")
    if host.provider is HostProvider.ZOOM:
        return texts.plain("organizer.correct.host_zoom", login=host.login)
    return texts.plain("organizer.add.host.link", link=host.login)
