"""How fast a bot may write, by a clock that the test moves."""

from collections.abc import Callable
from typing import Any

import aiohttp
import pytest

from sandbox.__main__ import parsed_options
from sandbox.server import Sandbox, SandboxOptions, running
from tests.sandbox.conftest import START
from tests.sandbox.phones import MARIA, PEOPLE, TOKEN, VERA, Phone, PlainBot, Refusal, form, keyboard, png

SOON = Refusal(429, "Too Many Requests: retry after 1")
PHOTO = {"type": "photo", "media": "attach://photo"}


class Hand:
    """Real time as far as the limits see it."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def hand(sandbox: Sandbox) -> Hand:
    hand = Hand()
    sandbox.telegram.account.pace.monotonic = hand
    return hand


async def send_many(bot: PlainBot, chat_id: int, count: int) -> None:
    for number in range(count):
        await bot.send(chat_id, f"№ {number}")


async def album(bot: PlainBot, size: int) -> dict[str, Any]:
    return await bot.ask(
        "sendMediaGroup", form({"chat_id": VERA, "media": [PHOTO] * size}, photo=("1.png", png()))
    )


async def test_a_chat_takes_a_burst_and_then_a_message_a_second(
    bot: PlainBot, vera: Phone, hand: Hand
) -> None:
    await send_many(bot, VERA, 20)
    assert await bot.refusal("sendMessage", chat_id=VERA, text="Слишком скоро") == SOON
    hand.seconds += 1
    await bot.send(VERA, "Вовремя")
    assert await bot.refusal("sendMessage", chat_id=VERA, text="Слишком скоро") == SOON
    hand.seconds += 0.9
    assert await bot.refusal("sendMessage", chat_id=VERA, text="Слишком скоро") == SOON
    hand.seconds += 3600
    await send_many(bot, VERA, 20)
    assert await bot.refusal("sendMessage", chat_id=VERA, text="Слишком скоро") == SOON


async def test_a_refusal_says_when_in_body_and_header_and_leaves_nothing_but_a_line(
    bot: PlainBot, vera: Phone, hand: Hand, session: aiohttp.ClientSession
) -> None:
    await send_many(bot, VERA, 20)
    before = await vera.chat()
    params = {"chat_id": VERA, "text": "Слишком скоро"}
    async with session.post(f"/bot{TOKEN}/sendMessage", json=params) as response:
        assert (response.status, response.headers["Retry-After"]) == (429, "1")
        assert await response.json() == {
            "ok": False,
            "error_code": 429,
            "description": "Too Many Requests: retry after 1",
            "parameters": {"retry_after": 1},
        }
    assert await vera.chat() == before
    async with session.get("/api/calls") as response:
        last = (await response.json())[-1]
    assert (last["method"], last["ok"], last["error"]) == ("sendMessage", False, SOON.words)


async def test_all_chats_together_take_30_a_second(
    bot: PlainBot, vera: Phone, maria: Phone, hand: Hand
) -> None:
    await maria.write("/start")
    await send_many(bot, VERA, 20)
    await send_many(bot, MARIA, 10)
    assert await bot.refusal("sendMessage", chat_id=MARIA, text="Слишком скоро") == SOON
    hand.seconds += 0.1
    await send_many(bot, MARIA, 3)
    assert await bot.refusal("sendMessage", chat_id=MARIA, text="Слишком скоро") == SOON


async def test_a_media_group_counts_as_all_its_messages_and_goes_whole_or_not_at_all(
    bot: PlainBot, vera: Phone, hand: Hand
) -> None:
    await send_many(bot, VERA, 15)
    before = await vera.chat()
    refused = await album(bot, 10)
    assert (refused["description"], refused["parameters"]["retry_after"]) == (
        "Too Many Requests: retry after 5", 5,
    )  # fmt: skip
    assert await vera.chat() == before
    assert (await album(bot, 5))["ok"]
    assert await bot.refusal("sendMessage", chat_id=VERA, text="Слишком скоро") == SOON


FILE = ("файл.bin", b"x")
PUTTING: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
    "sendPhoto": lambda first: {"body": form({"chat_id": VERA}, photo=("1.png", png()))},
    "sendVideo": lambda first: {"body": form({"chat_id": VERA}, video=FILE)},
    "sendDocument": lambda first: {"body": form({"chat_id": VERA}, document=FILE)},
    "sendVoice": lambda first: {"body": form({"chat_id": VERA}, voice=FILE)},
    "sendLocation": lambda first: {"chat_id": VERA, "latitude": 1.5, "longitude": 2.5},
    "sendContact": lambda first: {"chat_id": VERA, "phone_number": "+7999", "first_name": "Вера"},
    "copyMessage": lambda first: {"chat_id": VERA, "from_chat_id": VERA, **first},
    "forwardMessage": lambda first: {"chat_id": VERA, "from_chat_id": VERA, **first},
}


@pytest.mark.parametrize("method", PUTTING)
async def test_whatever_puts_a_message_into_a_chat_counts(
    bot: PlainBot, vera: Phone, hand: Hand, method: str
) -> None:
    first = {"message_id": (await bot.send(VERA))["message_id"]}
    await send_many(bot, VERA, 18)
    assert await bot.call(method, **PUTTING[method](first))
    assert await bot.refusal(method, **PUTTING[method](first)) == SOON


async def test_edits_deletions_answers_and_actions_are_free(bot: PlainBot, vera: Phone, hand: Hand) -> None:
    markup = keyboard([{"text": "Да", "callback_data": "yes"}])
    place = {"chat_id": VERA, "message_id": (await bot.send(VERA, reply_markup=markup))["message_id"]}
    await send_many(bot, VERA, 19)
    for number in range(25):
        await bot.call("editMessageText", **place, text=f"№ {number}", reply_markup=markup)
        query = (await vera.press(place["message_id"], text="Да"))["query_id"]
        await bot.call("answerCallbackQuery", callback_query_id=query)
        await bot.call("sendChatAction", chat_id=VERA, action="typing")
    await bot.call("deleteMessage", **place)
    assert await bot.refusal("sendMessage", chat_id=VERA, text="Слишком скоро") == SOON


async def test_what_is_wrong_with_a_call_is_said_before_that_it_is_too_early(
    bot: PlainBot, vera: Phone, maria: Phone, hand: Hand
) -> None:
    await maria.write("/start")
    await send_many(bot, VERA, 20)
    await send_many(bot, MARIA, 10)
    assert (await bot.refusal("sendMessage", chat_id=VERA, text="я" * 4097)).code == 400
    assert (await bot.refusal("sendMessage", chat_id=VERA, text="<b>", parse_mode="HTML")).code == 400
    button = keyboard([{"text": "Да", "callback_data": "я" * 33}])
    assert (await bot.refusal("sendMessage", chat_id=VERA, text="Да", reply_markup=button)).code == 400
    reply = {"message_id": 999}
    assert (await bot.refusal("sendMessage", chat_id=VERA, text="Да", reply_parameters=reply)).code == 400
    assert (await bot.refusal("sendMessage", chat_id=5, text="Алло")).code == 400
    await maria.do("block")
    assert (await bot.refusal("sendMessage", chat_id=MARIA, text="Алло")).code == 403


async def test_webhooks_are_set_once_a_second(bot: PlainBot, hand: Hand) -> None:
    invalid = Refusal(400, "Bad Request: invalid webhook URL specified")
    assert await bot.refusal("setWebhook", url="https://") == invalid
    assert await bot.refusal("setWebhook", url="https://") == SOON
    assert await bot.call("setWebhook", url="") is True
    hand.seconds += 1
    assert await bot.refusal("setWebhook", url="https://") == invalid


async def test_limits_can_be_switched_off() -> None:
    options = SandboxOptions(start=START, people=PEOPLE, limits=False)
    async with running(options) as sandbox, aiohttp.ClientSession(sandbox.url) as session:
        sandbox.telegram.account.pace.monotonic = Hand()
        await Phone(session, sandbox.url, VERA).write("/start")
        await send_many(PlainBot(session, sandbox.url), VERA, 50)


def test_the_command_line_knows_no_limits_and_local_mode() -> None:
    usual, both = parsed_options([]), parsed_options(["--no-limits", "--local"])
    assert (usual.limits, usual.local, both.limits, both.local) == (True, False, False, True)
