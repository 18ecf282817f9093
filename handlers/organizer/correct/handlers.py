"""Answers that mend somebody's data."""

from typing import Any

from aiogram.types import CallbackQuery, Message
from aiogram_dialog import DialogManager
from aiogram_dialog.widgets.input import MessageInput
from aiogram_dialog.widgets.kbd import Button, Select
from dishka.integrations.aiogram_dialog import FromDishka, inject

from handlers.common.cities import ask_anew
from handlers.common.faults import refusal
from handlers.organizer.states import CorrectPerson, HostCard
from handlers.organizer.subject import membership_of
from services.contacts import clean_email, clean_name, clean_phone
from services.corrections import Corrections
from services.errors import Refused


async def begin(callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
    """Forget what was said about another field."""
    manager.dialog_data.pop("problem", None)
    manager.dialog_data.pop("done", None)
    ask_anew(manager)


async def ask_leader(callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
    """Ask for the doctor or the instructor, as the button is named."""
    await begin(callback, button, manager)
    manager.dialog_data["role"] = button.widget_id
    await manager.switch_to(CorrectPerson.leader)


async def host_wanted(callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
    """Open the screen of the instructor's meeting host."""
    await begin(callback, button, manager)
    await manager.start(HostCard.card, {"membership_id": membership_of(manager)})


@inject
async def name_typed(
    message: Message, widget: MessageInput, manager: DialogManager, corrections: FromDishka[Corrections]
) -> None:
    """Take the name."""
    try:
        last, first, middle = clean_name(message.text or "")
        await corrections.rename(*_whose(manager), last, first, middle)
    except Refused as fault:
        _explain(manager, fault)
    else:
        await _done(manager)


@inject
async def email_typed(
    message: Message, widget: MessageInput, manager: DialogManager, corrections: FromDishka[Corrections]
) -> None:
    """Take the email."""
    try:
        invited = await corrections.change_email(*_whose(manager), clean_email(message.text or ""))
    except Refused as fault:
        _explain(manager, fault)
    else:
        await _done(manager, invited=invited)


@inject
async def phone_typed(
    message: Message, widget: MessageInput, manager: DialogManager, corrections: FromDishka[Corrections]
) -> None:
    """Take the phone."""
    try:
        actor, membership_id = _whose(manager)
        phone = clean_phone(message.text or "", actor.clinic_timezone)
        await corrections.change_phone(actor, membership_id, phone)
    except Refused as fault:
        _explain(manager, fault)
    else:
        await _done(manager)


@inject
async def phone_removed(
    callback: CallbackQuery, button: Button, manager: DialogManager, corrections: FromDishka[Corrections]
) -> None:
    """Take the phone out."""
    await corrections.change_phone(*_whose(manager), None)
    await _done(manager)


@inject
async def city_chosen(
    callback: CallbackQuery,
    select: Select[str],
    manager: DialogManager,
    zone: str,
    corrections: FromDishka[Corrections],
) -> None:
    """Take the zone of the city."""
    await corrections.change_zone(*_whose(manager), zone)
    await _done(manager)


@inject
async def leader_chosen(
    callback: CallbackQuery,
    select: Select[int],
    manager: DialogManager,
    leader_id: int,
    corrections: FromDishka[Corrections],
) -> Any:
    """Take the doctor or the instructor who leads the patient."""
    await corrections.change_leader(*_whose(manager), leader_id)
    await _done(manager)


def _whose(manager: DialogManager) -> tuple[Any, int]:
    return manager.middleware_data["actor"], membership_of(manager)


def _explain(manager: DialogManager, fault: Refused) -> None:
    """Show in the question's own window what is amiss with the answer."""
    manager.dialog_data["problem"] = refusal(manager.middleware_data["texts"], fault)


async def _done(manager: DialogManager, *, invited: bool = False) -> None:
    manager.dialog_data.pop("problem", None)
    manager.dialog_data["done"] = "invited" if invited else "saved"
    await manager.switch_to(CorrectPerson.choose)
