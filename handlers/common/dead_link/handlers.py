"""Asking for a link in the place of one that works no more."""

from typing import Any

from aiogram.types import CallbackQuery
from aiogram_dialog import DialogManager
from aiogram_dialog.widgets.kbd import Button
from dishka.integrations.aiogram_dialog import FromDishka, inject

from handlers.common.activation.link import account, token
from handlers.common.states import DeadLink
from services.invitations import Invitations


@inject
async def ask_anew(
    callback: CallbackQuery, button: Button, manager: DialogManager, invitations: FromDishka[Invitations]
) -> Any:
    """Let the organizers know; they are left in peace for an hour then."""
    manager.dialog_data["new"] = await invitations.ask_anew(token(manager), account(manager).id)
    await manager.switch_to(DeadLink.asked)
