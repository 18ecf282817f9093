"""Calls to Telegram that something on the way spoils are failures of the network, whatever raised them."""

import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramNetworkError, TelegramRetryAfter

from integrations.telegram.session import DEFAULTS, LONGEST_WAIT, TRIES, make_session
from sandbox.server import Sandbox, SandboxOptions, running

TOKEN = "4242424242:SANDBOX-TOKEN"


def bot_at(url: str, proxy: str | None = None) -> Bot:
    """Return a bot with the program's session."""
    return Bot(TOKEN, session=make_session(url, proxy), default=DEFAULTS)


@pytest.mark.parametrize("proxy", ["socks5://127.0.0.1:9", "http://127.0.0.1:9"])
async def test_a_proxy_that_is_down_is_no_answer(proxy: str) -> None:
    bot = bot_at("https://api.example.org", proxy)
    with pytest.raises(TelegramNetworkError) as failure:
        await bot.get_me()
    assert "127.0.0.1" not in str(failure.value)
    await bot.session.close()


async def calls_until_refused(sandbox: Sandbox, fault: str, **how: float) -> int:
    """Call Telegram under a fault and count how often it was asked."""
    sandbox.faults.switch_on("telegram", fault, times=100, **how)  # type: ignore[arg-type]
    bot = bot_at(sandbox.url)
    try:
        with pytest.raises((TelegramNetworkError, TelegramRetryAfter)):
            await bot.get_my_name()
    finally:
        await bot.session.close()
    (fault_left,) = sandbox.faults.active()
    return 100 - int(fault_left["times"])


async def test_what_was_cut_off_or_unreadable_is_not_repeated_by_itself() -> None:
    async with running(SandboxOptions(token=TOKEN)) as sandbox:
        for fault in ("down", "html_502", "unreadable"):
            assert await calls_until_refused(sandbox, fault) == 1
            sandbox.faults.clear()


async def test_a_limit_is_waited_for_only_while_that_is_short() -> None:
    async with running(SandboxOptions(token=TOKEN)) as sandbox:
        assert await calls_until_refused(sandbox, "rate", seconds=1) == TRIES
        sandbox.faults.clear()
        assert await calls_until_refused(sandbox, "rate", seconds=LONGEST_WAIT + 1) == 1
