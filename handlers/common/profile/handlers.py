"""Presses of the profile: what is chosen holds from the same screen on."""

from typing import Any

from aiogram import Bot
from aiogram.types import CallbackQuery, Message
from aiogram_dialog import DialogManager, ShowMode
from aiogram_dialog.widgets.input import MessageInput
from aiogram_dialog.widgets.kbd import Button, Select
from dishka.integrations.aiogram_dialog import FromDishka, inject

from handlers.common.cities import ask_anew, zone_of
from handlers.common.faults import refusal
from handlers.common.menu import offer_commands
from handlers.common.problems import clear_problem, note_problem
from handlers.common.profile.getters import ON
from handlers.common.reader import set_reader
from handlers.common.states import Profile
from handlers.common.widgets import ask_place, asked_enough, way_home
from services.errors import Refused
from services.policy import Actor
from services.profile import Profile as OwnProfile
from services.timetable import known_zone, parse_span


@inject
async def language_chosen(
    callback: CallbackQuery,
    select: Select[str],
    manager: DialogManager,
    language: str,
    profile: FromDishka[OwnProfile],
) -> Any:
    """Speak that language from this press on; the way home under the field comes anew in its words."""
    data = manager.middleware_data
    before: Actor = data["actor"]
    after = await profile.change_language(before, language)
    if after == before:
        await manager.switch_to(Profile.main)
        return
    await set_reader(data, after)
    bot: Bot = data["bot"]
    await offer_commands(bot, callback.from_user, data["texts"], after.role)
    await bot.send_message(
        callback.from_user.id,
        data["texts"].html("profile.language.done"),
        reply_markup=way_home(data["texts"]),
    )
    await manager.switch_to(Profile.main, show_mode=ShowMode.SEND)


async def other_zone(callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
    """Ask for the city, from the beginning."""
    ask_anew(manager)
    await manager.switch_to(Profile.city)


async def place_wanted(callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
    """Ask for the place instead of a city."""
    clear_problem(manager)
    await ask_place(manager)
    await manager.switch_to(Profile.place, show_mode=ShowMode.SEND)


async def back_to_cities(callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
    """Ask for the city again."""
    await asked_enough(manager)
    await manager.switch_to(Profile.city, show_mode=ShowMode.SEND)


async def place_shared(message: Message, widget: MessageInput, manager: DialogManager) -> None:
    """Show what the zone of the place would change."""
    zone = await zone_of(message)
    if zone is None:
        note_problem(manager, "asking.no_zone")
        return
    manager.dialog_data["zone"] = zone
    await asked_enough(manager)
    await manager.switch_to(Profile.zone)


async def city_picked(
    callback: CallbackQuery, select: Select[str], manager: DialogManager, zone: str
) -> None:
    """Show what the zone of the city would change. Raises Refused("zone-unknown") for a forged press."""
    if not known_zone(zone):
        raise Refused("zone-unknown")
    manager.dialog_data["zone"] = zone
    await manager.switch_to(Profile.zone)


@inject
async def zone_saved(
    callback: CallbackQuery, button: Button, manager: DialogManager, profile: FromDishka[OwnProfile]
) -> None:
    """Live by the clocks that were shown."""
    data = manager.middleware_data
    await set_reader(data, await profile.change_zone(data["actor"], manager.dialog_data["zone"]))
    await manager.switch_to(Profile.main)


@inject
async def switched(
    callback: CallbackQuery,
    select: Select[str],
    manager: DialogManager,
    wanted: str,
    profile: FromDishka[OwnProfile],
) -> Any:
    """Send messages of a kind, or no more, as the button said."""
    kind, _, on = wanted.partition(":")
    await profile.switch(manager.middleware_data["actor"], kind, on=on == ON)


@inject
async def hours_chosen(
    callback: CallbackQuery,
    select: Select[str],
    manager: DialogManager,
    hours: str,
    profile: FromDishka[OwnProfile],
) -> Any:
    """Take one of the ready choices, on the spot."""
    await _take(hours, manager, profile)


async def own_hours(callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
    """Ask for other hours."""
    manager.dialog_data.pop("problem", None)
    await manager.switch_to(Profile.own_quiet)


@inject
async def hours_typed(
    message: Message, widget: MessageInput, manager: DialogManager, profile: FromDishka[OwnProfile]
) -> Any:
    """Take the hours that were typed, or say in the same window what is expected."""
    try:
        await _take(message.text or "", manager, profile)
    except Refused as fault:
        manager.dialog_data["problem"] = refusal(manager.middleware_data["texts"], fault)
    else:
        await manager.switch_to(Profile.quiet)


async def _take(text: str, manager: DialogManager, profile: OwnProfile) -> None:
    """Change the quiet hours. Raises Refused: ``quiet-hours``, ``quiet-hours-long``."""
    hours = parse_span(text)
    if hours is None:
        raise Refused("quiet-hours")
    await profile.change_quiet_hours(manager.middleware_data["actor"], *hours)
