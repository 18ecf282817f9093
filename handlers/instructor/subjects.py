"""What a dialog is about: the id it was started with."""

from typing import Any

from aiogram_dialog import DialogManager

from services.policy import Actor


def lesson_id(manager: DialogManager) -> int:
    """Return the lesson a dialog was started for."""
    return _started_with(manager, "lesson_id")


def patient_id(manager: DialogManager) -> int:
    """Return the patient a dialog was started for."""
    return _started_with(manager, "patient_id")


def acting(manager: DialogManager) -> Actor:
    """Return who presses."""
    actor: Actor = manager.middleware_data["actor"]
    return actor


def _started_with(manager: DialogManager, name: str) -> int:
    start_data: Any = manager.start_data
    return int(start_data[name])
