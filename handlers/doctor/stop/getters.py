"""What suspending or refusing shows."""

from typing import Any

from aiogram_dialog import DialogManager
from dishka.integrations.aiogram_dialog import FromDishka, inject

from handlers.doctor.patient.getters import about, patient_id
from services.clearances import Clearances
from services.moments import Moments
from services.policy import Actor


@inject
async def outcome(
    dialog_manager: DialogManager,
    actor: Actor,
    moments: Moments,
    clearances: FromDishka[Clearances],
    **_: Any,
) -> dict[str, Any]:
    """Return what follows when the clearance is stopped."""
    patient = patient_id(dialog_manager)
    view, change = await clearances.view(actor, patient), await clearances.outcome(actor, patient, None)
    closing, begun = change.closing, change.begun
    return {
        **about(view, moments),
        "closing": len(closing),
        "nearest": moments.moment_html(closing[0].starts_at, capital=False) if closing else None,
        "begun": moments.clock_html(begun[0].starts_at) if begun else None,
        "message": moments.texts.plain("messages.clearance.paused"),
    }


@inject
async def stopped(
    dialog_manager: DialogManager,
    actor: Actor,
    moments: Moments,
    clearances: FromDishka[Clearances],
    **_: Any,
) -> dict[str, Any]:
    """Return what was saved."""
    view = await clearances.view(actor, patient_id(dialog_manager))
    return {**about(view, moments), "closed": dialog_manager.dialog_data["closed"]}
