"""How calls are made: addresses, tokens, bodies, arguments."""

import json

import aiohttp
import pytest

from sandbox.server import Sandbox
from tests.sandbox.phones import VERA, Phone, PlainBot, Refusal, form, keyboard


async def test_a_wrong_token_is_unauthorized(session: aiohttp.ClientSession, sandbox: Sandbox) -> None:
    stranger = PlainBot(session, sandbox.url, token="4242424242:WRONG")
    assert await stranger.refusal("getMe") == Refusal(401, "Unauthorized")
    shapeless = PlainBot(session, sandbox.url, token="nonsense")
    assert await shapeless.refusal("getMe") == Refusal(401, "Unauthorized: invalid token specified")


async def test_an_unknown_method_is_not_found(bot: PlainBot) -> None:
    assert await bot.refusal("sendEverything") == Refusal(404, "Not Found: method not found")


async def test_a_method_the_sandbox_lacks_says_so(bot: PlainBot) -> None:
    refusal = await bot.refusal("sendDice", chat_id=VERA)
    assert refusal == Refusal(501, "Not Implemented: the sandbox does not offer sendDice")


async def test_names_of_methods_are_taken_in_any_case(bot: PlainBot) -> None:
    assert (await bot.call("GETME"))["username"] == "sandbox_bot"


async def test_arguments_come_in_the_address_too(
    session: aiohttp.ClientSession, bot: PlainBot, vera: Phone
) -> None:
    address = "/bot4242424242:SANDBOX-TOKEN/sendMessage"
    async with session.get(address, params={"chat_id": VERA, "text": "Привет"}) as response:
        assert response.status == 200
    assert (await vera.texts())[-1] == "Привет"


@pytest.mark.parametrize("encode", [dict, form], ids=["urlencoded", "multipart"])
async def test_forms_carry_objects_as_json(bot: PlainBot, vera: Phone, encode: type) -> None:
    fields = {
        "chat_id": str(VERA),
        "text": "12",
        "protect_content": "true",
        "reply_markup": json.dumps(keyboard([{"text": "Да", "callback_data": "yes"}])),
    }
    message = await bot.call("sendMessage", encode(fields))
    assert message["text"] == "12"
    assert message["has_protected_content"] is True
    assert message["reply_markup"]["inline_keyboard"][0][0]["callback_data"] == "yes"


async def test_numbers_may_be_text_and_text_a_number(bot: PlainBot, vera: Phone) -> None:
    message = await bot.call("sendMessage", chat_id=str(VERA), text=42)
    assert (message["text"], message["chat"]["id"]) == ("42", VERA)


@pytest.mark.parametrize(
    ("method", "params", "words"),
    [
        ("sendMessage", {"text": "x"}, "Bad Request: chat_id is empty"),
        ("sendMessage", {"chat_id": VERA}, "Bad Request: message text is empty"),
        ("sendPhoto", {"chat_id": VERA}, "Bad Request: there is no photo in the request"),
        ("answerCallbackQuery", {}, 'Bad Request: parameter "callback_query_id" is required'),
        ("deleteMessage", {"chat_id": VERA}, "Bad Request: message identifier is not specified"),
        ("getFile", {}, "Bad Request: file_id not specified"),
        (
            "sendMessage",
            {"chat_id": VERA, "text": "x", "reply_markup": "{"},
            "Bad Request: can't parse reply keyboard markup JSON object",
        ),
    ],
)
async def test_a_missing_or_broken_argument_is_named(
    bot: PlainBot, vera: Phone, method: str, params: dict[str, object], words: str
) -> None:
    assert await bot.refusal(method, **params) == Refusal(400, words)


async def test_an_argument_of_the_wrong_type_is_refused(bot: PlainBot, vera: Phone) -> None:
    refusal = await bot.refusal("deleteMessage", chat_id=VERA, message_id="первое")
    assert refusal.code == 400
    assert refusal.words.startswith("Bad Request: can't parse message_id: ")


async def test_a_body_that_is_no_json_is_refused(session: aiohttp.ClientSession, sandbox: Sandbox) -> None:
    headers = {"Content-Type": "application/json"}
    address = "/bot4242424242:SANDBOX-TOKEN/getMe"
    async with session.post(address, data="{", headers=headers) as response:
        assert response.status == 400
        assert (await response.json())["description"] == "Bad Request: can't parse request JSON object"


async def test_every_call_but_polling_is_in_the_ledger(
    session: aiohttp.ClientSession, bot: PlainBot, vera: Phone
) -> None:
    sent = await bot.send(VERA, "Раз")
    await bot.refusal("sendMessage", chat_id=5, text="Два")
    await bot.updates()
    async with session.get("/api/calls") as response:
        first, second = (await response.json())[-2:]
    assert (first["method"], first["ok"], first["message_id"]) == ("sendMessage", True, sent["message_id"])
    assert first["params"]["text"] == "Раз"
    assert (second["ok"], second["chat_id"]) == (False, 5)
    assert second["error"] == "Bad Request: chat not found"
    async with session.get("/api/calls", params={"after": first["n"]}) as response:
        assert await response.json() == [second]
