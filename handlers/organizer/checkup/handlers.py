"""Asking for a look at the settings: it takes seconds, so the scheduler makes it and the screen follows."""

from typing import Any

from aiogram.types import CallbackQuery, Message
from aiogram_dialog import DialogManager
from aiogram_dialog.widgets.kbd import Button
from dishka.integrations.aiogram import FromDishka as FromUpdate
from dishka.integrations.aiogram import inject as inject_update
from dishka.integrations.aiogram_dialog import FromDishka, inject

from handlers.common.opening import open_from_home
from handlers.organizer.states import SettingsCheck
from services.checkups import Checkups
from services.policy import Actor


@inject
async def check(
    callback: CallbackQuery, button: Button, manager: DialogManager, checkups: FromDishka[Checkups]
) -> None:
    """Ask for a look, and show it."""
    await checkups.begin(manager.middleware_data["actor"])
    await manager.start(SettingsCheck.main)


@inject
async def check_again(
    callback: CallbackQuery, button: Button, manager: DialogManager, checkups: FromDishka[Checkups]
) -> None:
    """Ask for another look."""
    await checkups.begin(manager.middleware_data["actor"])


@inject_update
async def check_wanted(
    message: Message, actor: Actor, dialog_manager: DialogManager, checkups: FromUpdate[Checkups]
) -> Any:
    """Ask for a look by the command."""
    await checkups.begin(actor)
    await open_from_home(dialog_manager, SettingsCheck.main)
