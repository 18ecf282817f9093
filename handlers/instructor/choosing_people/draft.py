"""The half-made lesson in a dialog's data."""

from datetime import datetime

from aiogram_dialog import DialogManager

from services.lessons.schedule import LessonPlan

BEFORE = "before"
"""Under this name the data of a dialog about a stored lesson says who was in it when the dialog began."""


def plan(manager: DialogManager) -> LessonPlan:
    """Return the lesson as chosen so far; the minutes and patients may still be missing."""
    data = manager.dialog_data
    return LessonPlan(
        starts_at=datetime.fromisoformat(data["starts_at"]),
        minutes=data.get("minutes", 0),
        patient_ids=tuple(data.get("patients", ())),
        specialist_ids=tuple(data.get("specialists", ())),
        note=data.get("note", ""),
    )


def stored_lesson(manager: DialogManager) -> int | None:
    """Return the lesson that a dialog changes, None for one that makes a new one."""
    start_data = manager.start_data
    return start_data.get("lesson_id") if isinstance(start_data, dict) else None
