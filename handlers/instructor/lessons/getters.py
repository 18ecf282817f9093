"""What the list of lessons shows."""

from collections.abc import Sequence
from typing import Any

from aiogram_dialog import DialogManager
from dishka.integrations.aiogram_dialog import FromDishka, inject

from handlers.instructor.lists import on_page
from handlers.instructor.words import joined, lesson_label, lesson_line, zone_note
from services.lessons.book import LessonBook, LessonView
from services.moments import Moments
from services.policy import Actor
from services.texts import Html
from services.timetable import to_local

MOST_LISTED = 120
"""Lessons a list holds: twenty pages, more than a month of a busy instructor."""


@inject
async def coming(
    dialog_manager: DialogManager,
    actor: Actor,
    moments: Moments,
    book: FromDishka[LessonBook],
    **_: Any,
) -> dict[str, Any]:
    """Return the lessons that are not over."""
    narrowed = _patient_id(dialog_manager)
    lessons = await book.coming(actor, MOST_LISTED, narrowed)
    return await _whose(actor, book, narrowed) | _listed(
        lessons, await on_page(dialog_manager, "coming", lessons), moments
    )


@inject
async def past(
    dialog_manager: DialogManager,
    actor: Actor,
    moments: Moments,
    book: FromDishka[LessonBook],
    **_: Any,
) -> dict[str, Any]:
    """Return the lessons that are over, latest first."""
    narrowed = _patient_id(dialog_manager)
    lessons = await book.past(actor, MOST_LISTED, narrowed)
    return await _whose(actor, book, narrowed) | _listed(
        lessons, await on_page(dialog_manager, "past", lessons), moments
    )


def _patient_id(manager: DialogManager) -> int | None:
    started: Any = manager.start_data or {}
    narrowed: int | None = started.get("patient_id")
    return narrowed


async def _whose(actor: Actor, book: LessonBook, patient_id: int | None) -> dict[str, Any]:
    """Return the name of the patient to whom the list is narrowed."""
    patient = (await book.patient(actor, patient_id)).patient if patient_id is not None else None
    return {"who": patient.person.list_name if patient is not None else None}


def _listed(lessons: Sequence[LessonView], shown: Sequence[LessonView], moments: Moments) -> dict[str, Any]:
    return {
        "lines": joined(_by_day(shown, moments)),
        "zone": zone_note(moments),
        "lessons": [
            {
                "id": view.lesson.id,
                "label": lesson_label(view.lesson, moments.short(view.lesson.starts_at), moments.texts),
            }
            for view in lessons
        ],
    }


def _by_day(shown: Sequence[LessonView], moments: Moments) -> list[Html]:
    lines: list[Html] = []
    present = None
    for view in shown:
        day = to_local(view.lesson.starts_at, moments.reader.timezone).date()
        if day != present:
            lines.append(moments.texts.html("instructor.lessons.day", day=moments.day(day)))
            present = day
        lines.append(lesson_line(view, moments))
    return lines
