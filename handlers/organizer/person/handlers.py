"""Presses on somebody's card."""

from aiogram.types import CallbackQuery
from aiogram_dialog import DialogManager
from aiogram_dialog.widgets.kbd import Button
from dishka.integrations.aiogram_dialog import FromDishka, inject

from handlers.organizer.states import CloseAccess, PersonCard
from handlers.organizer.subject import membership_of
from services.leaving import Leaving
from services.people import People


@inject
async def invite_again(
    callback: CallbackQuery, button: Button, manager: DialogManager, people: FromDishka[People]
) -> None:
    """Send a fresh invitation and show its link."""
    await people.invite_again(manager.middleware_data["actor"], membership_of(manager))
    await manager.switch_to(PersonCard.link)


@inject
async def revoke(
    callback: CallbackQuery, button: Button, manager: DialogManager, people: FromDishka[People]
) -> None:
    """Make the open invitation useless."""
    await people.revoke_invitation(manager.middleware_data["actor"], membership_of(manager))
    await manager.switch_to(PersonCard.card)


@inject
async def show_code(
    callback: CallbackQuery, button: Button, manager: DialogManager, people: FromDishka[People]
) -> None:
    """Send the link as a code to scan."""
    await people.send_code(manager.middleware_data["actor"], membership_of(manager))


@inject
async def to_forward(
    callback: CallbackQuery, button: Button, manager: DialogManager, people: FromDishka[People]
) -> None:
    """Send a message that can be forwarded to the person."""
    await people.send_to_forward(manager.middleware_data["actor"], membership_of(manager))


async def close_access(callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
    """Ask whether the access is to be closed."""
    await manager.start(CloseAccess.ask, {"membership_id": membership_of(manager)})


@inject
async def reopen(
    callback: CallbackQuery, button: Button, manager: DialogManager, leaving: FromDishka[Leaving]
) -> None:
    """Give the access back."""
    await leaving.reopen(manager.middleware_data["actor"], membership_of(manager))
