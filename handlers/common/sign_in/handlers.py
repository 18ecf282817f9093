"""What somebody does who signs in. The message with the code goes from the chat at once."""

from typing import Any

from aiogram.types import CallbackQuery, Message, User
from aiogram_dialog import DialogManager, ShowMode
from aiogram_dialog.widgets.input import MessageInput
from aiogram_dialog.widgets.kbd import Button
from dishka.integrations.aiogram_dialog import FromDishka, inject

from handlers.common.arrival import arrive, read_as
from handlers.common.problems import clear_problem, note_problem, note_refusal
from handlers.common.states import SignIn
from handlers.common.widgets import ask_contact, asked_enough
from models import Membership
from services.errors import Refused
from services.identity import Identity
from services.signing_in import SigningIn


@inject
async def email_typed(
    message: Message, widget: MessageInput, manager: DialogManager, signing_in: FromDishka[SigningIn]
) -> Any:
    """Have a code mailed, or say why not; whether the address is known is told by nothing."""
    typed = message.text or ""
    try:
        await signing_in.ask_code(_account(manager).id, typed)
    except Refused as fault:
        note_refusal(manager, fault)
    else:
        manager.dialog_data["email"] = typed
        await manager.switch_to(SignIn.code)


@inject
async def code_typed(
    message: Message,
    widget: MessageInput,
    manager: DialogManager,
    signing_in: FromDishka[SigningIn],
    identity: FromDishka[Identity],
) -> Any:
    """Let the person in by the code, or say how many tries are left."""
    await message.delete()
    try:
        membership = await signing_in.enter_code(_account(manager).id, message.text or "")
    except Refused as fault:
        note_refusal(manager, fault)
    else:
        await _let_in(manager, membership, identity)


@inject
async def code_again(
    callback: CallbackQuery, button: Button, manager: DialogManager, signing_in: FromDishka[SigningIn]
) -> Any:
    """Mail another code to the same address."""
    await signing_in.ask_code(_account(manager).id, manager.dialog_data["email"])
    note_problem(manager, "sign_in.again")


async def phone_wanted(callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
    """Ask for the person's own contact."""
    clear_problem(manager)
    await ask_contact(manager)
    await manager.switch_to(SignIn.phone, show_mode=ShowMode.SEND)


async def back_to_email(callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
    """Ask for the address again."""
    await asked_enough(manager)
    await manager.switch_to(SignIn.email, show_mode=ShowMode.SEND)


@inject
async def contact_shared(
    message: Message,
    widget: MessageInput,
    manager: DialogManager,
    signing_in: FromDishka[SigningIn],
    identity: FromDishka[Identity],
) -> Any:
    """Let the person in by their own phone, or say why not."""
    contact = message.contact
    if contact is None:
        note_problem(manager, "asking.contact_only")
        return
    try:
        membership = await signing_in.by_contact(_account(manager).id, contact.user_id, contact.phone_number)
    except Refused as fault:
        note_refusal(manager, fault)
    else:
        await _let_in(manager, membership, identity)


async def _let_in(manager: DialogManager, membership: Membership, identity: Identity) -> None:
    await read_as(manager, await identity.of_telegram(_account(manager).id))
    texts = manager.middleware_data["texts"]
    await arrive(
        manager,
        texts.html("sign_in.done.title", name=membership.person.polite_name),
        texts.html("sign_in.done.text"),
    )


def _account(manager: DialogManager) -> User:
    user: User = manager.middleware_data["event_from_user"]
    return user
