"""Updates delivered to a webhook: the secret, the order, what happens until it takes them."""

import asyncio
import socket
import struct
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web

from sandbox.server import Sandbox, SandboxOptions, running
from sandbox.telegram.delivery import Retries
from tests.sandbox.conftest import START
from tests.sandbox.hooks import (
    Failing,
    Holding,
    Hook,
    Update,
    hooked,
    info,
    nothing_waits,
    texts,
    told_error,
)
from tests.sandbox.phones import PEOPLE, VERA, Phone, PlainBot, Refusal, keyboard

OPTIONS = SandboxOptions(start=START, people=PEOPLE, local=True, limits=False)


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    """A sandbox that calls webhooks of this machine."""
    async with running(OPTIONS) as sandbox:
        yield sandbox


@pytest.fixture
async def hook() -> AsyncIterator[Hook]:
    async with hooked() as hook:
        yield hook


async def test_an_update_is_posted_with_the_secret_and_then_forgotten(
    bot: PlainBot, vera: Phone, hook: Hook
) -> None:
    assert await bot.call("setWebhook", url=hook.url, secret_token="Secret_1")
    await vera.write("Привет")
    (told,) = await hook.hears(1)
    assert (told.text, told.update["message"]["chat"]["id"]) == ("Привет", VERA)
    assert told.headers["X-Telegram-Bot-Api-Secret-Token"] == "Secret_1"
    assert told.headers["Content-Type"] == "application/json"
    await nothing_waits(bot)
    assert await info(bot) == {
        "url": hook.url,
        "has_custom_certificate": False,
        "pending_update_count": 0,
        "max_connections": 100,
        "ip_address": "127.0.0.1",
    }


async def test_without_a_secret_there_is_no_header(bot: PlainBot, vera: Phone, hook: Hook) -> None:
    await vera.write("Раньше")
    await bot.call("setWebhook", url=hook.url)
    (told,) = await hook.hears(1)
    assert told.text == "Раньше"
    assert "X-Telegram-Bot-Api-Secret-Token" not in told.headers


async def test_updates_of_a_chat_come_one_after_the_other_and_chats_side_by_side(
    bot: PlainBot, vera: Phone, maria: Phone, hook: Hook
) -> None:
    hook.answer = holding = Holding("Вера 1")
    await bot.call("setWebhook", url=hook.url)
    for phone, text in ((vera, "Вера 1"), (vera, "Вера 2"), (maria, "Мария 1"), (maria, "Мария 2")):
        await phone.write(text)
    assert texts(await hook.hears(3)) == ["Вера 1", "Мария 1", "Мария 2"]
    assert (await info(bot))["pending_update_count"] >= 2
    holding.let_go.set()
    assert texts(await hook.hears(4))[-1] == "Вера 2"
    await nothing_waits(bot)


async def test_a_press_does_not_wait_for_a_message_of_the_same_chat(
    bot: PlainBot, vera: Phone, hook: Hook
) -> None:
    hook.answer = holding = Holding("Долго")
    await bot.call("setWebhook", url=hook.url)
    message = await bot.send(VERA, reply_markup=keyboard([{"text": "Да", "callback_data": "yes"}]))
    await vera.write("Долго")
    await vera.press(message["message_id"], text="Да")
    await vera.do("block")
    told = await hook.hears(3)
    assert {"message", "callback_query", "my_chat_member"} == {
        kind for delivery in told for kind in delivery.update if kind != "update_id"
    }
    holding.let_go.set()
    await nothing_waits(bot)


async def test_not_more_are_under_way_than_was_asked_for(
    bot: PlainBot, vera: Phone, maria: Phone, hook: Hook
) -> None:
    async def slowly(_update: Update, _request: web.Request) -> web.Response:
        for _ in range(5):
            await bot.call("getMe")
        return web.Response()

    hook.answer = slowly
    await bot.call("setWebhook", url=hook.url, max_connections=1)
    await asyncio.gather(vera.write("Раз"), maria.write("Два"), vera.do("block"))
    await hook.hears(3)
    await nothing_waits(bot)
    assert hook.side_by_side == 1
    await bot.call("setWebhook", url=hook.url, max_connections=2)
    await vera.do("unblock")
    await asyncio.gather(vera.write("Три"), maria.write("Четыре"))
    await nothing_waits(bot)
    assert hook.side_by_side == 2


