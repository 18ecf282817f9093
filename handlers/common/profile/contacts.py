"""The profile's part about email and phone: both are changed only to what the person shows to be theirs."""

from typing import Any

from aiogram.enums import ContentType
from aiogram.types import CallbackQuery, Message
from aiogram_dialog import DialogManager, ShowMode, Window
from aiogram_dialog.widgets.input import MessageInput
from aiogram_dialog.widgets.kbd import Button, Row
from aiogram_dialog.widgets.text import Format, Multi
from dishka.integrations.aiogram_dialog import FromDishka, inject
from magic_filter import F

from handlers.common.problems import clear_problem, note_problem, note_refusal, shown_problem
from handlers.common.profile import getters, previews
from handlers.common.states import Profile
from handlers.common.widgets import Home, Label, Say, ask_contact, asked_enough, home_and_back
from services.errors import Refused
from services.installation import Installation
from services.own_contacts import OwnContacts

_PARAGRAPHS = "\n\n"
_PROBLEM = Format("{problem}", when="problem")


@inject
async def mail_or_not(installation: FromDishka[Installation], **_: Any) -> dict[str, Any]:
    """Return whether a code can be mailed at all."""
    return {"mail": installation.mail}


async def new_email(dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:
    """Return the address that a code was mailed to."""
    return {"email": dialog_manager.dialog_data.get("email", "")}


async def opened(callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
    """Show what the person is reached by."""
    clear_problem(manager)
    await manager.switch_to(Profile.contacts)


async def email_wanted(callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
    """Ask for the new address."""
    clear_problem(manager)
    await manager.switch_to(Profile.email)


@inject
async def email_typed(
    message: Message, widget: MessageInput, manager: DialogManager, own: FromDishka[OwnContacts]
) -> Any:
    """Have a code mailed to the new address, or say why not."""
    try:
        email = await own.ask_email(manager.middleware_data["actor"], message.text or "")
    except Refused as fault:
        note_refusal(manager, fault)
    else:
        manager.dialog_data["email"] = email
        await manager.switch_to(Profile.email_code)


@inject
async def code_typed(
    message: Message, widget: MessageInput, manager: DialogManager, own: FromDishka[OwnContacts]
) -> Any:
    """Take the new address by its code; the message with the code goes from the chat."""
    await message.delete()
    try:
        await own.confirm_email(manager.middleware_data["actor"], message.text or "")
    except Refused as fault:
        note_refusal(manager, fault)
    else:
        await _done(manager, "profile.contacts.email_done")


async def phone_wanted(callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
    """Ask for the person's own contact."""
    clear_problem(manager)
    await ask_contact(manager)
    await manager.switch_to(Profile.phone, show_mode=ShowMode.SEND)


async def back_to_contacts(callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
    """Leave the phone as it is."""
    await asked_enough(manager)
    await manager.switch_to(Profile.contacts, show_mode=ShowMode.SEND)


@inject
async def contact_shared(
    message: Message, widget: MessageInput, manager: DialogManager, own: FromDishka[OwnContacts]
) -> Any:
    """Take the phone of the person's own contact, or say why not."""
    contact = message.contact
    if contact is None:
        note_problem(manager, "asking.contact_only")
        return
    try:
        await own.change_phone(manager.middleware_data["actor"], contact.user_id, contact.phone_number)
    except Refused as fault:
        note_refusal(manager, fault)
    else:
        await asked_enough(manager)
        await _done(manager, "profile.contacts.phone_done")


def windows() -> tuple[Window, ...]:
    """Return the windows."""
    return (
        Window(
            Multi(
                Say("profile.contacts.title"),
                Multi(
                    Say("profile.email", when="email"),
                    Say("profile.contacts.no_email", when=~F["email"]),
                    Say("profile.phone", when=F["phone"] & ~F["confirmed"]),
                    Say("profile.phone_confirmed", when=F["phone"] & F["confirmed"]),
                    Say("profile.contacts.no_phone", when=~F["phone"]),
                ),
                Say("profile.contacts.text"),
                _PROBLEM,
                sep=_PARAGRAPHS,
            ),
            Button(Label("profile.button.email"), id="email", on_click=email_wanted, when="mail"),
            Button(Label("profile.button.phone"), id="phone", on_click=phone_wanted),
            home_and_back(Profile.main),
            state=Profile.contacts,
            getter=[getters.me, mail_or_not, shown_problem],
            preview_data=previews.ME,
        ),
        Window(
            Multi(Say("profile.email.title"), Say("profile.email.text"), _PROBLEM, sep=_PARAGRAPHS),
            MessageInput(email_typed, content_types=ContentType.TEXT),
            home_and_back(Profile.contacts),
            state=Profile.email,
            getter=shown_problem,
            preview_data=previews.PROBLEM,
        ),
        Window(
            Multi(Say("profile.email_code.title"), Say("profile.email_code.text"), _PROBLEM, sep=_PARAGRAPHS),
            MessageInput(code_typed, content_types=ContentType.TEXT),
            home_and_back(Profile.email),
            state=Profile.email_code,
            getter=[new_email, shown_problem],
            preview_data=previews.ME,
        ),
        Window(
            Multi(Say("profile.new_phone.title"), Say("profile.new_phone.text"), _PROBLEM, sep=_PARAGRAPHS),
            MessageInput(contact_shared),
            Row(Button(Label("button.back"), id="back", on_click=back_to_contacts), Home()),
            state=Profile.phone,
            getter=shown_problem,
            preview_data=previews.PROBLEM,
        ),
    )


async def _done(manager: DialogManager, key: str) -> None:
    """Show the contacts with a word that one of them is changed."""
    await manager.switch_to(Profile.contacts)
    note_problem(manager, key)
