"""How the clinic is set up."""

from typing import Any

from aiogram_dialog import DialogManager
from dishka.integrations.aiogram_dialog import FromDishka, inject

from services.clinics import ENDING_CHOICES, REMINDERS, Clinics
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
        "reminder": _reminder(clinic.reminder_minutes, texts),
        "ending": texts.many_plain("organizer.clinic.ending.days", clinic.ending_days),
        "discreet": texts.plain(
            "organizer.clinic.discreet.on" if clinic.discreet else "organizer.clinic.discreet.off"
        ),
        "is_discreet": clinic.discreet,
    }


@inject
async def zone_preview(
    dialog_manager: DialogManager, actor: Actor, moments: Moments, clinics: FromDishka[Clinics], **_: Any
) -> dict[str, Any]:
    """Return what the clocks of the city that was picked would change."""
    zone: str = dialog_manager.dialog_data.get("zone", actor.clinic_timezone)
    effects = await clinics.preview_zone(actor, zone)
    return {
        "new_zone": moments.zone_now(zone),
        "closing": effects.closing,
        "opening": effects.opening,
    }


@inject
async def reminders(actor: Actor, texts: Texts, clinics: FromDishka[Clinics], **_: Any) -> dict[str, Any]:
    """Return the reminders that may be chosen, the present one ticked."""
    present = (await clinics.settings(actor)).reminder_minutes
    return {
        "choices": [
            (_ticked(_reminder(minutes, texts), minutes == present, texts), str(minutes or 0))
            for minutes in REMINDERS
        ]
    }


@inject
async def endings(actor: Actor, texts: Texts, clinics: FromDishka[Clinics], **_: Any) -> dict[str, Any]:
    """Return the days that one press chooses, the present ones ticked."""
    present = (await clinics.settings(actor)).ending_days
    return {
        "choices": [
            (
                _ticked(texts.many_plain("organizer.clinic.ending.days", days), days == present, texts),
                str(days),
            )
            for days in ENDING_CHOICES
        ]
    }


def _reminder(minutes: int | None, texts: Texts) -> str:
    if minutes is None:
        return texts.plain("organizer.clinic.reminder.none")
    return texts.many_plain("organizer.clinic.reminder.more", minutes)


def _ticked(label: str, present: bool, texts: Texts) -> str:
    return texts.plain("button.ticked" if present else "button.unticked", label=label)
