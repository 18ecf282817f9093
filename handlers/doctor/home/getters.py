"""What the doctor's first screen shows."""

from typing import Any

from dishka.integrations.aiogram_dialog import FromDishka, inject

from services.clearances import Clearances
from services.messages.notes import clearance_line
from services.moments import Moments
from services.policy import Actor
from services.texts import Html

MOST_NAMES = 5
"""Names under one heading; the list behind the button has all."""


@inject
async def desk(
    actor: Actor, moments: Moments, clearances: FromDishka[Clearances], **_: Any
) -> dict[str, Any]:
    """Return who waits and whose clearance ends soon."""
    texts, found = moments.texts, await clearances.desk(actor)
    names = {patient.id: patient.person.list_name for patient in found.patients.values()}
    waiting = [
        texts.html("doctor.home.waits", name=names[row.patient_id]) for row in found.waiting[:MOST_NAMES]
    ]
    ending = [
        texts.html("doctor.home.ends", name=names[row.patient_id], clearance=clearance_line(row, moments))
        for row in found.ending[:MOST_NAMES]
    ]
    return {
        "today": moments.day(moments.today, relative=False),
        "lines": Html("\n".join([*waiting, *ending])),
        "waiting": len(found.waiting),
        "ending": len(found.ending),
        "patients": len(found.patients),
    }
