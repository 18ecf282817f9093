"""How the bot introduces itself, in which language and to whom."""

from typing import Any

import pytest

from tests.sandbox.phones import MARIA, VERA, Phone, PlainBot, Refusal

START = {"command": "start", "description": "Начать"}
MENU = {"command": "menu", "description": "Меню"}


async def test_texts_are_shown_in_the_persons_language(bot: PlainBot, vera: Phone, maria: Phone) -> None:
    await bot.call("setMyName", name="Центр онкореабилитации")
    await bot.call("setMyName", name="Oncocenter", language_code="en")
    await bot.call("setMyDescription", description="Занятия по видеосвязи")
    await bot.call("setMyShortDescription", short_description="Lessons", language_code="en")
    assert (await vera.chat())["bot"] == {
        "username": "sandbox_bot",
        "name": "Центр онкореабилитации",
        "description": "Занятия по видеосвязи",
        "short_description": "",
    }
    assert (await maria.chat())["bot"] == {
        "username": "sandbox_bot",
        "name": "Oncocenter",
        "description": "Занятия по видеосвязи",
        "short_description": "Lessons",
    }
    assert (await bot.call("getMe"))["first_name"] == "Центр онкореабилитации"
    assert await bot.call("getMyName", language_code="en") == {"name": "Oncocenter"}
    assert await bot.call("getMyDescription") == {"description": "Занятия по видеосвязи"}
    assert await bot.call("getMyShortDescription", language_code="de") == {"short_description": ""}


@pytest.mark.parametrize(
    ("method", "field", "longest"),
    [
        ("setMyName", "name", 64),
        ("setMyDescription", "description", 512),
        ("setMyShortDescription", "short_description", 120),
    ],
)
async def test_texts_have_their_lengths(bot: PlainBot, method: str, field: str, longest: int) -> None:
    assert await bot.call(method, **{field: "я" * longest})
    assert await bot.refusal(method, **{field: "я" * (longest + 1)}) == Refusal(
        400, f"Bad Request: {field} is too long"
    )


async def test_a_language_is_two_letters(bot: PlainBot) -> None:
    refusal = await bot.refusal("setMyName", name="x", language_code="rus")
    assert refusal == Refusal(400, "Bad Request: invalid language code specified")


async def test_commands_by_chat_and_language(bot: PlainBot, vera: Phone, maria: Phone) -> None:
    english = [{"command": "start", "description": "Begin"}]
    await bot.call("setMyCommands", commands=[START])
    await bot.call("setMyCommands", commands=english, language_code="en")
    own = {"type": "chat", "chat_id": VERA}
    await bot.call("setMyCommands", commands=[START, MENU], scope=own)
    assert (await vera.chat())["commands"] == [START, MENU]
    assert (await maria.chat())["commands"] == english
    assert await bot.call("getMyCommands", scope=own) == [START, MENU]
    assert await bot.call("getMyCommands", scope=own, language_code="en") == []
    await bot.call("deleteMyCommands", scope=own)
    assert (await vera.chat())["commands"] == [START]


@pytest.mark.parametrize(
    ("command", "words"),
    [
        ({"command": "", "description": "x"}, "command must be non-empty"),
        ({"command": "a" * 33, "description": "x"}, "command length must not exceed 32"),
        ({"command": "меню", "description": "x"}, "BOT_COMMAND_INVALID"),
        ({"command": "menu", "description": " "}, "command description must be non-empty"),
        ({"command": "menu", "description": "x" * 257}, "command description length must not exceed 256"),
    ],
)
async def test_commands_are_checked(bot: PlainBot, command: dict[str, str], words: str) -> None:
    refusal = await bot.refusal("setMyCommands", commands=[command])
    assert refusal == Refusal(400, f"Bad Request: {words}")


async def test_there_are_at_most_100_commands(bot: PlainBot) -> None:
    refusal = await bot.refusal("setMyCommands", commands=[START] * 101)
    assert refusal == Refusal(400, "Bad Request: BOT_COMMANDS_TOO_MUCH")


async def test_commands_for_an_unknown_chat_are_refused(bot: PlainBot) -> None:
    scope = {"type": "chat", "chat_id": 999}
    refusal = await bot.refusal("setMyCommands", commands=[START], scope=scope)
    assert refusal == Refusal(400, "Bad Request: chat not found")


async def test_the_menu_button_of_all_and_of_one(bot: PlainBot, vera: Phone, maria: Phone) -> None:
    app: dict[str, Any] = {"type": "web_app", "text": "Дневник", "web_app": {"url": "https://example.org/"}}
    await bot.call("setChatMenuButton", chat_id=VERA, menu_button=app)
    assert (await vera.chat())["menu_button"] == app
    assert await bot.call("getChatMenuButton", chat_id=VERA) == app
    assert await bot.call("getChatMenuButton", chat_id=MARIA) == {"type": "commands"}
    await bot.call("setChatMenuButton", chat_id=VERA)
    assert (await vera.chat())["menu_button"] == {"type": "commands"}
