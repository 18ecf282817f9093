"""A chat's own commands are part of a recorded screen, and never in its way."""

from collections.abc import AsyncIterator

import pytest
from aiogram import Bot
from aiogram.enums import BotCommandScopeType
from aiogram.methods import DeleteMyCommands, SendMessage, SetMyCommands
from aiogram.types import BotCommand, BotCommandScopeChat

from integrations.telegram.screen import Screen
from integrations.telegram.session import DEFAULTS, make_session
from integrations.telegram.show import show
from sandbox.server import Sandbox, SandboxOptions, running

READER = 9_100_000_000_001
CHAT = BotCommandScopeChat(type=BotCommandScopeType.CHAT, chat_id=READER)


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    """A sandbox with one person in it."""
    people = ({"id": READER, "first_name": "Вера", "started": True},)
    async with running(SandboxOptions(people=people)) as sandbox:
        yield sandbox


@pytest.fixture
async def bot(sandbox: Sandbox) -> AsyncIterator[Bot]:
    """The bot."""
    bot = Bot("4242424242:SANDBOX-TOKEN", session=make_session(sandbox.url, None), default=DEFAULTS)
    yield bot
    await bot.session.close()


def kept(*calls: SetMyCommands | DeleteMyCommands | SendMessage) -> Screen:
    """Return a screen as it is after a restart."""
    screen = Screen()
    for call in calls:
        screen.record(call)
    return Screen.load(screen.dump())


async def test_commands_outlive_a_restart_with_their_screen(bot: Bot) -> None:
    wanted = [BotCommand(command="help", description="Помощь")]
    await show(bot, kept(SetMyCommands(commands=wanted, scope=CHAT)))
    assert [c.description for c in await bot.get_my_commands(scope=CHAT)] == ["Помощь"]
    await show(bot, kept(DeleteMyCommands(scope=CHAT)))
    assert await bot.get_my_commands(scope=CHAT) == []


async def test_a_screen_is_shown_though_its_commands_are_refused(bot: Bot) -> None:
    refused = [BotCommand(command="NOT A COMMAND", description="x")]
    screen = kept(SetMyCommands(commands=refused, scope=CHAT), SendMessage(chat_id=READER, text="Готово"))
    assert await show(bot, screen)
    assert await bot.get_my_commands(scope=CHAT) == []
