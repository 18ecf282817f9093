"""What the steps of an activation show. All read as the invited person will: their language and zone."""

from typing import Any

from aiogram_dialog import DialogManager
from dishka.integrations.aiogram_dialog import FromDishka, inject

from handlers.common.activation.link import account, language_for, opened_link
from models import Invitation, Role
from services import consent
from services.invitations import Invitations
from services.moments import Moments, Reader
from services.ports import Clock
from services.texts import Catalogues


@inject
async def invited(
    dialog_manager: DialogManager,
    invitations: FromDishka[Invitations],
    catalogues: FromDishka[Catalogues],
    clock: FromDishka[Clock],
    **_: Any,
) -> dict[str, Any]:
    """Return who is invited where, and let the windows be read in that person's language and zone."""
    invitation = (await opened_link(dialog_manager, invitations))[1]
    moments = _moments(dialog_manager, invitation, catalogues, clock)
    dialog_manager.middleware_data.update(texts=moments.texts, moments=moments)
    membership, organization = invitation.membership, invitation.membership.organization
    patient = membership.role is Role.PATIENT
    clinic = organization.patient_name if patient else organization.name
    return {
        "name": membership.person.polite_name,
        "clinic": clinic,
        "patient": patient,
        "role": moments.texts.plain(f"roles.name.{membership.role.value}"),
        "here": moments.texts.html(f"activation.here.{membership.role.value}"),
        "moment": moments.moment_html(invitation.expires_at, capital=False),
        "clock": moments.clock(moments.now),
        "support": organization.support_contact,
        "email": membership.person.email,
        "full": consent.pages(moments.texts.language, clinic),
    }


def _moments(manager: DialogManager, invitation: Invitation, catalogues: Catalogues, clock: Clock) -> Moments:
    membership = invitation.membership
    texts = catalogues.texts(language_for(account(manager), membership.person))
    reader = Reader(texts.language, membership.person.timezone, membership.organization.timezone)
    return Moments(texts, reader, clock.now())
