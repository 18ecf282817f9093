"""How the bot introduces itself: name, descriptions and commands in every language."""

from collections.abc import Callable

from aiogram import Bot
from aiogram.types import BotCommand, BotCommandScopeAllPrivateChats

from services.texts import LANGUAGES, Catalogues, Texts

Commands = Callable[[Texts], list[BotCommand]]
"""Returns the commands that everybody is offered, in the words given."""


async def introduce(bot: Bot, catalogues: Catalogues, commands: Commands) -> None:
    """Set what Telegram shows of the bot, only where it differs: changing a name is strictly limited there.

    Raises aiogram's TelegramAPIError.
    """
    for language in LANGUAGES:
        # The first language is also what people of any other language see.
        codes = (None, language) if language == LANGUAGES[0] else (language,)
        for code in codes:
            await _introduce(bot, catalogues.texts(language), code, commands)


async def _introduce(bot: Bot, texts: Texts, code: str | None, commands: Commands) -> None:
    name = texts.plain("bot.name")
    if (await bot.get_my_name(language_code=code)).name != name:
        await bot.set_my_name(name=name, language_code=code)
    description = texts.plain("bot.description")
    if (await bot.get_my_description(language_code=code)).description != description:
        await bot.set_my_description(description=description, language_code=code)
    short = texts.plain("bot.short_description")
    if (await bot.get_my_short_description(language_code=code)).short_description != short:
        await bot.set_my_short_description(short_description=short, language_code=code)
    scope = BotCommandScopeAllPrivateChats()
    known = await bot.get_my_commands(scope=scope, language_code=code)
    wanted = commands(texts)
    if [entry.model_dump() for entry in known] != [entry.model_dump() for entry in wanted]:
        await bot.set_my_commands(wanted, scope=scope, language_code=code)
