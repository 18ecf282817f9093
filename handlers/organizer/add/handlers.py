"""Answers to the questions about somebody new."""

from typing import Any

from aiogram.types import CallbackQuery, Message
from aiogram_dialog import DialogManager
from aiogram_dialog.widgets.input import MessageInput
from aiogram_dialog.widgets.kbd import Button, Select
from dishka.integrations.aiogram_dialog import FromDishka, inject

from handlers.common.cities import LONGEST_CITY, look_up
from handlers.common.faults import refusal
from handlers.organizer.add.draft import Draft
from handlers.organizer.states import AddPerson, PersonCard
from models import HostProvider, Role
from services.contacts import clean_contacts, clean_email, clean_name
from services.errors import NotHere, Refused
from services.installation import Installation
from services.links import find_link
from services.registration import Registration
from services.timetable import known_zone


async def begun(start_data: Any, manager: DialogManager) -> None:
    """Take over what is known already: a person who gets a further role, or what was searched for."""
    if not isinstance(start_data, dict):
        return
    manager.dialog_data.update(start_data.get("draft", {}))
    if "sought" in start_data:
        draft_of(manager).seek(start_data["sought"])


@inject
async def role_chosen(
    callback: CallbackQuery,
    button: Button,
    manager: DialogManager,
    registration: FromDishka[Registration],
    installation: FromDishka[Installation],
) -> None:
    """Take the role that the button is named after."""
    asked = await registration.asked_leaders(manager.middleware_data["actor"])
    draft_of(manager).set_role(Role(button.widget_id or ""), zoom=installation.zoom, asked=asked)
    await _onward(manager)


async def name_typed(message: Message, widget: MessageInput, manager: DialogManager) -> None:
    """Take the name."""
    try:
        draft_of(manager).set_name(*clean_name(message.text or ""))
    except Refused as fault:
        _explain(manager, fault)
    else:
        await _onward(manager)


@inject
async def contacts_typed(
    message: Message, widget: MessageInput, manager: DialogManager, registration: FromDishka[Registration]
) -> None:
    """Take email and phone, and notice whom of the clinic they belong to."""
    draft, actor = draft_of(manager), manager.middleware_data["actor"]
    try:
        email, phone = clean_contacts(message.text or "", actor.clinic_timezone)
        known = await registration.check_contacts(actor, draft.role, email, phone)
    except Refused as fault:
        _explain(manager, fault)
    else:
        draft.set_contacts(email, phone, known=known is not None)
        await _onward(manager)


@inject
async def role_added(
    callback: CallbackQuery, button: Button, manager: DialogManager, registration: FromDishka[Registration]
) -> None:
    """Give the person the clinic knows a further role."""
    draft = draft_of(manager)
    actor = manager.middleware_data["actor"]
    known = await registration.known_email(actor, draft.email) if draft.email is not None else None
    if known is None:
        raise NotHere
    person = known.person
    draft.join((person.last_name or "", person.first_name or "", person.middle_name), person.timezone)
    await _onward(manager)


async def clinic_zone_chosen(callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
    """Take the clinic's zone."""
    draft_of(manager).timezone = manager.middleware_data["actor"].clinic_timezone
    await _onward(manager)


async def city_typed(message: Message, widget: MessageInput, manager: DialogManager) -> None:
    """Look for the city."""
    typed = (message.text or "")[:LONGEST_CITY]
    manager.dialog_data["city"] = typed
    if look_up(typed, manager.middleware_data["texts"].language).offered:
        manager.dialog_data.pop("problem", None)
    else:
        _explain(manager, Refused("zone-unknown"))


async def city_chosen(
    callback: CallbackQuery, select: Select[str], manager: DialogManager, zone: str
) -> None:
    """Take a city's zone."""
    if not known_zone(zone):
        raise Refused("zone-unknown")
    draft_of(manager).timezone = zone
    await _onward(manager)


async def same_login_chosen(callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
    """Take the email as the Zoom login."""
    draft_of(manager).set_host(HostProvider.ZOOM, None)
    await _onward(manager)


async def login_typed(message: Message, widget: MessageInput, manager: DialogManager) -> None:
    """Take a Zoom login."""
    try:
        draft_of(manager).set_host(HostProvider.ZOOM, clean_email(message.text or ""))
    except Refused as fault:
        _explain(manager, fault)
    else:
        await _onward(manager)


async def link_typed(message: Message, widget: MessageInput, manager: DialogManager) -> None:
    """Take the link of the instructor's own meeting."""
    link = find_link(message.text or "")
    if link is None:
        _explain(manager, Refused("link"))
    else:
        draft_of(manager).set_host(HostProvider.LINK, link)
        await _onward(manager)


async def link_skipped(callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
    """Leave the link to be asked for before each lesson."""
    draft_of(manager).set_host(HostProvider.LINK, None)
    await _onward(manager)


async def leader_chosen(
    callback: CallbackQuery, select: Select[int], manager: DialogManager, membership_id: int
) -> None:
    """Take the doctor or the instructor, as the list they were picked from is named."""
    draft_of(manager).set_leader(Role(select.widget_id or ""), membership_id)
    await _onward(manager)


async def back(callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
    """Go to the question before, or to the summary it was asked from."""
    before = draft_of(manager).before(_state(manager))
    if before is None:
        await manager.done()
    else:
        await manager.switch_to(before)


@inject
async def save(
    callback: CallbackQuery, button: Button, manager: DialogManager, registration: FromDishka[Registration]
) -> None:
    """Register and invite."""
    actor = manager.middleware_data["actor"]
    membership = await registration.register(actor, draft_of(manager).new_person(actor.language))
    manager.dialog_data["saved"] = membership.id
    await manager.switch_to(AddPerson.done)


async def one_more(callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
    """Begin with somebody else."""
    manager.dialog_data.clear()
    await manager.switch_to(AddPerson.role)


async def open_card(callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
    """Open the card of whoever was registered."""
    await manager.start(PersonCard.card, {"membership_id": manager.dialog_data["saved"]})


def draft_of(manager: DialogManager) -> Draft:
    """Return what the dialog knows so far."""
    return Draft(manager.dialog_data)


def _state(manager: DialogManager) -> Any:
    return manager.current_context().state


def _explain(manager: DialogManager, fault: Refused) -> None:
    """Show in the question's own window what is amiss with the answer."""
    sentence = refusal(manager.middleware_data["texts"], fault)
    manager.dialog_data["problem"] = {"state": _state(manager).state, "sentence": sentence}


async def _onward(manager: DialogManager) -> None:
    manager.dialog_data.pop("problem", None)
    await manager.switch_to(draft_of(manager).next_step)