async def test_what_is_not_taken_comes_again_before_what_follows(
    bot: PlainBot, vera: Phone, hook: Hook
) -> None:
    hook.answer = Failing(web.Response(status=500))
    await bot.call("setWebhook", url=hook.url)
    await vera.write("Раз")
    await vera.write("Два")
    told = await hook.hears(3)
    assert texts(told) == ["Раз", "Раз", "Два"]
    assert told[0].update == told[1].update
    assert await told_error(bot) == "Wrong response from the webhook: 500 Internal Server Error"
    await nothing_waits(bot)


def test_pauses_double_after_a_first_retry_at_once() -> None:
    retries = Retries()
    assert [retries.next_pause(0) for _ in range(8)] == [0, 2, 4, 8, 16, 32, 60, 60]
    asked = Retries()
    assert [asked.next_pause(seconds) for seconds in (7, 0, 100_000, 0)] == [7, 2, 3600, 4]


async def test_a_webhook_that_asks_for_time_gets_it(
    bot: PlainBot, vera: Phone, maria: Phone, hook: Hook
) -> None:
    hook.answer = Failing(web.Response(status=503, headers={"Retry-After": "3600"}))
    await bot.call("setWebhook", url=hook.url)
    await vera.write("Позже")
    assert await told_error(bot) == "Wrong response from the webhook: 503 Service Unavailable"
    for text in ("Раз", "Два", "Три"):
        await maria.write(text)
    assert texts(await hook.hears(4)) == ["Позже", "Раз", "Два", "Три"]
    assert (await info(bot))["pending_update_count"] >= 1


@pytest.mark.parametrize("status", [302, 401, 410])
async def test_whatever_is_not_2xx_is_a_failure(bot: PlainBot, vera: Phone, hook: Hook, status: int) -> None:
    answer = web.Response(status=status, reason="Because", headers={"Location": hook.url})
    hook.answer = Failing(answer)
    await bot.call("setWebhook", url=hook.url)
    await vera.write("Раз")
    assert await told_error(bot) == f"Wrong response from the webhook: {status} Because"
    assert texts(await hook.hears(2)) == ["Раз", "Раз"]


async def test_a_webhook_nobody_listens_at(bot: PlainBot, vera: Phone) -> None:
    async with hooked() as hook:
        pass
    await bot.call("setWebhook", url=hook.url)
    await vera.write("Раз")
    assert await told_error(bot) == "Connection refused"


async def test_a_webhook_that_speaks_no_tls(bot: PlainBot, vera: Phone, hook: Hook) -> None:
    await bot.call("setWebhook", url=hook.url.replace("http://", "https://"))
    await vera.write("Раз")
    assert (await told_error(bot)).startswith("SSL error {")


async def test_a_cut_connection(bot: PlainBot, vera: Phone, hook: Hook) -> None:
    async def cut(_update: Update, request: web.Request) -> web.Response:
        assert request.transport is not None
        # Closed at once, without the farewell of TCP.
        at_once = struct.pack("ii", 1, 0)
        connection = request.transport.get_extra_info("socket")
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, at_once)
        request.transport.abort()
        return web.Response()

    hook.answer = cut
    await bot.call("setWebhook", url=hook.url)
    await vera.write("Раз")
    assert await told_error(bot) == "Connection reset by peer"


async def test_a_connection_closed_without_an_answer_is_tried_again_and_not_told(
    bot: PlainBot, vera: Phone, hook: Hook
) -> None:
    async def closed(_update: Update, request: web.Request) -> web.Response:
        hook.answer = Failing()
        assert request.transport is not None
        request.transport.close()
        return web.Response()

    hook.answer = closed
    await bot.call("setWebhook", url=hook.url)
    await vera.write("Раз")
    assert texts(await hook.hears(2)) == ["Раз", "Раз"]
    await nothing_waits(bot)
    assert "last_error_message" not in await info(bot)


