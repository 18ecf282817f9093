"""Whose tick the instructor has changed so far."""

from aiogram_dialog import DialogManager

from models import Lesson
from services.lessons.attendance import ABSENT, listed


def absent(manager: DialogManager, lesson: Lesson) -> set[int]:
    """Return who is unticked: at first those who said that they would not come, or were not there."""
    at_first = {place.patient_id for place in listed(lesson) if place.state in ABSENT}
    known = {place.patient_id for place in listed(lesson)}
    return (at_first ^ set(manager.dialog_data.get("flipped", ()))) & known


def flip(manager: DialogManager, patient_id: int) -> None:
    """Tick whoever is not ticked, untick whoever is."""
    manager.dialog_data["flipped"] = sorted({*manager.dialog_data.get("flipped", ())} ^ {patient_id})
