"""What the Bot API can suffer: what is answered then, and that nothing is done."""

import asyncio
from typing import Any

import aiohttp
import pytest

from sandbox.server import Sandbox
from tests.sandbox.phones import TOKEN, VERA, Phone, PlainBot, Refusal, form, poll_waits

OTHER_POLLER = Refusal(
    409,
    "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
)


@pytest.mark.parametrize(
    ("name", "refusal"),
    [
        ("internal", Refusal(500, "Internal Server Error")),
        ("rate", Refusal(429, "Too Many Requests: retry after 5")),
        ("unauthorized", Refusal(401, "Unauthorized")),
    ],
)
async def test_a_fault_is_answered_in_telegrams_words_and_nothing_is_done(
    sandbox: Sandbox, bot: PlainBot, vera: Phone, name: str, refusal: Refusal
) -> None:
    sandbox.faults.switch_on("telegram", name)
    message: dict[str, Any] = {"chat_id": VERA, "text": "Не дойдёт"}
    assert await bot.refusal("sendMessage", **message) == refusal
    assert await bot.refusal("getUpdates") == refusal
    (called,) = sandbox.telegram.calls.after(0)
    assert (called["method"], called["ok"], called["error"]) == ("sendMessage", False, refusal.words)
    sandbox.faults.clear()
    assert await vera.texts() == ["/start"]
    assert await bot.call("sendMessage", **message)


async def test_a_rate_says_how_long_to_wait(
    sandbox: Sandbox, session: aiohttp.ClientSession, bot: PlainBot
) -> None:
    sandbox.faults.switch_on("telegram", "rate", seconds=16.2)
    async with session.post(f"/bot{TOKEN}/getMe") as response:
        assert (response.status, response.headers["Retry-After"]) == (429, "17")
        assert (await response.json())["parameters"] == {"retry_after": 17}
    sandbox.faults.switch_on("telegram", "rate", seconds=0)
    assert await bot.refusal("getMe") == Refusal(429, "Too Many Requests: retry after 1")


async def test_a_rival_disturbs_nothing_but_polling(sandbox: Sandbox, bot: PlainBot, vera: Phone) -> None:
    await vera.write("Привет")
    sandbox.faults.switch_on("telegram", "rival", times=1)
    await bot.send(VERA)
    assert await bot.refusal("getUpdates", timeout=30) == OTHER_POLLER
    assert [update["message"]["text"] for update in await bot.updates()] == ["Привет"]


async def test_somebody_elses_page_is_no_answer(
    sandbox: Sandbox, session: aiohttp.ClientSession, vera: Phone
) -> None:
    sandbox.faults.switch_on("telegram", "unreadable", times=1, only="sendMessage")
    message = {"chat_id": VERA, "text": "Не дойдёт"}
    async with session.post(f"/bot{TOKEN}/sendMessage", json=message) as response:
        assert (response.status, response.content_type) == (200, "text/html")
        assert (await response.text()).startswith("<!doctype html>")
    assert await vera.texts() == ["/start"]


async def test_what_waits_when_polling_goes_down_waits_on(
    sandbox: Sandbox, session: aiohttp.ClientSession, bot: PlainBot, vera: Phone
) -> None:
    sandbox.faults.switch_on("telegram", "down", only="getUpdates")
    await vera.write("Привет")
    for _ in range(2):
        with pytest.raises(aiohttp.ClientError):
            await bot.updates()
    await bot.send(VERA, "Отправлять можно")
    sandbox.faults.clear()
    assert [update["message"]["text"] for update in await bot.updates()] == ["Привет"]


async def test_a_poll_that_waits_outlives_the_fault_that_follows(
    sandbox: Sandbox, bot: PlainBot, vera: Phone
) -> None:
    poll = asyncio.create_task(bot.updates(timeout=30))
    await poll_waits(sandbox)
    sandbox.faults.switch_on("telegram", "internal")
    await vera.write("Привет")
    assert [update["message"]["text"] for update in await poll] == ["Привет"]
    assert await bot.refusal("getUpdates") == Refusal(500, "Internal Server Error")


async def test_bytes_of_files_suffer_too(
    sandbox: Sandbox, session: aiohttp.ClientSession, bot: PlainBot, vera: Phone
) -> None:
    message = await bot.call("sendDocument", form({"chat_id": VERA}, document=("a.txt", b"abc")))
    file = await bot.call("getFile", file_id=message["document"]["file_id"])
    address = f"/file/bot{TOKEN}/{file['file_path']}"
    sandbox.faults.switch_on("telegram", "internal", only="file", times=1)
    assert await bot.call("getMe")
    async with session.get(address) as response:
        assert (response.status, await response.json()) == (
            500, {"ok": False, "error_code": 500, "description": "Internal Server Error"},
        )  # fmt: skip
    async with session.get(address) as response:
        assert await response.read() == b"abc"
