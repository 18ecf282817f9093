"""Commands, links that open the bot, the way home, and what nobody asked for."""

import re
from typing import Any

from aiogram import Bot, F, Router
from aiogram.enums import ChatMemberStatus, ChatType
from aiogram.filters import Command, CommandObject, CommandStart, Filter
from aiogram.fsm.state import State
from aiogram.types import CallbackQuery, ChatMemberUpdated, Message, TelegramObject, User
from aiogram_dialog import Dialog, DialogManager, ShowMode, StartMode
from aiogram_dialog.api.entities import Context
from dishka import AsyncContainer
from dishka.integrations.aiogram import FromDishka, inject

from handlers.common import said
from handlers.common.menu import has_own_commands, offer_commands
from handlers.common.opening import open_from_home, to_first_screen
from handlers.common.present import put_away, shown
from handlers.common.states import Activation, DeadLink, Help, Privacy, Profile
from handlers.common.widgets import asked_enough, way_home
from handlers.patient.states import AskInstructor
from models import Role
from services.errors import Refused
from services.farewell import Farewell, Kept, Leaver
from services.guesses import TooMany
from services.identity import Identity
from services.invitations import Invitations, LinkState
from services.moments import Moments
from services.policy import Actor
from services.support import Support
from services.texts import LANGUAGES, Catalogues, Texts

_LINK = re.compile(r"[?&]start=([A-Za-z0-9_-]+)")
_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")
"""A bare token (services.vault.Vault.token)."""

_ONLY_LINK = re.compile(rf"(?:https?://)?t\.me/\w+\?start=({_TOKEN.pattern})")


class PastedLink(Filter):
    """Text in which a stranger sends their link or its token, or anybody the link alone; gives ``token``."""

    async def __call__(self, message: Message, actor: Actor | None) -> bool | dict[str, Any]:
        """Look for a token."""
        text = (message.text or "").strip()
        if found := _ONLY_LINK.fullmatch(text):
            return {"token": found[1]}
        if actor is not None:
            return False
        if found := _LINK.search(text):
            return {"token": found[1]}
        return {"token": text} if _TOKEN.fullmatch(text) else False


class WayHome(Filter):
    """The button under the field where people type, in whatever language it was put there."""

    async def __call__(self, message: Message, dishka_container: AsyncContainer) -> bool:
        """Compare the text with the button's."""
        catalogues = await dishka_container.get(Catalogues)
        return message.text in {catalogues.texts(language).plain("button.home") for language in LANGUAGES}


class NothingAsked(Filter):
    """What is sent while the open screen has no field for it."""

    async def __call__(
        self, message: Message, event_router: Router, aiogd_context: Context | None = None
    ) -> bool:
        """Look whether the open window reads messages."""
        if aiogd_context is None:
            return True
        *_, root = event_router.chain_head
        dialogs = [router for router in root.chain_tail if isinstance(router, Dialog)]
        windows = [dialog.windows.get(aiogd_context.state) for dialog in dialogs]
        return not any(getattr(window, "on_message", None) for window in windows)


class NoScreen(Filter):
    """A person who has no screen open."""

    async def __call__(self, event: TelegramObject, aiogd_context: Context | None = None) -> bool:
        """Look for an open dialog."""
        return aiogd_context is None


@inject
async def link_opened(
    message: Message,
    command: CommandObject,
    event_from_user: User,
    texts: Texts,
    home: State,
    dialog_manager: DialogManager,
    invitations: FromDishka[Invitations],
) -> Any:
    """Take up an invitation."""
    token = command.args or ""
    await _open_link(message, token, event_from_user, texts, home, dialog_manager, invitations)


@inject
async def link_pasted(
    message: Message,
    token: str,
    event_from_user: User,
    texts: Texts,
    home: State,
    dialog_manager: DialogManager,
    invitations: FromDishka[Invitations],
) -> Any:
    """Take up an invitation whose link was sent instead of opened."""
    await _open_link(message, token, event_from_user, texts, home, dialog_manager, invitations)


