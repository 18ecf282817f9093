"""What a patient's card shows."""

from typing import Any

from aiogram_dialog import DialogManager
from dishka.integrations.aiogram_dialog import FromDishka, inject

from models import ClearanceStatus, Lesson, ParticipantState
from services.clearances import Clearances, PatientView
from services.messages.notes import clearance_line
from services.moments import Moments
from services.policy import Actor
from services.texts import Html

MOST_LESSONS = 3


def patient_id(manager: DialogManager) -> int:
    """Return whom the dialog was started with."""
    data: Any = manager.start_data
    patient: int = data["patient_id"]
    return patient


@inject
async def card(
    dialog_manager: DialogManager,
    actor: Actor,
    moments: Moments,
    clearances: FromDishka[Clearances],
    **_: Any,
) -> dict[str, Any]:
    """Return the patient, and which decisions there are to be made."""
    view = await clearances.view(actor, patient_id(dialog_manager))
    status = view.clearance.status
    return {
        **about(view, moments),
        "lessons": Html("\n".join(_line(lesson, view, moments) for lesson in view.lessons[:MOST_LESSONS])),
        "more": max(0, len(view.lessons) - MOST_LESSONS),
        "new": status in (ClearanceStatus.PENDING, ClearanceStatus.REFUSED),
        "given": view.clearance.was_given,
        "suspended": status is ClearanceStatus.SUSPENDED,
        "refusable": status in (ClearanceStatus.PENDING, ClearanceStatus.SUSPENDED),
    }


def about(view: PatientView, moments: Moments) -> dict[str, Any]:
    """Return who the patient is, where the clearance stands and who leads the lessons."""
    return {
        "name": view.patient.person.full_name,
        "clearance": clearance_line(view.clearance, moments),
        "instructor": view.instructor.person.full_name if view.instructor else None,
    }


def _line(lesson: Lesson, view: PatientView, moments: Moments) -> Html:
    moment = moments.moment_html(lesson.starts_at, lesson.ends_at)
    blocked = any(
        place.patient_id == view.patient.id and place.state is ParticipantState.BLOCKED
        for place in lesson.participants
    )
    return moments.texts.html("doctor.card.blocked" if blocked else "doctor.card.lesson", moment=moment)
