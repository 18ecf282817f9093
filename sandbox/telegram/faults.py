"""What the Bot API can suffer."""

import math
from collections.abc import Collection, Mapping

from aiohttp import web

from sandbox.faults import HTTP_FAULTS, Fault
from sandbox.telegram import refusals
from sandbox.telegram.refusals import RefusedError

POLLING = "getupdates"
"""The operation of who fetches updates."""

RETRY_AFTER = 5
"""Seconds for which `rate` sends a call away where nothing else is said."""

TELEGRAM_FAULTS: Mapping[str, str] = {
    **HTTP_FAULTS,
    "internal": "answers «Internal Server Error», status 500, and does nothing",
    "rate": "answers «Too Many Requests», status 429, with «seconds» (or 5) to wait, and does nothing",
    "unauthorized": "answers as if the token was revoked, status 401, and does nothing",
    "rival": "ends getUpdates as another poller does, status 409",
    "unreadable": "answers with somebody else's page, status 200, and does nothing",
}
"""Faults by their names, with what they do.

The operations are the methods, in lower case, and `file` for fetching the bytes of a file.
"""

REACH: Mapping[str, Collection[str]] = {"rival": (POLLING,)}
"""What a fault befalls when nothing else is said; those that are not named befall every operation."""

STRANGE_PAGE = "<!doctype html><title>Доступ ограничен</title><p>Доступ к ресурсу ограничен.</p>"
"""What somebody on the way may answer instead of Telegram."""


def refusal(fault: Fault) -> RefusedError | None:
    """How Telegram words this fault, or None for one that has no words of Telegram."""
    match fault.name:
        case "internal":
            return refusals.INTERNAL()
        case "rate":
            seconds = RETRY_AFTER if fault.seconds is None else fault.seconds
            return refusals.TOO_MANY_REQUESTS(retry_after=max(1, math.ceil(seconds)))
        case "unauthorized":
            return refusals.UNAUTHORIZED()
        case "rival":
            return refusals.OTHER_POLLER()
    return None


def strange_page() -> web.Response:
    """An answer that is none of the Bot API."""
    return web.Response(text=STRANGE_PAGE, content_type="text/html")
