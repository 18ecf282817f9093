"""Presses on somebody's card."""

from typing import Any

from aiogram.types import CallbackQuery
from aiogram_dialog import DialogManager
from aiogram_dialog.widgets.kbd import Button, Select
from dishka.integrations.aiogram_dialog import FromDishka, inject

from handlers.organizer.add.draft import Draft
from handlers.organizer.states import CloseAccess, CorrectPerson, HandLessonsOver, PersonCard
from handlers.organizer.subject import chosen_role, membership_of
from services.installation import Installation
from services.leaving import Leaving
from services.people import People
from services.registration import Registration


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


async def correct(callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
    """Ask what is to be mended."""
    await manager.start(CorrectPerson.choose, {"membership_id": membership_of(manager)})


async def hand_over(callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
    """Ask which lessons are to be given to colleagues."""
    await manager.start(HandLessonsOver.period, {"membership_id": membership_of(manager)})


async def open_role(
    callback: CallbackQuery, select: Select[int], manager: DialogManager, membership_id: int
) -> None:
    """Open the card of another role of the same person."""
    if membership_id == membership_of(manager):
        await manager.switch_to(PersonCard.card)
    else:
        await manager.start(PersonCard.card, {"membership_id": membership_id})


@inject
async def give_role(
    callback: CallbackQuery,
    select: Select[str],
    manager: DialogManager,
    role: str,
    people: FromDishka[People],
    registration: FromDishka[Registration],
    installation: FromDishka[Installation],
) -> Any:
    """Ask what a further role brings, then for the invitation."""
    actor = manager.middleware_data["actor"]
    card = await people.card(actor, membership_of(manager))
    asked = await registration.asked_leaders(actor)
    draft = Draft.of_known(card.membership.person, chosen_role(role), zoom=installation.zoom, asked=asked)
    await manager.start(draft.next_step, {"draft": draft.data})


@inject
async def reopen(
    callback: CallbackQuery, button: Button, manager: DialogManager, leaving: FromDishka[Leaving]
) -> None:
    """Give the access back."""
    await leaving.reopen(manager.middleware_data["actor"], membership_of(manager))
