"""What is asked after a lesson."""

from typing import Any

from aiogram_dialog import DialogManager
from dishka.integrations.aiogram_dialog import FromDishka, inject

from handlers.instructor.attendance.draft import absent
from handlers.instructor.subjects import lesson_id
from models import Outcome, ParticipantState
from services.lessons.attendance import Attendance, listed
from services.moments import Moments
from services.policy import Actor

_LABELS = {
    (False, False): "instructor.attendance.there",
    (True, False): "instructor.attendance.absent",
    (False, True): "instructor.attendance.there_declined",
    (True, True): "instructor.attendance.absent_declined",
}
"""By whether the patient is unticked, and whether they had said that they would not come."""


@inject
async def sheet(
    dialog_manager: DialogManager,
    actor: Actor,
    moments: Moments,
    attendance: FromDishka[Attendance],
    **_: Any,
) -> dict[str, Any]:
    """Return the lesson's patients, ticked or not. Raises Refused before it begins."""
    lesson = await attendance.sheet(actor, lesson_id(dialog_manager))
    texts, missing = moments.texts, absent(dialog_manager, lesson)
    places = []
    for place in listed(lesson):
        key = _LABELS[place.patient_id in missing, place.state is ParticipantState.DECLINED]
        label = texts.plain(key, name=place.patient.person.list_name)
        places.append({"id": place.patient_id, "label": label})
    note = dialog_manager.dialog_data.get("note", lesson.note.text if lesson.note else None)
    held = [place for place in listed(lesson) if place.state is ParticipantState.ATTENDED]
    not_held = lesson.outcome not in (None, Outcome.HELD)
    return {
        "moment": moments.moment_html(lesson.starts_at, lesson.ends_at),
        "places": places,
        "nobody": len(missing) == len(places),
        "note": note,
        "there": len(held),
        "of": len(places),
        "not_held": not_held,
        "why": texts.plain(f"instructor.outcome.{lesson.outcome.value}")
        if lesson.outcome and not_held
        else "",
    }