async def begun(
    message: Message,
    actor: Actor | None,
    event_from_user: User,
    bot: Bot,
    texts: Texts,
    home: State,
    dialog_manager: DialogManager,
) -> Any:
    """Open the first screen, and put back the way home, which goes when a chat is cleared."""
    role = actor.role if actor is not None else None
    if has_own_commands(event_from_user, texts, role):
        await offer_commands(bot, event_from_user, texts, role)
    if actor is not None:
        await message.answer(texts.html("activation.done.home"), reply_markup=way_home(texts))
        await to_first_screen(dialog_manager, ShowMode.SEND)
    else:
        await go_home(message, home, dialog_manager)


async def go_home(message: Message, home: State, dialog_manager: DialogManager) -> Any:
    """Open the person's first screen."""
    await asked_enough(dialog_manager)
    await to_first_screen(dialog_manager, ShowMode.SEND)


async def help_wanted(message: Message, dialog_manager: DialogManager) -> Any:
    """Open help."""
    await open_from_home(dialog_manager, Help.main)


async def profile_wanted(
    message: Message, actor: Actor | None, home: State, dialog_manager: DialogManager
) -> Any:
    """Open the person's profile; a stranger has none."""
    if actor is None:
        await go_home(message, home, dialog_manager)
        return
    await open_from_home(dialog_manager, Profile.main)


@inject
async def privacy_wanted(
    message: Message,
    actor: Actor | None,
    leaver: Leaver | None,
    event_from_user: User,
    moments: Moments,
    home: State,
    dialog_manager: DialogManager,
    farewell: FromDishka[Farewell],
) -> Any:
    """Open what is kept of the person; a stranger is told in a few words what will be, and by whom."""
    if actor is not None:
        await open_from_home(dialog_manager, Privacy.main)
        return
    # The first screen of somebody who is leaving says all there is to say.
    if leaver is None:
        await message.answer(_kept_of_nobody(await farewell.kept(event_from_user.id), moments))
    await go_home(message, home, dialog_manager)


@inject
async def closed(event: ChatMemberUpdated, identity: FromDishka[Identity]) -> Any:
    """Note that the person blocked the bot."""
    await identity.lost(event.from_user.id)


@inject
async def opened_again(event: ChatMemberUpdated, identity: FromDishka[Identity]) -> Any:
    """Note that the person let the bot in again."""
    await identity.back(event.from_user.id)


@inject
async def not_asked_for(
    message: Message,
    actor: Actor | None,
    texts: Texts,
    home: State,
    dialog_manager: DialogManager,
    identity: FromDishka[Identity],
    support: FromDishka[Support],
) -> Any:
    """Say that this is read by nobody, to a patient also whom to call, and show the present screen again.

    A patient's words can be passed on to their instructor. A stranger who just says hello is welcomed.
    """
    album = message.media_group_id
    if album is not None and album == dialog_manager.current_stack().last_income_media_group_id:
        return
    if actor is not None and actor.role is Role.PATIENT:
        if await _passed_on(message, actor, dialog_manager, support):
            return
        contact = (await identity.membership(actor)).organization.support_contact
        await message.answer(_nobody_reads(texts, contact))
    elif actor is not None or dialog_manager.has_context():
        await message.answer(texts.html("help.unexpected.staff"))
    if dialog_manager.has_context():
        await dialog_manager.show(ShowMode.SEND)
    else:
        await go_home(message, home, dialog_manager)


async def pressed_without_screen(
    callback: CallbackQuery, texts: Texts, home: State, dialog_manager: DialogManager
) -> Any:
    """Answer a press that belongs to no notification while no screen is open, and open the first one."""
    await callback.answer(texts.plain("fault.old_screen"))
    await to_first_screen(dialog_manager, ShowMode.SEND)


