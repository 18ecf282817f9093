"""Presses of an activation. Nothing is written before the last one but a link that is not one's own."""

from typing import Any

from aiogram import Bot
from aiogram.types import CallbackQuery, LinkPreviewOptions
from aiogram_dialog import DialogManager, ShowMode, StartMode
from aiogram_dialog.widgets.kbd import Button, Select
from dishka.integrations.aiogram_dialog import FromDishka, inject

from handlers.common.activation.link import account, language_for, open_invitation, token
from handlers.common.cities import ask_anew
from handlers.common.menu import has_own_commands, offer_commands
from handlers.common.reader import set_reader
from handlers.common.states import Activation, Welcome
from handlers.common.widgets import way_home
from models import Membership, Role
from services.errors import Refused
from services.identity import Identity
from services.invitations import Invitations
from services.messages.letter import compose
from services.texts import Texts
from services.timetable import known_zone

_HINTED = (Role.PATIENT, Role.INSTRUCTOR)
"""Who is told one thing more at the end: patients of the size of letters, instructors of Zoom."""

# Named one by one: what is left out would stand for the bot's defaults, which a recorded call cannot hold.
_NO_PREVIEW = LinkPreviewOptions(
    is_disabled=True, prefer_small_media=None, prefer_large_media=None, show_above_text=None
)


@inject
async def not_me(
    callback: CallbackQuery, button: Button, manager: DialogManager, invitations: FromDishka[Invitations]
) -> Any:
    """Make the link useless: it reached the wrong person."""
    await invitations.reject(token(manager), account(manager).id)
    await manager.start(Welcome.rejected, mode=StartMode.RESET_STACK)


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


async def _activate(
    manager: DialogManager, invitations: Invitations, identity: Identity, zone: str | None
) -> None:
    user = account(manager)
    invitation = await open_invitation(manager, invitations)
    language = language_for(user, invitation.membership.person)
    membership = await invitations.accept(token(manager), user.id, language=language, timezone=zone)
    data = manager.middleware_data
    await set_reader(data, await identity.of_telegram(user.id))
    if has_own_commands(user, data["texts"], membership.role):
        await offer_commands(data["bot"], user, data["texts"], membership.role)
    await _say_done(data["bot"], data["texts"], membership, user.id)
    await manager.start(data["home"], mode=StartMode.RESET_STACK, show_mode=ShowMode.SEND)


async def _say_done(bot: Bot, texts: Texts, membership: Membership, chat_id: int) -> None:
    """Send the message that puts the way home under the field where people type."""
    role = membership.role
    await bot.send_message(
        chat_id,
        compose(
            texts.html("activation.done.title", name=membership.person.polite_name),
            texts.html("activation.done.home"),
            texts.html(f"activation.done.{role.value}") if role in _HINTED else None,
        ),
        reply_markup=way_home(texts),
        link_preview_options=_NO_PREVIEW,
    )
