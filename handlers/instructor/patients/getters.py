"""What the instructor sees of their patients."""

from typing import Any

from aiogram_dialog import DialogManager
from dishka.integrations.aiogram_dialog import FromDishka, inject

from handlers.common.present import drawn_by_clock
from handlers.instructor.subjects import patient_id
from handlers.instructor.words import entries, joined, lesson_label, phone
from services.lessons.book import LessonBook, named
from services.messages.notes import clearance_line
from services.moments import Moments
from services.policy import Actor

LESSONS_SHOWN = 5
"""Coming lessons on a patient's page; the schedule has them all."""


@inject
async def everyone(
    dialog_manager: DialogManager, actor: Actor, book: FromDishka[LessonBook], **_: Any
) -> dict[str, Any]:
    """Return the instructor's patients, those searched for."""
    search = dialog_manager.dialog_data.get("search", "")
    patients = await book.candidates(actor)
    found = named(patients, search)
    return {
        "total": len(patients),
        "search": search,
        "empty": not patients,
        "nobody": bool(patients) and not found,
        "patients": [{"id": c.patient.id, "label": c.patient.person.list_name} for c in found],
    }


@inject
async def page(
    dialog_manager: DialogManager,
    actor: Actor,
    moments: Moments,
    book: FromDishka[LessonBook],
    **_: Any,
) -> dict[str, Any]:
    """Return one patient: local time, clearance, coming lessons, and the way into one that is open."""
    # What the clock draws again is no look of the person's.
    read = book.patient if drawn_by_clock(dialog_manager) else book.page
    candidate = await read(actor, patient_id(dialog_manager))
    person, texts = candidate.patient.person, moments.texts
    lessons = await book.coming(actor, LESSONS_SHOWN, patient_id=candidate.patient.id)
    reached = person.telegram_id is not None and person.telegram_lost_at is None
    return {
        "name": person.full_name,
        "zone_now": moments.zone_now(person.timezone),
        "clearance": clearance_line(candidate.clearance, moments)
        if candidate.clearance
        else texts.html("clearance.pending"),
        "unreached": None if reached else phone(person, texts),
        "lines": joined(moments.moment_html(view.lesson.starts_at, view.lesson.ends_at) for view in lessons),
        "open": entries(await book.open_now(actor, candidate.patient.id), moments),
        "lessons": [
            {
                "id": view.lesson.id,
                "label": lesson_label(view.lesson, moments.short(view.lesson.starts_at), texts),
            }
            for view in lessons
        ],
    }
