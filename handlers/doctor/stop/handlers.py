"""Presses while a clearance is stopped."""

from aiogram.types import CallbackQuery
from aiogram_dialog import DialogManager
from aiogram_dialog.widgets.kbd import Button
from dishka.integrations.aiogram_dialog import FromDishka, inject

from handlers.doctor.patient.getters import patient_id
from handlers.doctor.states import StopClearance
from services.clearances import Clearances


@inject
async def suspend(
    callback: CallbackQuery, button: Button, manager: DialogManager, clearances: FromDishka[Clearances]
) -> None:
    """Pause the patient's lessons."""
    actor = manager.middleware_data["actor"]
    manager.dialog_data["closed"] = await clearances.suspend(actor, patient_id(manager))
    await manager.switch_to(StopClearance.done)


@inject
async def refuse(
    callback: CallbackQuery, button: Button, manager: DialogManager, clearances: FromDishka[Clearances]
) -> None:
    """Refuse the clearance."""
    actor = manager.middleware_data["actor"]
    manager.dialog_data["closed"] = await clearances.refuse(actor, patient_id(manager))
    await manager.switch_to(StopClearance.done)
