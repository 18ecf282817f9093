"""Questions to Telegram from the command line; aiogram stays out of it."""

from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import aiohttp
from aiohttp_socks import ProxyConnectionError, ProxyConnector, ProxyError, ProxyTimeoutError

from bot.settings import Settings

ANSWER_SECONDS = 15
OK = 200
UNKNOWN_TOKEN = (401, 404)
"""What Telegram answers to a token it does not know (Bot API)."""


PROXY_ERRORS = (ProxyConnectionError, ProxyError, ProxyTimeoutError)
"""What aiohttp-socks raises; none of them is an error of the network to Python or to aiohttp."""


class NoAnswer(Exception):
    """Nobody answered, or not as Telegram does."""


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer: ``result`` is what a successful one holds, ``date`` the answering machine's time (UTC)."""

    status: int
    result: dict[str, Any]
    date: datetime | None


async def ask(settings: Settings, method: str) -> Answer:
    """Call a method that takes no parameters and answers with an object. Raises NoAnswer."""
    url = f"{settings.telegram_api_url}/bot{settings.bot_token.get_secret_value()}/{method}"
    wait = aiohttp.ClientTimeout(total=ANSWER_SECONDS)
    try:
        connector = ProxyConnector.from_url(settings.telegram_proxy) if settings.telegram_proxy else None
        async with aiohttp.ClientSession(connector=connector, timeout=wait) as http, http.get(url) as answer:
            body, date = await answer.json(), _date(answer.headers.get("Date", ""))
    except (aiohttp.ClientError, *PROXY_ERRORS, OSError, ValueError):
        # The errors of the libraries name the address, which holds the token.
        raise NoAnswer from None
    result = body.get("result", {}) if isinstance(body, dict) else None
    if not isinstance(result, dict):
        raise NoAnswer
    return Answer(answer.status, result, date)


def _date(header: str) -> datetime | None:
    try:
        return parsedate_to_datetime(header).astimezone(UTC)
    except ValueError:
        return None
