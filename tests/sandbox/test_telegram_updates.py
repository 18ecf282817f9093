"""Long polling: order, confirmation, kinds, and two pollers at once."""

import asyncio

import pytest

from sandbox.server import Sandbox
from tests.sandbox.phones import VERA, Phone, PlainBot, Refusal, keyboard


async def test_updates_are_numbered_one_by_one_and_stay_until_confirmed(bot: PlainBot, vera: Phone) -> None:
    for text in ("Раз", "Два", "Три"):
        await vera.write(text)
    updates = await bot.updates()
    first = updates[0]["update_id"]
    assert [update["update_id"] for update in updates] == [first, first + 1, first + 2]
    assert await bot.updates() == updates
    assert await bot.updates(first + 1) == updates[1:]
    assert await bot.updates() == updates[1:]
    assert await bot.updates(first + 3) == []


async def test_a_limit_and_a_negative_offset(bot: PlainBot, vera: Phone) -> None:
    for text in ("Раз", "Два", "Три"):
        await vera.write(text)
    assert [update["message"]["text"] for update in await bot.updates(limit=2)] == ["Раз", "Два"]
    assert [update["message"]["text"] for update in await bot.updates(-1)] == ["Три"]
    assert len(await bot.updates()) == 1


async def test_a_long_poll_ends_with_the_first_update(bot: PlainBot, vera: Phone, sandbox: Sandbox) -> None:
    poll = asyncio.create_task(bot.updates(timeout=30))
    await polling(sandbox)
    await vera.write("Привет")
    assert [update["message"]["text"] for update in await poll] == ["Привет"]


async def test_the_older_of_two_pollers_is_refused(bot: PlainBot, vera: Phone, sandbox: Sandbox) -> None:
    older = asyncio.create_task(bot.refusal("getUpdates", timeout=30))
    await polling(sandbox)
    newer = asyncio.create_task(bot.updates(timeout=30))
    assert await older == Refusal(
        409,
        "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
    )
    await polling(sandbox)
    await vera.write("Привет")
    assert len(await newer) == 1


async def polling(sandbox: Sandbox) -> None:
    """Waits until a poll hangs in the sandbox."""
    async with asyncio.timeout(30):
        while True:
            if sandbox.telegram.account.updates.polled:
                return
            await asyncio.sleep(0.001)


async def test_only_asked_kinds_come(bot: PlainBot, vera: Phone) -> None:
    message = await bot.send(VERA, reply_markup=keyboard([{"text": "Да", "callback_data": "1"}]))
    assert await bot.updates(allowed_updates=["callback_query"]) == []
    await vera.write("Привет")
    await vera.press(message["message_id"], text="Да")
    (update,) = await bot.drain()
    assert "callback_query" in update
    await bot.updates(allowed_updates=[])
    await vera.write("Снова")
    (update,) = await bot.updates()
    assert update["message"]["text"] == "Снова"


async def test_a_webhook_excludes_polling(bot: PlainBot, vera: Phone, sandbox: Sandbox) -> None:
    poll = asyncio.create_task(bot.refusal("getUpdates", timeout=30))
    await polling(sandbox)
    url = "https://example.org/hook"
    assert await bot.call("setWebhook", url=url, secret_token="Secret_1", allowed_updates=["message"])
    assert await poll == Refusal(409, "Conflict: terminated by setWebhook request")
    assert await bot.refusal("getUpdates") == Refusal(
        409,
        "Conflict: can't use getUpdates method while webhook is active; "
        "use deleteWebhook to delete the webhook first",
    )
    await vera.write("Привет")
    info = await bot.call("getWebhookInfo")
    assert (info["url"], info["pending_update_count"]) == (url, 1)
    assert info["allowed_updates"] == ["message"]
    assert "secret_token" not in info
    assert await bot.call("deleteWebhook", drop_pending_updates=True)
    assert await bot.updates() == []
    assert (await bot.call("getWebhookInfo"))["url"] == ""


@pytest.mark.parametrize(
    ("params", "words"),
    [
        ({"url": "http://example.org"}, "bad webhook: An HTTPS URL must be provided for webhook"),
        (
            {"url": "https://example.org:8085"},
            "bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443",
        ),
        ({"url": "https://"}, "invalid webhook URL specified"),
        ({"url": "https://example.org", "secret_token": "s" * 257}, "secret token is too long"),
        (
            {"url": "https://example.org", "secret_token": "тайна"},
            "secret token contains unallowed characters",
        ),
    ],
)
async def test_a_webhook_has_its_rules(bot: PlainBot, params: dict[str, str], words: str) -> None:
    assert await bot.refusal("setWebhook", **params) == Refusal(400, f"Bad Request: {words}")
