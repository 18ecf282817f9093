"""New values for the clinic's settings."""

from collections.abc import Awaitable, Callable
from typing import Any

from aiogram.types import CallbackQuery
from aiogram_dialog import ChatEvent, DialogManager
from aiogram_dialog.widgets.kbd import Button
from dishka.integrations.aiogram_dialog import FromDishka, inject

from handlers.common.problems import clear_problem, note_refusal
from handlers.organizer.states import ClinicSettings
from services.clinics import Clinics, clean_line, names_illness
from services.errors import Refused
from services.policy import Actor


@inject
async def name_typed(
    event: ChatEvent, widget: Any, manager: DialogManager, text: str, clinics: FromDishka[Clinics]
) -> None:
    """Take the name for employees."""
    await _take(manager, clinics.rename, text)


@inject
async def neutral_typed(
    event: ChatEvent, widget: Any, manager: DialogManager, text: str, clinics: FromDishka[Clinics]
) -> None:
    """Take the name for patients; ask first about one that names the illness."""
    if names_illness(text):
        try:
            manager.dialog_data["typed"] = clean_line(text)
        except Refused as fault:
            note_refusal(manager, fault)
            return
        await manager.switch_to(ClinicSettings.illness)
        return
    await _take(manager, clinics.rename_for_patients, text)


@inject
async def illness_kept(
    callback: CallbackQuery, button: Button, manager: DialogManager, clinics: FromDishka[Clinics]
) -> None:
    """Take the name for patients though it names the illness."""
    await _take(manager, clinics.rename_for_patients, manager.dialog_data["typed"])


@inject
async def contact_typed(
    event: ChatEvent, widget: Any, manager: DialogManager, text: str, clinics: FromDishka[Clinics]
) -> None:
    """Take whom people are told to ask."""
    await _take(manager, clinics.change_contact, text)


async def _take(manager: DialogManager, change: Callable[[Actor, str], Awaitable[None]], text: str) -> None:
    try:
        await change(manager.middleware_data["actor"], text)
    except Refused as fault:
        note_refusal(manager, fault)
        return
    clear_problem(manager)
    await manager.switch_to(ClinicSettings.main)
