"""Faults of the stand-ins, switched on and off while they run: from tests, from the page, by a command."""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from aiohttp import web

from sandbox.events import Events

NEVER = 3600.0
"""Real seconds a request hangs where nothing else is said: longer than anybody waits."""

HTTP_FAULTS: Mapping[str, str] = {
    "down": "cuts the connection before anything was done",
    "cut": "does what was asked, then cuts the connection instead of answering",
    "hang": "never answers and does nothing",
    "hang_after": "does what was asked and never answers",
    "html_502": "answers with a gateway's page in HTML, status 502, and does nothing",
}
"""What may befall a request of any service that speaks HTTP."""

NO_BOUNDS: Mapping[str, Collection[str]] = {}

GATEWAY_PAGE = (
    "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad Gateway</h1>"
    "</center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n"
)
"""The page that nginx answers when nobody is behind it (nginx, ngx_http_special_response.c)."""


class UnknownFaultError(ValueError):
    """There is no such fault; the text is a sentence for the caller."""


@dataclass
class Fault:
    """A fault that is on.

    `times` is how many requests it still befalls, None until it is switched off; `only` is the one operation
    it befalls; `seconds` is how long it makes one wait, where it does.
    """

    service: str
    name: str
    times: int | None = None
    only: str | None = None
    seconds: float | None = None


class Faults:
    """The faults each service knows, and those that are on."""

    def __init__(self, events: Events, known: Mapping[str, Mapping[str, str]]) -> None:
        self._events = events
        self.known = known
        """What each service can suffer: the fault's name and what it does."""
        self._on: dict[tuple[str, str], Fault] = {}

    def switch_on(
        self,
        service: str,
        name: str,
        *,
        times: int | None = None,
        only: str | None = None,
        seconds: float | None = None,
    ) -> None:
        """Lets the fault befall requests from now on, as stated last. Raises `UnknownFaultError`."""
        self._check(service, name)
        self._on[service, name] = Fault(service, name, times, only.lower() if only else None, seconds)
        self._events.publish("faults")

    def switch_off(self, service: str, name: str) -> None:
        """Ends a fault; one that is not on stays off. Raises `UnknownFaultError`."""
        self._check(service, name)
        self._on.pop((service, name), None)
        self._events.publish("faults")

    def clear(self) -> None:
        """Ends all faults."""
        self._on.clear()
        self._events.publish("faults")

    def active(self) -> list[dict[str, Any]]:
        """The faults that are on, in the order in which they were switched on."""
        return [asdict(fault) for fault in self._on.values()]

    def take(
        self, service: str, operation: str, reach: Mapping[str, Collection[str]] = NO_BOUNDS
    ) -> Fault | None:
        """The fault that befalls this request, and one time less of it; the one on longest comes first.

        Where a fault says `only`, that decides. Otherwise it befalls the operations that `reach` names for
        it, and every operation when it names none.
        """
        for place, fault in self._on.items():
            reached = {fault.only} if fault.only else reach.get(fault.name, {operation})
            if fault.service != service or operation not in reached:
                continue
            if fault.times is not None:
                fault.times -= 1
                if fault.times <= 0:
                    del self._on[place]
                self._events.publish("faults")
            return fault
        return None

    def _check(self, service: str, name: str) -> None:
        if name not in self.known.get(service, {}):
            raise UnknownFaultError(f"There is no fault «{service}.{name}».")


async def befall(
    request: web.Request, fault: Fault, do: Callable[[], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    """What one of `HTTP_FAULTS` makes of a request that `do` would answer."""
    if fault.name in ("cut", "hang_after"):
        await do()
    if fault.name in ("hang", "hang_after"):
        await asyncio.sleep(NEVER if fault.seconds is None else fault.seconds)
    if fault.name == "html_502":
        return web.Response(status=502, text=GATEWAY_PAGE, content_type="text/html")
    if request.transport is not None:
        request.transport.abort()
    return web.Response()
