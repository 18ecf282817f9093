"""New values for the clinic's settings."""

from collections.abc import Awaitable, Callable
from typing import Any

from aiogram.types import CallbackQuery
from aiogram_dialog import ChatEvent, DialogManager
from aiogram_dialog.widgets.kbd import Button
from dishka.integrations.aiogram_dialog import FromDishka, inject

from handlers.common.cities import ask_anew
from handlers.common.problems import clear_problem, note_refusal
from handlers.common.reader import set_reader
from handlers.organizer.states import ClinicSettings
from services.clinics import Clinics, clean_line, names_illness, parse_days
from services.errors import Refused
from services.policy import Actor
from services.timetable import known_zone


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


async def other_zone(callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
    """Ask for the clinic's city, from the beginning."""
    ask_anew(manager)
    await manager.switch_to(ClinicSettings.city)


async def city_picked(callback: CallbackQuery, select: Any, manager: DialogManager, zone: str) -> None:
    """Show what the zone would change. Raises Refused("zone-unknown") for a forged press."""
    if not known_zone(zone):
        raise Refused("zone-unknown")
    manager.dialog_data["zone"] = zone
    await manager.switch_to(ClinicSettings.zone)


@inject
async def zone_saved(
    callback: CallbackQuery, button: Button, manager: DialogManager, clinics: FromDishka[Clinics]
) -> None:
    """Let the clinic live by the clocks that were shown."""
    data = manager.middleware_data
    await set_reader(data, await clinics.change_zone(data["actor"], manager.dialog_data["zone"]))
    await manager.switch_to(ClinicSettings.main)


@inject
async def reminder_chosen(
    callback: CallbackQuery, select: Any, manager: DialogManager, minutes: str, clinics: FromDishka[Clinics]
) -> None:
    """Take the minutes of the earlier reminder, none for nought."""
    chosen = int(minutes) if minutes.isdecimal() else -1
    await clinics.change_reminder(manager.middleware_data["actor"], chosen or None)
    await manager.switch_to(ClinicSettings.main)


@inject
async def days_chosen(
    callback: CallbackQuery, select: Any, manager: DialogManager, days: str, clinics: FromDishka[Clinics]
) -> None:
    """Take the days that were pressed."""
    await clinics.change_ending(manager.middleware_data["actor"], parse_days(days))
    await manager.switch_to(ClinicSettings.main)


@inject
async def days_typed(
    event: ChatEvent, widget: Any, manager: DialogManager, text: str, clinics: FromDishka[Clinics]
) -> None:
    """Take the days that were written."""
    try:
        await clinics.change_ending(manager.middleware_data["actor"], parse_days(text))
    except Refused as fault:
        note_refusal(manager, fault)
        return
    clear_problem(manager)
    await manager.switch_to(ClinicSettings.main)


@inject
async def discretion_chosen(
    callback: CallbackQuery, button: Button, manager: DialogManager, clinics: FromDishka[Clinics]
) -> None:
    """Turn messages without personal data on or off, as the button is named."""
    await clinics.change_discretion(manager.middleware_data["actor"], button.widget_id == "on")


async def _take(manager: DialogManager, change: Callable[[Actor, str], Awaitable[None]], text: str) -> None:
    try:
        await change(manager.middleware_data["actor"], text)
    except Refused as fault:
        note_refusal(manager, fault)
        return
    clear_problem(manager)
    await manager.switch_to(ClinicSettings.main)
