"""Presses while a clearance is given."""

from datetime import date
from typing import Any

from aiogram.types import CallbackQuery
from aiogram_dialog import DialogManager
from aiogram_dialog.widgets.kbd import Button
from dishka.integrations.aiogram_dialog import FromDishka, inject

from handlers.doctor.patient.getters import patient_id
from handlers.doctor.states import GiveClearance
from services.clearances import Clearances


@inject
async def offer_chosen(
    callback: CallbackQuery,
    select: Any,
    manager: DialogManager,
    day: date,
    clearances: FromDishka[Clearances],
) -> None:
    """Take one of the days offered."""
    await _choose(manager, clearances, day)


@inject
async def day_chosen(
    callback: CallbackQuery,
    calendar: Any,
    manager: DialogManager,
    day: date,
    clearances: FromDishka[Clearances],
) -> None:
    """Take a day of the calendar."""
    await _choose(manager, clearances, day)


@inject
async def save(
    callback: CallbackQuery, button: Button, manager: DialogManager, clearances: FromDishka[Clearances]
) -> None:
    """Give the clearance."""
    manager.dialog_data["opened"] = await clearances.give(
        manager.middleware_data["actor"],
        patient_id(manager),
        date.fromisoformat(manager.dialog_data["until"]),
    )
    await manager.switch_to(GiveClearance.done)


async def _choose(manager: DialogManager, clearances: Clearances, day: date) -> None:
    clearances.check_until(manager.middleware_data["actor"], day)
    manager.dialog_data["until"] = day.isoformat()
    await manager.switch_to(GiveClearance.check)
