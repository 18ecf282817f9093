"""What the page needs besides chats: state, events, held-back answers, plain errors."""

import asyncio
import json
from typing import Any

import aiohttp
import pytest

from tests.sandbox.phones import MARIA, VERA, Phone, PlainBot, keyboard


async def next_events(response: aiohttp.ClientResponse, count: int) -> list[dict[str, Any]]:
    events: list[dict[str, Any]] = []
    async with asyncio.timeout(10):
        while len(events) < count:
            line = (await response.content.readline()).decode()
            if line.startswith("data: "):
                events.append(json.loads(line.removeprefix("data: ")))
    return events


async def test_pages_hear_of_every_change(session: aiohttp.ClientSession, bot: PlainBot, vera: Phone) -> None:
    async with session.get("/api/events") as response:
        assert response.content_type == "text/event-stream"
        assert await response.content.readline() == b": listening\n"
        message = await bot.send(VERA, reply_markup=keyboard([{"text": "Да", "callback_data": "1"}]))
        query = (await vera.press(message["message_id"], text="Да"))["query_id"]
        await bot.call("answerCallbackQuery", callback_query_id=query, text="Хорошо")
        async with session.post("/api/clock/advance", json={"seconds": 1}) as moved:
            assert moved.status == 200
        events = await next_events(response, 3)
    answer = {
        "kind": "answer", "user": VERA, "query_id": query, "text": "Хорошо", "show_alert": False, "url": None,
    }  # fmt: skip
    assert events == [{"kind": "chat", "user": VERA}, answer, {"kind": "clock"}]


async def test_the_state_names_everybody(session: aiohttp.ClientSession, vera: Phone) -> None:
    async with session.get("/api/state") as response:
        state = await response.json()
    assert state["bot"] == {"id": 4242424242, "username": "sandbox_bot", "first_name": "Sandbox"}
    assert [(person["id"], person["started"]) for person in state["people"]] == [(VERA, True), (MARIA, False)]
    assert (state["mail_count"], state["meeting_count"]) == (0, 0)
    assert state["clock"]["revision"] == 0


async def test_answers_can_be_held_back_with_the_effect_done(
    session: aiohttp.ClientSession, bot: PlainBot, vera: Phone
) -> None:
    async with session.post("/api/latency", json={"telegram": 30}) as response:
        assert await response.json() == {"telegram": 30.0, "zoom": 0.0, "smtp": 0.0}
    sending = asyncio.create_task(bot.send(VERA, "Ответа не будет"))
    await vera.shows("Ответа не будет")
    assert not sending.done()
    sending.cancel()
    await asyncio.gather(sending, return_exceptions=True)


@pytest.mark.parametrize(
    ("path", "body", "status", "sentence"),
    [
        ("chats/999/text", {"text": "Да"}, 404, "There is no such person."),
        ("chats/101/text", {}, 400, "«text» is missing."),
        ("chats/101/text", {"text": 5}, 400, "«text» is not of type str."),
        ("chats/101/text", {"text": " "}, 400, "A message needs some text."),
        ("chats/101/press", {"message_id": 1}, 400, "Say which button: row and column, text, or data."),
        ("chats/101/photo", {}, 400, "Send a form with a «file»."),
        ("people", {"age": 5}, 400, "A person has no age."),
        ("people", [], 400, "The body is not a JSON object."),
        ("latency", {"telegram": -1}, 400, "Latency is seconds from 0 on, for telegram, zoom, smtp."),
        ("nothing", {}, 404, "There is nothing at this address."),
    ],
)
async def test_what_goes_wrong_is_a_sentence(
    session: aiohttp.ClientSession, vera: Phone, path: str, body: object, status: int, sentence: str
) -> None:
    async with session.post(f"/api/{path}", json=body) as response:
        assert (response.status, await response.json()) == (status, {"error": sentence})
