"""Presses about a person's own data."""

from typing import Any

from aiogram.types import CallbackQuery
from aiogram_dialog import DialogManager, ShowMode, StartMode
from aiogram_dialog.widgets.kbd import Button
from dishka.integrations.aiogram_dialog import FromDishka, inject

from handlers.common.menu import offer_commands
from handlers.common.reader import set_reader
from services.farewell import Farewell
from services.identity import Identity
from services.privacy import Privacy


@inject
async def export_wanted(
    callback: CallbackQuery, button: Button, manager: DialogManager, privacy: FromDishka[Privacy]
) -> None:
    """Send a file with everything, once however often it is pressed."""
    data = manager.middleware_data
    begun = await privacy.ask_export(data["actor"])
    await callback.answer(data["texts"].plain("privacy.export.coming" if begun else "privacy.export.already"))


@inject
async def consent_withdrawn(
    callback: CallbackQuery,
    button: Button,
    manager: DialogManager,
    farewell: FromDishka[Farewell],
    identity: FromDishka[Identity],
) -> Any:
    """Withdraw the consent in the clinic acted in, say so, and open what is left to the person."""
    data = manager.middleware_data
    await farewell.withdraw(data["actor"])
    await data["bot"].send_message(callback.from_user.id, data["texts"].html("privacy.withdraw.done"))
    await go_on(callback, manager, identity)


@inject
async def erasure_asked(
    callback: CallbackQuery,
    button: Button,
    manager: DialogManager,
    farewell: FromDishka[Farewell],
    identity: FromDishka[Identity],
) -> Any:
    """Ask to be forgotten, and open the screen on which that can be taken back."""
    await farewell.leave(manager.middleware_data["actor"])
    await go_on(callback, manager, identity)


async def go_on(callback: CallbackQuery, manager: DialogManager, identity: Identity) -> None:
    """Open the first screen of whoever the account stands for from now on."""
    data = manager.middleware_data
    actor = await identity.of_telegram(callback.from_user.id)
    await set_reader(data, actor)
    role = actor.role if actor is not None else None
    await offer_commands(data["bot"], callback.from_user, data["texts"], role)
    await manager.start(data["home"], mode=StartMode.RESET_STACK, show_mode=ShowMode.SEND)
