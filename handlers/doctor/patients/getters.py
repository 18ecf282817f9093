"""Who is in the lists of patients."""

from typing import Any

from aiogram_dialog import DialogManager
from dishka.integrations.aiogram_dialog import FromDishka, inject

from models import Clearance, Membership
from services.clearances import Clearances
from services.messages.notes import clearance_line
from services.moments import Moments
from services.policy import Actor


@inject
async def waiting(
    actor: Actor, moments: Moments, clearances: FromDishka[Clearances], **_: Any
) -> dict[str, Any]:
    """Return who waits for a decision."""
    desk = await clearances.desk(actor)
    return _listed([(desk.patients[row.patient_id], row) for row in desk.waiting], moments)


@inject
async def ending(
    actor: Actor, moments: Moments, clearances: FromDishka[Clearances], **_: Any
) -> dict[str, Any]:
    """Return whose clearance ends soon."""
    desk = await clearances.desk(actor)
    return _listed([(desk.patients[row.patient_id], row) for row in desk.ending], moments)


@inject
async def found(
    dialog_manager: DialogManager,
    actor: Actor,
    moments: Moments,
    clearances: FromDishka[Clearances],
    **_: Any,
) -> dict[str, Any]:
    """Return the patients whose name holds what was typed: the doctor's own, or the clinic's."""
    typed = dialog_manager.dialog_data.get("typed", "")
    everybody = dialog_manager.dialog_data.get("everybody", False)
    rows = await clearances.search(actor, typed, own=not everybody)
    return {**_listed(rows, moments), "typed": typed, "everybody": everybody}


def _listed(rows: list[tuple[Membership, Clearance]], moments: Moments) -> dict[str, Any]:
    return {
        "total": len(rows),
        "patients": [
            {
                "id": patient.id,
                "label": moments.texts.plain(
                    "doctor.patients.item",
                    name=patient.person.list_name,
                    clearance=clearance_line(clearance, moments),
                ),
            }
            for patient, clearance in rows
        ],
    }
