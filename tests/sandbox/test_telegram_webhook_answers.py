"""What a webhook answers: taken or not, and methods that are called by the answer."""

from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from sandbox.server import Sandbox, SandboxOptions, running
from tests.sandbox.conftest import START
from tests.sandbox.hooks import Failing, Hook, hooked, info, nothing_waits, texts, told_error
from tests.sandbox.phones import PEOPLE, VERA, Phone, PlainBot


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    """A sandbox that calls webhooks of this machine."""
    async with running(SandboxOptions(start=START, people=PEOPLE, local=True, limits=False)) as sandbox:
        yield sandbox


@pytest.fixture
async def hook() -> AsyncIterator[Hook]:
    async with hooked() as hook:
        yield hook


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ("true", "Bad Request: JSON object expected"),
        ("[]", "Bad Request: JSON object expected"),
        ('{"ok": true', "Bad Request: expected next field or object end"),
    ],
)
async def test_an_answer_in_json_is_an_object_or_not_taken(
    bot: PlainBot, vera: Phone, hook: Hook, answer: str, words: str
) -> None:
    hook.answer = Failing(web.Response(text=answer, content_type="application/json"))
    await bot.call("setWebhook", url=hook.url)
    await vera.write("Раз")
    assert await told_error(bot) == words
    assert texts(await hook.hears(2)) == ["Раз", "Раз"]


@pytest.mark.parametrize("body", ['"ok"', "{}", ""])
async def test_other_answers_in_json_are_taken(bot: PlainBot, vera: Phone, hook: Hook, body: str) -> None:
    hook.answer = Failing(web.Response(text=body, content_type="application/json"))
    await bot.call("setWebhook", url=hook.url)
    await vera.write("Раз")
    await nothing_waits(bot)
    assert len(hook.told) == 1


def form_answer(fields: dict[str, Any]) -> web.Response:
    writer = aiohttp.MultipartWriter("form-data")
    for name, value in fields.items():
        writer.append(str(value)).set_content_disposition("form-data", name=name)
    return web.Response(body=writer)


@pytest.mark.parametrize(
    "written",
    [
        web.json_response,
        form_answer,
        lambda fields: web.Response(body=aiohttp.FormData(fields)()),
    ],
    ids=["json", "form", "urlencoded"],
)
async def test_an_answer_may_call_a_method(bot: PlainBot, vera: Phone, hook: Hook, written: Any) -> None:
    hook.answer = Failing(written({"method": "sendMessage", "chat_id": str(VERA), "text": "Слышу"}))
    await bot.call("setWebhook", url=hook.url)
    await vera.write("Слышно?")
    await vera.shows("Слышу", last=True)
    await nothing_waits(bot)


async def test_nobody_hears_that_a_method_called_by_an_answer_was_refused(
    bot: PlainBot, vera: Phone, hook: Hook, session: aiohttp.ClientSession
) -> None:
    hook.answer = Failing(web.json_response({"method": "sendMessage", "chat_id": 5, "text": "Слышу"}))
    await bot.call("setWebhook", url=hook.url)
    await vera.write("Слышно?")
    await nothing_waits(bot)
    assert len(hook.told) == 1
    async with session.get("/api/calls") as response:
        refused = [call for call in await response.json() if not call["ok"]]
    assert [call["error"] for call in refused] == ["Bad Request: chat not found"]


@pytest.mark.parametrize("method", ["deleteWebhook", "setWebhook", "getUpdates", "close", "logOut"])
async def test_some_methods_are_not_called_by_answers(
    bot: PlainBot, vera: Phone, hook: Hook, method: str, session: aiohttp.ClientSession
) -> None:
    hook.answer = Failing(web.json_response({"method": method}))
    await bot.call("setWebhook", url=hook.url)
    await vera.write("Раз")
    await nothing_waits(bot)
    async with session.get("/api/calls") as response:
        called = {call["method"] for call in await response.json()}
    assert called == {"setWebhook", "getWebhookInfo"}
    assert (await info(bot))["url"] == hook.url