def router() -> Router:
    """Return the router of commands, of links that open the bot, and of blocking and unblocking it."""
    made = Router(name="commands")
    # In a group other people would read the answers.
    made.message.filter(F.chat.type == ChatType.PRIVATE)
    made.my_chat_member.filter(F.chat.type == ChatType.PRIVATE)
    made.message.register(link_opened, CommandStart(deep_link=True, ignore_mention=True))
    made.message.register(link_pasted, PastedLink())
    made.message.register(begun, CommandStart(ignore_mention=True))
    made.message.register(go_home, WayHome())
    made.message.register(help_wanted, Command("help", ignore_mention=True))
    made.message.register(profile_wanted, Command("profile", ignore_mention=True))
    made.message.register(privacy_wanted, Command("privacy", ignore_mention=True))
    gone = {ChatMemberStatus.KICKED, ChatMemberStatus.LEFT}
    made.my_chat_member.register(closed, F.new_chat_member.status.in_(gone))
    made.my_chat_member.register(opened_again, F.new_chat_member.status == ChatMemberStatus.MEMBER)
    return made


def leftovers() -> Router:
    """Return the router of what nobody asked for.

    It goes before the dialogs: an open one takes every message, asked for or not.
    """
    made = Router(name="leftovers")
    made.message.filter(F.chat.type == ChatType.PRIVATE)
    made.message.register(not_asked_for, NothingAsked())
    made.callback_query.register(pressed_without_screen, NoScreen())
    return made


def _kept_of_nobody(kept: Kept | None, moments: Moments) -> str:
    if kept is None:
        return moments.texts.html("privacy.stranger")
    if kept.until is None:
        return moments.texts.html("privacy.shut_out")
    return moments.texts.html("privacy.shut_out_until", day=moments.month_day(kept.until))


async def _passed_on(message: Message, actor: Actor, manager: DialogManager, support: Support) -> bool:
    """Ask whether what a patient just wrote or said is for their instructor; False where it cannot be."""
    try:
        kept = await said.kept_of(message, manager, support)
    except Refused:
        return False
    if str(kept["text"]).startswith("/") or await support.instructor_of(actor) is None:
        return False
    if manager.has_context():
        before = shown(manager)
        await manager.start(AskInstructor.check, kept, show_mode=ShowMode.SEND)
        await put_away(manager, before)
    else:
        await open_from_home(manager, AskInstructor.check, kept)
    return True


def _nobody_reads(texts: Texts, support: str | None) -> str:
    said = texts.html("help.unexpected.patient")
    return f"{said}\n{texts.html('help.centre', support=support)}" if support else said


async def _open_link(
    message: Message,
    token: str,
    user: User,
    texts: Texts,
    home: State,
    manager: DialogManager,
    invitations: Invitations,
) -> None:
    await asked_enough(manager)
    try:
        opened = await invitations.follow(token, user.id)
    except TooMany as fault:
        await _show_dead_link(home, manager, {"until": fault.until.isoformat()})
        return
    begin = {LinkState.OPEN: Activation.who, LinkState.OTHER_PERSON: Activation.other}.get(opened.state)
    if opened.state is LinkState.USED_BY_YOU:
        await message.answer(texts.html("refusal.link-used-by-you"))
        await to_first_screen(manager, ShowMode.SEND)
    elif begin is None:
        await _show_dead_link(home, manager, {"token": token})
    else:
        state = Activation.role if opened.further else begin
        await manager.start(state, {"token": token}, mode=StartMode.RESET_STACK, show_mode=ShowMode.SEND)


async def _show_dead_link(home: State, manager: DialogManager, data: dict[str, str]) -> None:
    """Say what is the matter with a link; the way back leads home."""
    await manager.start(home, mode=StartMode.RESET_STACK, show_mode=ShowMode.NO_UPDATE)
    await manager.start(DeadLink.main, data, show_mode=ShowMode.SEND)
