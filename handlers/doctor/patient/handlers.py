"""Presses on a patient's card."""

from aiogram.types import CallbackQuery
from aiogram_dialog import DialogManager
from aiogram_dialog.widgets.kbd import Button

from handlers.doctor.patient.getters import patient_id
from handlers.doctor.states import GiveClearance, StopClearance


async def give(callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
    """Ask until when."""
    await manager.start(GiveClearance.until, {"patient_id": patient_id(manager)})


async def suspend(callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
    """Show what suspending does."""
    await manager.start(StopClearance.suspend, {"patient_id": patient_id(manager)})


async def refuse(callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
    """Show what refusing does."""
    await manager.start(StopClearance.refuse, {"patient_id": patient_id(manager)})
