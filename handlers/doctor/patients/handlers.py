"""Presses and search in the lists of patients."""

from aiogram.types import CallbackQuery, Message
from aiogram_dialog import DialogManager
from aiogram_dialog.widgets.common import ManagedScroll
from aiogram_dialog.widgets.input import MessageInput
from aiogram_dialog.widgets.kbd import Button, Select

from handlers.doctor.states import DoctorPatient

LONGEST_SEARCH = 60
"""Letters of what was typed that are searched for: as many as a part of a name can have."""


async def typed(message: Message, widget: MessageInput, manager: DialogManager) -> None:
    """Search for what was typed."""
    manager.dialog_data["typed"] = (message.text or "")[:LONGEST_SEARCH].strip()
    await _to_first_page(manager)


async def forget_typed(callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
    """End the search."""
    manager.dialog_data.pop("typed", None)
    await _to_first_page(manager)


async def turn_everybody(callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
    """Show the clinic's patients instead of the doctor's own, or the other way round."""
    manager.dialog_data["everybody"] = not manager.dialog_data.get("everybody", False)
    await _to_first_page(manager)


async def open_patient(
    callback: CallbackQuery, select: Select[int], manager: DialogManager, patient_id: int
) -> None:
    """Open a patient's card."""
    await manager.start(DoctorPatient.card, {"patient_id": patient_id})


async def _to_first_page(manager: DialogManager) -> None:
    pages: ManagedScroll | None = manager.find("found")
    if pages is not None:
        await pages.set_page(0)
