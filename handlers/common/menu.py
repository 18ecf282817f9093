"""The commands that the bot offers, and their language in one chat."""

from aiogram import Bot
from aiogram.enums import BotCommandScopeType
from aiogram.types import BotCommand, BotCommandScopeChat, User

from services.texts import Texts, language_or_default

COMMANDS = ("start", "profile", "help")


def offered(texts: Texts) -> list[BotCommand]:
    """Return the commands with their words."""
    return [BotCommand(command=name, description=texts.plain(f"bot.command.{name}")) for name in COMMANDS]


async def offer_commands(bot: Bot, user: User, texts: Texts) -> None:
    """Let a chat offer the commands in the words the person reads, whatever their Telegram's language is.

    Where the two agree the chat needs no commands of its own: those for everybody do.
    """
    # The type is named, for a recorded call holds nothing but what was.
    chat = BotCommandScopeChat(type=BotCommandScopeType.CHAT, chat_id=user.id)
    if texts.language == language_or_default(user.language_code):
        await bot.delete_my_commands(scope=chat)
    else:
        await bot.set_my_commands(offered(texts), scope=chat)
