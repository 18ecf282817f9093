"""Long polling: order, confirmation, kinds, and two pollers at once."""

import asyncio

import pytest

from sandbox.server import Sandbox
from sandbox.telegram.webhook import connections
from tests.sandbox.phones import VERA, Phone, PlainBot, Refusal, keyboard, poll_waits


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
    await poll_waits(sandbox)
    await vera.write("Привет")
    assert [update["message"]["text"] for update in await poll] == ["Привет"]


async def test_the_older_of_two_pollers_is_refused(bot: PlainBot, vera: Phone, sandbox: Sandbox) -> None:
    older = asyncio.create_task(bot.refusal("getUpdates", timeout=30))
    await poll_waits(sandbox)
    newer = asyncio.create_task(bot.updates(timeout=30))
    assert await older == Refusal(
        409,
        "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
    )
    await poll_waits(sandbox)
    await vera.write("Привет")
    assert len(await newer) == 1


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


async def test_setting_a_webhook_ends_the_poll_even_when_it_is_refused(
    bot: PlainBot, vera: Phone, sandbox: Sandbox
) -> None:
    poll = asyncio.create_task(bot.refusal("getUpdates", timeout=30))
    await poll_waits(sandbox)
    await bot.refusal("setWebhook", url="https://127.0.0.1/hook")
    assert await poll == Refusal(409, "Conflict: terminated by setWebhook request")
    assert await bot.updates() == []


@pytest.mark.parametrize(
    ("params", "words"),
    [
        ({"url": "http://example.org:8085"}, "bad webhook: An HTTPS URL must be provided for webhook"),
        (
            {"url": "https://example.org:8085"},
            "bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443",
        ),
        ({"url": "https://"}, "invalid webhook URL specified"),
        ({"url": "ftp://example.org"}, "invalid webhook URL specified"),
        ({"url": "https://example.org", "secret_token": "s" * 257}, "secret token is too long"),
        (
            {"url": "https://example.org", "secret_token": "тайна"},
            "secret token contains unallowed characters",
        ),
        ({"url": "127.0.0.1:8443/hook"}, "bad webhook: IP address 127.0.0.1 is reserved"),
        ({"url": "https://localhost/hook"}, "bad webhook: IP address 127.0.0.1 is reserved"),
        ({"url": "https://192.168.1.7/hook"}, "bad webhook: IP address 192.168.1.7 is reserved"),
        ({"url": "https://[2606:4700::1111]/hook"}, "bad webhook: IPv6-only addresses are not allowed"),
        (
            # Too long for a name, so that no resolver is asked.
            {"url": f"https://{'a' * 64}.example/hook"},
            "bad webhook: Failed to resolve host: Name or service not known",
        ),
    ],
)
async def test_a_webhook_has_its_rules(bot: PlainBot, params: dict[str, str], words: str) -> None:
    assert await bot.refusal("setWebhook", **params) == Refusal(400, f"Bad Request: {words}")
    assert (await bot.call("getWebhookInfo"))["url"] == ""


async def test_a_webhook_with_an_address_besides_its_name_is_not_offered(bot: PlainBot) -> None:
    refusal = await bot.refusal("setWebhook", url="https://example.org", ip_address="203.0.113.5")
    words = "Not Implemented: the sandbox does not offer setWebhook with ip_address"
    assert refusal == Refusal(501, words)


@pytest.mark.parametrize(
    ("asked", "given"),
    [(None, (40, 100)), (0, (1, 1)), (7, (7, 7)), (500, (100, 500)), (200_000, (100, 100_000))],
)
def test_connections_have_bounds(asked: int | None, given: tuple[int, int]) -> None:
    assert (connections(asked, local=False), connections(asked, local=True)) == given
