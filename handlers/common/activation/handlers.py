"""Presses of an activation. Nothing is written before the last one but a link that is not one's own."""

from typing import Any

from aiogram.types import CallbackQuery, Message
from aiogram_dialog import DialogManager, ShowMode, StartMode
from aiogram_dialog.widgets.input import MessageInput
from aiogram_dialog.widgets.kbd import Button, Select
from dishka.integrations.aiogram_dialog import FromDishka, inject

from handlers.common.activation.link import account, language_for, opened_link, token
from handlers.common.arrival import arrive, read_as
from handlers.common.cities import ask_anew, zone_of
from handlers.common.problems import clear_problem, note_problem, note_refusal
from handlers.common.states import Activation, Welcome
from handlers.common.widgets import ask_contact, ask_place, asked_enough
from models import Role
from services.contacts import own_phone
from services.errors import Refused
from services.identity import Identity
from services.invitations import Invitations
from services.timetable import known_zone

_HINTED = (Role.PATIENT, Role.INSTRUCTOR)
"""Who is told one thing more at the end: patients of the size of letters, instructors of Zoom."""


@inject
async def not_me(
    callback: CallbackQuery, button: Button, manager: DialogManager, invitations: FromDishka[Invitations]
) -> Any:
    """Make the link useless: it reached the wrong person."""
    await invitations.reject(token(manager), account(manager).id)
    await manager.start(Welcome.rejected, mode=StartMode.RESET_STACK)


async def instead(callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
    """Go on, to take the place of the person whom the account stands for."""
    manager.dialog_data["instead"] = True
    await manager.switch_to(Activation.who)


@inject
async def its_me(
    callback: CallbackQuery, button: Button, manager: DialogManager, invitations: FromDishka[Invitations]
) -> Any:
    """Go on: first to proving the phone, if the clinic has one."""
    _, invitation = await opened_link(manager, invitations)
    person = invitation.membership.person
    if person.phone_index is None or person.phone_confirmed_at is not None:
        await manager.switch_to(Activation.consent)
        return
    clear_problem(manager)
    await ask_contact(manager)
    await manager.switch_to(Activation.phone, show_mode=ShowMode.SEND)


@inject
async def contact_shared(
    message: Message, widget: MessageInput, manager: DialogManager, invitations: FromDishka[Invitations]
) -> Any:
    """Take the person's own contact if it is the number the clinic has, or say why not."""
    contact = message.contact
    if contact is None:
        note_problem(manager, "asking.contact_only")
        return
    _, invitation = await opened_link(manager, invitations)
    try:
        phone = own_phone(account(manager).id, contact.user_id, contact.phone_number)
    except Refused as fault:
        note_refusal(manager, fault)
        return
    if not invitations.is_phone_of(invitation.membership.person, phone):
        note_problem(manager, "refusal.phone-other")
        return
    manager.dialog_data["phone"] = phone
    await asked_enough(manager, manager.middleware_data["texts"].html("activation.phone.confirmed"))
    await manager.switch_to(Activation.consent)


async def phone_skipped(callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
    """Go on without a proof."""
    await asked_enough(manager)
    await manager.switch_to(Activation.consent, show_mode=ShowMode.SEND)


@inject
async def role_added(
    callback: CallbackQuery,
    button: Button,
    manager: DialogManager,
    invitations: FromDishka[Invitations],
    identity: FromDishka[Identity],
) -> Any:
    """Add the role at once where its clinic has the person's consent, else ask for it."""
    opened, _ = await opened_link(manager, invitations)
    if opened.consented:
        await _activate(manager, invitations, identity, None)
    else:
        await manager.switch_to(Activation.consent)


@inject
async def agreed(
    callback: CallbackQuery,
    button: Button,
    manager: DialogManager,
    invitations: FromDishka[Invitations],
    identity: FromDishka[Identity],
) -> Any:
    """Go on to the time, which whoever only adds a role has settled long ago."""
    opened, _ = await opened_link(manager, invitations)
    if opened.further:
        await _activate(manager, invitations, identity, None)
    else:
        await manager.switch_to(Activation.time)


async def question_wanted(callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
    """Ask for a question to the clinic."""
    clear_problem(manager)
    await manager.switch_to(Activation.question)


async def other_time(callback: CallbackQuery, button: Button, manager: DialogManager) -> Any:
    """Ask for the city, from the beginning."""
    ask_anew(manager)
    await manager.switch_to(Activation.city)


@inject
async def time_is_right(
    callback: CallbackQuery,
    button: Button,
    manager: DialogManager,
    invitations: FromDishka[Invitations],
    identity: FromDishka[Identity],
) -> Any:
    """Activate with the zone the organizer entered."""
    await _activate(manager, invitations, identity, None)


@inject
async def city_picked(
    callback: CallbackQuery,
    select: Select[str],
    manager: DialogManager,
    zone: str,
    invitations: FromDishka[Invitations],
    identity: FromDishka[Identity],
) -> Any:
    """Activate with the zone of the city. Raises Refused("zone-unknown") for a forged press."""
    if not known_zone(zone):
        raise Refused("zone-unknown")
    await _activate(manager, invitations, identity, zone)


async def place_wanted(callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
    """Ask for the place instead of a city."""
    clear_problem(manager)
    await ask_place(manager)
    await manager.switch_to(Activation.place, show_mode=ShowMode.SEND)


async def back_to_cities(callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
    """Ask for the city again."""
    await asked_enough(manager)
    await manager.switch_to(Activation.city, show_mode=ShowMode.SEND)


@inject
async def place_shared(
    message: Message,
    widget: MessageInput,
    manager: DialogManager,
    invitations: FromDishka[Invitations],
    identity: FromDishka[Identity],
) -> Any:
    """Activate with the zone of the place."""
    zone = await zone_of(message)
    if zone is None:
        note_problem(manager, "asking.no_zone")
    else:
        await _activate(manager, invitations, identity, zone)


async def _activate(
    manager: DialogManager, invitations: Invitations, identity: Identity, zone: str | None
) -> None:
    user, data = account(manager), manager.dialog_data
    _, invitation = await opened_link(manager, invitations)
    membership = await invitations.accept(
        token(manager),
        user.id,
        language=language_for(user, invitation.membership.person),
        timezone=zone,
        phone=data.get("phone"),
        instead=data.get("instead", False),
    )
    await read_as(manager, await identity.of_telegram(user.id))
    texts, role = manager.middleware_data["texts"], membership.role
    await arrive(
        manager,
        texts.html("activation.done.title", name=membership.person.polite_name),
        texts.html("activation.done.home"),
        texts.html(f"activation.done.{role.value}") if role in _HINTED else None,
    )
