"""What giving a clearance shows."""

from datetime import date
from typing import Any

from aiogram_dialog import DialogManager
from dishka.integrations.aiogram_dialog import FromDishka, inject

from handlers.doctor.patient.getters import about, patient_id
from services.clearances import Clearances
from services.moments import Moments
from services.policy import Actor


@inject
async def terms(
    dialog_manager: DialogManager,
    actor: Actor,
    moments: Moments,
    clearances: FromDishka[Clearances],
    **_: Any,
) -> dict[str, Any]:
    """Return until when the patient may be cleared."""
    patient = patient_id(dialog_manager)
    view, offered = await clearances.view(actor, patient), await clearances.terms(actor, patient)
    live = view.clearance.covers(moments.now)
    return {
        **about(view, moments),
        "today": offered.today,
        "offers": [
            {
                "day": day.isoformat(),
                "label": moments.texts.many_plain(
                    "doctor.until.further" if live else "doctor.until.offer",
                    days,
                    until=moments.until_day(day),
                ),
            }
            for days, day in offered.offers
        ],
    }


@inject
async def outcome(
    dialog_manager: DialogManager,
    actor: Actor,
    moments: Moments,
    clearances: FromDishka[Clearances],
    **_: Any,
) -> dict[str, Any]:
    """Return what follows from the day that was chosen."""
    patient, until = patient_id(dialog_manager), date.fromisoformat(dialog_manager.dialog_data["until"])
    view, change = await clearances.view(actor, patient), await clearances.outcome(actor, patient, until)
    return {
        **about(view, moments),
        "until": moments.until_day(until),
        "told": bool(change.opening) or not view.clearance.covers(moments.now),
        "message": moments.texts.plain("messages.clearance.given"),
        "opening": len(change.opening),
        "closing": len(change.closing),
        "nearest": moments.moment_html(change.closing[0].starts_at, capital=False)
        if change.closing
        else None,
    }


@inject
async def given(
    dialog_manager: DialogManager,
    actor: Actor,
    moments: Moments,
    clearances: FromDishka[Clearances],
    **_: Any,
) -> dict[str, Any]:
    """Return what was saved."""
    data = dialog_manager.dialog_data
    return {
        **about(await clearances.view(actor, patient_id(dialog_manager)), moments),
        "until": moments.until_day(date.fromisoformat(data["until"])),
        "opened": data["opened"],
    }
