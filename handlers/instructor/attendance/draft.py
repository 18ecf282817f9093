"""Whose tick the instructor has changed so far."""

from aiogram_dialog import DialogManager

from models import Lesson, Outcome
from services.lessons.attendance import ABSENT, listed


def absent(manager: DialogManager, lesson: Lesson) -> set[int]:
    """Return who is unticked: at first those who said that they would not come, or were not there.

    Of a lesson that was not held after all it is not known; everybody is ticked again.
    """
    known = {place.patient_id for place in listed(lesson)}
    at_first = {place.patient_id for place in listed(lesson) if place.state in ABSENT}
    if lesson.outcome not in (None, Outcome.HELD):
        at_first = set()
    return (at_first ^ set(manager.dialog_data.get("flipped", ()))) & known


def flip(manager: DialogManager, patient_id: int) -> None:
    """Tick whoever is not ticked, untick whoever is."""
    manager.dialog_data["flipped"] = sorted({*manager.dialog_data.get("flipped", ())} ^ {patient_id})
