"""How the clinic is set up."""

from typing import Any

from aiogram_dialog import DialogManager
from dishka.integrations.aiogram_dialog import FromDishka, inject

from services.clinics import Clinics
from services.moments import Moments
from services.policy import Actor
from services.texts import Texts


@inject
async def settings(
    dialog_manager: DialogManager,
    actor: Actor,
    texts: Texts,
    moments: Moments,
    clinics: FromDishka[Clinics],
    **_: Any,
) -> dict[str, Any]:
    """Return the clinic's names, zone and contact, and the name that was typed and not taken yet."""
    clinic = await clinics.settings(actor)
    return {
        "name": clinic.name,
        "patient_name": clinic.patient_name,
        "zone": moments.zone_now(clinic.timezone),
        "contact": clinic.support_contact or texts.plain("organizer.clinic.no_contact"),
        "typed": dialog_manager.dialog_data.get("typed", ""),
    }
