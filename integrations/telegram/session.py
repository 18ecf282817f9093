"""The bot's HTTP session: where Telegram is, through which proxy, and when to try again."""

import asyncio
from typing import Any

import orjson
from aiogram import Bot
from aiogram.client.default import DefaultBotProperties
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.session.middlewares.base import BaseRequestMiddleware, NextRequestMiddlewareType
from aiogram.client.telegram import TelegramAPIServer
from aiogram.enums import ParseMode
from aiogram.exceptions import (
    ClientDecodeError,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
)
from aiogram.methods import GetUpdates, Response, SendMessage, SendPhoto, TelegramMethod
from aiogram.methods.base import TelegramType
from aiogram.types import Message
from aiohttp_socks import ProxyConnectionError, ProxyError, ProxyTimeoutError
from aiolimiter import AsyncLimiter

from integrations.telegram.pictures import Pictures

TIMEOUT = 12
"""Seconds a call may take; with its repetitions it must be over before a claimed message's lease is."""

LONGEST_WAIT = 5
"""Seconds a call waits for Telegram's limit to pass before it is given back to its caller."""

TRIES = 3

MESSAGES, PERIOD = 14, 0.5
"""So many messages in so many seconds at the most. Telegram takes about 30 a second (its Bots FAQ)."""


class PatientRequests(BaseRequestMiddleware):
    """Tries again after 429, as long as Telegram asks, and after 5xx; a cut connection is not repeated.

    This is the one place where calls are repeated. Messages are spread so that 429 stays an exception: what
    is a thousand waits here, and a screen in between waits with the few that are on their way.
    """

    def __init__(self) -> None:
        self._pace = AsyncLimiter(MESSAGES, PERIOD)

    async def __call__(
        self,
        make_request: NextRequestMiddlewareType[TelegramType],
        bot: Bot,
        method: TelegramMethod[TelegramType],
    ) -> Response[TelegramType]:
        """Make the request, up to ``TRIES`` times."""
        for attempt in range(1, TRIES + 1):
            if isinstance(method, SendMessage | SendPhoto):
                await self._pace.acquire()
            try:
                return await make_request(bot, method)
            except TelegramRetryAfter as error:
                if attempt == TRIES or error.retry_after > LONGEST_WAIT:
                    raise
                await asyncio.sleep(error.retry_after)
            except TelegramServerError:
                if attempt == TRIES or isinstance(method, GetUpdates):
                    raise
                await asyncio.sleep(0.3 * attempt)
            except (ProxyError, ProxyConnectionError, ProxyTimeoutError) as error:
                # The proxy's own errors are none of aiogram's, and name the proxy.
                raise TelegramNetworkError(method=method, message=type(error).__name__) from None
            except ClientDecodeError:
                # What a gateway on the way says in Telegram's place tells nothing of what was done.
                raise TelegramNetworkError(method=method, message="unreadable answer") from None
        raise AssertionError("every try returns or raises")


KEPT_RESPONSES = (Response[bool], Response[Message], Response[Message | bool], Response[list[dict[str, Any]]])
"""aiogram builds a response class an answer and pydantic keeps generic classes only weakly: 2–3 ms each time.
Keeping the few that are used alive takes a third off a press (sources.md, P1)."""


def make_session(api_url: str, proxy: str | None) -> AiohttpSession:
    """Return a session to the Bot API at ``api_url``, through ``proxy`` (http or socks5) if given."""
    session = AiohttpSession(
        proxy=proxy,
        timeout=TIMEOUT,
        api=TelegramAPIServer.from_base(api_url),
        json_loads=orjson.loads,
        json_dumps=lambda value: orjson.dumps(value).decode(),
    )
    session.middleware(Pictures())
    session.middleware(PatientRequests())
    return session


DEFAULTS = DefaultBotProperties(parse_mode=ParseMode.HTML)
