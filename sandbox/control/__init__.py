"""The JSON API under /api, by which the page and tests see and move everything, and the product's /clock."""

from typing import TYPE_CHECKING

from aiohttp import web

from sandbox.control import calls, chats, clock, events, faults, latency, people
from sandbox.control.errors import errors_as_json

if TYPE_CHECKING:
    from sandbox.server import Sandbox

__all__ = ["errors_as_json", "routes"]


def routes(sandbox: "Sandbox") -> list[web.RouteDef]:
    """All routes but those of mails and of Zoom, which their own rooms bring."""
    return [
        *calls.routes(sandbox.telegram.calls),
        *chats.routes(sandbox.telegram.account),
        *clock.routes(sandbox.clock, sandbox.events),
        *events.routes(sandbox.events),
        *faults.routes(sandbox.faults),
        *latency.routes({"telegram": sandbox.telegram, "zoom": sandbox.zoom, "smtp": sandbox.mail}),
        *people.routes(sandbox),
    ]
