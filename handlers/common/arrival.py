"""Somebody has just come in: by an invitation, or by signing in from another account."""

from aiogram.types import LinkPreviewOptions, User
from aiogram_dialog import DialogManager, ShowMode, StartMode

from handlers.common.menu import has_own_commands, offer_commands
from handlers.common.reader import set_reader
from handlers.common.widgets import way_home
from services.messages.letter import compose
from services.policy import Actor
from services.texts import Html

# Named one by one: what is left out would stand for the bot's defaults, which a recorded call cannot hold.
_NO_PREVIEW = LinkPreviewOptions(
    is_disabled=True, prefer_small_media=None, prefer_large_media=None, show_above_text=None
)


async def read_as(manager: DialogManager, actor: Actor | None) -> None:
    """Let the rest of this update be read by whom the account stands for now, commands included."""
    data = manager.middleware_data
    user: User = data["event_from_user"]
    await set_reader(data, actor)
    if actor is not None and has_own_commands(user, data["texts"], actor.role):
        await offer_commands(data["bot"], user, data["texts"], actor.role)


async def arrive(manager: DialogManager, title: Html, *lines: Html | None) -> None:
    """Say so in a message that puts the way home under the field, and open the first screen."""
    data = manager.middleware_data
    await data["bot"].send_message(
        data["event_from_user"].id,
        compose(title, *lines),
        reply_markup=way_home(data["texts"]),
        link_preview_options=_NO_PREVIEW,
    )
    await manager.start(data["home"], mode=StartMode.RESET_STACK, show_mode=ShowMode.SEND)
