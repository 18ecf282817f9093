"""How the bot introduces itself, and strangers at its door."""

import asyncio

import pytest

from bot.settings import Settings
from tests.flows.conftest import program
from tests.flows.phones import World


@pytest.mark.parametrize(
    ("language", "name", "commands"),
    [
        (
            "ru",
            "Онлайн-занятия центра",
            {
                "start": "На главную",
                "profile": "Профиль: язык, время, тихие часы",
                "privacy": "Мои данные",
                "help": "Помощь",
            },
        ),
        (
            "en",
            "Centre sessions online",
            {
                "start": "Home",
                "profile": "Profile: language, time, quiet hours",
                "privacy": "My data",
                "help": "Help",
            },
        ),
    ],
)
async def test_the_bot_introduces_itself_in_the_readers_language(
    running_program: None, world: World, language: str, name: str, commands: dict[str, str]
) -> None:
    phone = await world.phone(language)
    shown: dict[str, str] = {}
    for _ in range(100):
        profile = await phone.profile()
        shown = {entry["command"]: entry["description"] for entry in profile["commands"]}
        if shown == commands:
            break
        await asyncio.sleep(0.1)
    assert shown == commands
    assert profile["bot"]["name"] == name
    assert profile["bot"]["description"]
    assert profile["bot"]["short_description"]


async def test_a_second_start_sets_nothing_that_is_set_already(settings: Settings, world: World) -> None:
    changed = []
    for start in (1, 2):
        async with program(settings):
            # Three looks at the commands, for everyone and for each language, end an introduction.
            for _ in range(100):
                if len(await world.calls("getMyCommands")) == 3 * start:
                    break
                await asyncio.sleep(0.1)
        changed.append([len(await world.calls(name)) for name in ("setMyName", "setMyCommands")])
    assert changed[0] == changed[1]
    assert all(changed[0])


async def test_a_stranger_learns_whom_to_ask(running_program: None, world: World) -> None:
    phone = await world.phone("ru")
    await phone.says("/start")
    shown = await phone.sees("регистрирует организатор")
    assert [button["text"] for button in shown.buttons] == ["Войти по коду", "У меня есть ссылка", "Помощь"]


async def test_a_link_that_is_not_whole_says_so(running_program: None, world: World) -> None:
    phone = await world.phone("en")
    await phone.says("/start abc")
    await phone.sees("Open it straight from the mail")
