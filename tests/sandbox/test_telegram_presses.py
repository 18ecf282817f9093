"""Presses of inline buttons and their answers."""

import asyncio

import pytest

from sandbox.server import Sandbox
from tests.sandbox.phones import VERA, Phone, PlainBot, Refusal, keyboard

MARKUP = keyboard(
    [{"text": "Да", "callback_data": "yes"}, {"text": "Нет", "callback_data": "no"}],
    [{"text": "Войти", "url": "https://example.org/"}, {"text": "Код", "copy_text": {"text": "1"}}],
)
TOO_OLD = Refusal(400, "Bad Request: query is too old and response timeout expired or query ID is invalid")


async def test_a_press_is_told_with_its_message(bot: PlainBot, vera: Phone) -> None:
    message = await bot.send(VERA, "Придёте?", reply_markup=MARKUP)
    pressed = await vera.press(message["message_id"], row=0, column=1)
    assert (pressed["answered"], pressed["answer"]) == (False, None)
    (update,) = await bot.updates()
    query = update["callback_query"]
    assert (query["id"], query["data"], query["from"]["id"]) == (pressed["query_id"], "no", VERA)
    assert query["message"] == message
    assert query["chat_instance"]


@pytest.mark.parametrize(("place", "data"), [({"text": "Да"}, "yes"), ({"data": "forged"}, "forged")])
async def test_a_button_is_found_by_name_and_data_may_be_forged(
    bot: PlainBot, vera: Phone, place: dict[str, str], data: str
) -> None:
    message = await bot.send(VERA, reply_markup=MARKUP)
    await vera.press(message["message_id"], **place)
    (update,) = await bot.updates()
    assert update["callback_query"]["data"] == data


@pytest.mark.parametrize("column", [0, 1])
async def test_links_and_copying_tell_the_bot_nothing(bot: PlainBot, vera: Phone, column: int) -> None:
    message = await bot.send(VERA, reply_markup=MARKUP)
    pressed = await vera.press(message["message_id"], row=1, column=column)
    assert pressed["query_id"] is None
    assert await bot.updates() == []


@pytest.mark.parametrize("place", [{"row": 5, "column": 0}, {"row": 0, "column": 2}, {"text": "Может быть"}])
async def test_only_buttons_that_are_there_can_be_pressed(
    bot: PlainBot, vera: Phone, place: dict[str, object]
) -> None:
    message = await bot.send(VERA, reply_markup=MARKUP)
    pressed = await vera.press(message["message_id"], **place)
    assert pressed == {"error": "There is no such button under this message."}


async def test_the_answer_reaches_the_phone(bot: PlainBot, vera: Phone) -> None:
    message = await bot.send(VERA, reply_markup=MARKUP)

    async def answer() -> None:
        (update,) = await bot.updates(timeout=10)
        query = update["callback_query"]["id"]
        await bot.call("answerCallbackQuery", callback_query_id=query, text="Записано", show_alert=True)

    pressed, _ = await asyncio.gather(vera.press(message["message_id"], text="Да", wait=10), answer())
    assert pressed["answered"] is True
    assert pressed["answer"] == {"text": "Записано", "show_alert": True, "url": None}


async def test_a_press_is_answered_once(bot: PlainBot, vera: Phone) -> None:
    message = await bot.send(VERA, reply_markup=MARKUP)
    query = (await vera.press(message["message_id"], text="Да"))["query_id"]
    assert await bot.call("answerCallbackQuery", callback_query_id=query) is True
    assert await bot.refusal("answerCallbackQuery", callback_query_id=query) == TOO_OLD
    assert await bot.refusal("answerCallbackQuery", callback_query_id="12345") == TOO_OLD


async def test_an_old_press_cannot_be_answered(bot: PlainBot, vera: Phone, sandbox: Sandbox) -> None:
    sandbox.telegram.account.presses.lifetime = 0.0
    message = await bot.send(VERA, reply_markup=MARKUP)
    query = (await vera.press(message["message_id"], text="Да"))["query_id"]
    assert await bot.refusal("answerCallbackQuery", callback_query_id=query) == TOO_OLD


async def test_answers_have_200_letters_and_real_addresses(bot: PlainBot, vera: Phone) -> None:
    message = await bot.send(VERA, reply_markup=MARKUP)
    query = (await vera.press(message["message_id"], text="Да"))["query_id"]
    too_long = await bot.refusal("answerCallbackQuery", callback_query_id=query, text="я" * 201)
    assert too_long == Refusal(400, "Bad Request: MESSAGE_TOO_LONG")
    nowhere = await bot.refusal("answerCallbackQuery", callback_query_id=query, url="http://localhost/")
    assert nowhere == Refusal(400, "Bad Request: URL_INVALID")
    assert await bot.call("answerCallbackQuery", callback_query_id=query, text="я" * 200) is True
