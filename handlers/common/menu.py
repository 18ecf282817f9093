"""The commands that the bot offers: everybody's, and in one chat those of its reader's role and language."""

from collections.abc import Mapping

from aiogram import Bot
from aiogram.enums import BotCommandScopeType
from aiogram.types import BotCommand, BotCommandScopeChat, User

from models import Role
from services.texts import Texts, language_or_default

COMMANDS = ("start", "profile", "privacy", "help")

OF_ROLE: Mapping[Role, tuple[str, ...]] = {
    Role.ORGANIZER: ("people", "invite", "import", "journal", "check", "settings"),
    Role.INSTRUCTOR: ("calendar",),
}
"""What a role is offered besides."""


def offered(texts: Texts, role: Role | None = None) -> list[BotCommand]:
    """Return the commands of a role, without one everybody's, with their words."""
    first, *rest = COMMANDS
    names = (first, *(OF_ROLE.get(role, ()) if role is not None else ()), *rest)
    return [BotCommand(command=name, description=texts.plain(f"bot.command.{name}")) for name in names]


def has_own_commands(user: User, texts: Texts, role: Role | None) -> bool:
    """Say whether a chat needs other commands than everybody's in the language of the person's Telegram."""
    return role in OF_ROLE or texts.language != language_or_default(user.language_code)


async def offer_commands(bot: Bot, user: User, texts: Texts, role: Role | None) -> None:
    """Let a chat offer what the person can do, in the words they read."""
    # The type is named, for a recorded call holds nothing but what was.
    chat = BotCommandScopeChat(type=BotCommandScopeType.CHAT, chat_id=user.id)
    if has_own_commands(user, texts, role):
        await bot.set_my_commands(offered(texts, role), scope=chat)
    else:
        await bot.delete_my_commands(scope=chat)
