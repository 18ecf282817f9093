"""The half-made lesson in the dialog's data."""

from datetime import datetime

from aiogram_dialog import DialogManager

from services.lessons.schedule import LessonPlan


def plan(manager: DialogManager) -> LessonPlan:
    """Return the lesson as chosen so far; the minutes and patients may still be missing."""
    data = manager.dialog_data
    return LessonPlan(
        starts_at=datetime.fromisoformat(data["starts_at"]),
        minutes=data.get("minutes", 0),
        patient_ids=tuple(data.get("patients", ())),
    )