async def test_a_silent_webhook_is_given_up(bot: PlainBot, vera: Phone, hook: Hook, sandbox: Sandbox) -> None:
    sandbox.telegram.delivery.timeout = 0.05
    hook.answer = holding = Holding("Раз")
    await bot.call("setWebhook", url=hook.url)
    await vera.write("Раз")
    assert await told_error(bot) == "Read timeout expired"
    holding.let_go.set()


async def test_what_was_not_taken_can_be_fetched_once_the_webhook_is_deleted(
    bot: PlainBot, vera: Phone, hook: Hook
) -> None:
    hook.answer = holding = Holding("Раз")
    await bot.call("setWebhook", url=hook.url)
    await vera.write("Раз")
    await hook.hears(1)
    conflict = Refusal(
        409,
        "Conflict: can't use getUpdates method while webhook is active; "
        "use deleteWebhook to delete the webhook first",
    )
    assert await bot.refusal("getUpdates") == conflict
    assert await bot.call("deleteWebhook")
    assert await info(bot) == {
        "url": "", "has_custom_certificate": False, "pending_update_count": 1,
    }  # fmt: skip
    assert [update["message"]["text"] for update in await bot.drain()] == ["Раз"]
    holding.let_go.set()
    await vera.write("Два")
    assert [update["message"]["text"] for update in await bot.updates()] == ["Два"]
    assert len(hook.told) == 1


async def test_what_waits_can_be_dropped(bot: PlainBot, vera: Phone, hook: Hook) -> None:
    await vera.write("Раз")
    await bot.call("setWebhook", url=hook.url, drop_pending_updates=True)
    await vera.write("Два")
    assert texts(await hook.hears(1)) == ["Два"]


async def test_a_webhook_takes_only_asked_kinds(bot: PlainBot, vera: Phone, hook: Hook) -> None:
    await bot.call("setWebhook", url=hook.url, allowed_updates=["message"])
    await vera.do("block")
    await vera.do("unblock")
    await vera.write("Раз")
    assert texts(await hook.hears(1)) == ["Раз"]
    assert (await info(bot))["allowed_updates"] == ["message"]


async def test_the_same_webhook_set_again_changes_nothing(bot: PlainBot, vera: Phone, hook: Hook) -> None:
    hook.answer = Failing(web.Response(status=503, headers={"Retry-After": "3600"}))
    await bot.call("setWebhook", url=hook.url)
    await vera.write("Раз")
    error = await told_error(bot)
    await bot.call("setWebhook", url=hook.url)
    assert (await info(bot))["last_error_message"] == error
    await bot.call("setWebhook", url=hook.url, secret_token="new")
    assert texts(await hook.hears(2)) == ["Раз", "Раз"]
    await nothing_waits(bot)
    assert "last_error_message" not in await info(bot)


async def test_a_refused_webhook_has_removed_the_one_before(bot: PlainBot, vera: Phone, hook: Hook) -> None:
    await bot.call("setWebhook", url=hook.url)
    await bot.refusal("setWebhook", url="https://")
    await vera.write("Раз")
    assert [update["message"]["text"] for update in await bot.updates()] == ["Раз"]
    assert hook.told == []


async def test_a_new_start_delivers_what_waited(tmp_path: Path, hook: Hook) -> None:
    options = replace(OPTIONS, state=tmp_path)
    hook.answer = Failing(web.Response(status=503, headers={"Retry-After": "3600"}))
    async with running(options) as sandbox, aiohttp.ClientSession(sandbox.url) as session:
        bot, vera = PlainBot(session, sandbox.url), Phone(session, sandbox.url, VERA)
        await bot.call("setWebhook", url=hook.url, secret_token="Secret_1", max_connections=3)
        await vera.write("Раз")
        await vera.write("Два")
        before = await told_error(bot)
    async with running(options) as sandbox, aiohttp.ClientSession(sandbox.url) as session:
        bot = PlainBot(session, sandbox.url)
        told = await hook.hears(3)
        assert texts(told) == ["Раз", "Раз", "Два"]
        assert told[-1].headers["X-Telegram-Bot-Api-Secret-Token"] == "Secret_1"
        await nothing_waits(bot)
        found = await info(bot)
        assert (found["last_error_message"], found["max_connections"]) == (before, 3)
