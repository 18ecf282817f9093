"""The clock: /clock for the product that follows it, /api/clock for who moves it."""

import asyncio
from datetime import timedelta
from typing import Any

from aiohttp import web

from sandbox.clock import SandboxClock, format_moment, parse_moment
from sandbox.control.errors import bad_request
from sandbox.control.fields import json_answer, json_fields, optional, required
from sandbox.events import Events

LONGEST_POLL = 60.0
"""Real seconds a poll of the product may wait."""


def routes(clock: SandboxClock, events: Events) -> list[web.RouteDef]:
    control = _ClockControl(clock, events)
    return [
        web.get("/clock", control.poll),
        web.post("/clock/report", control.report),
        web.get("/api/clock", control.show),
        web.post("/api/clock/advance", control.advance),
    ]


def clock_view(clock: SandboxClock) -> dict[str, Any]:
    """The clock for the page and for tests."""
    return {
        "now": format_moment(clock.now()),
        "revision": clock.revision,
        "next_due_at": format_moment(clock.next_due_at) if clock.next_due_at else None,
        "moving": clock.moving,
    }


class _ClockControl:
    def __init__(self, clock: SandboxClock, events: Events) -> None:
        self._clock = clock
        self._events = events

    async def poll(self, request: web.Request) -> web.Response:
        try:
            after = int(request.query.get("after", "-1"))
            timeout = min(max(float(request.query.get("timeout", "20")), 0.0), LONGEST_POLL)
        except ValueError:
            raise bad_request("«after» and «timeout» are numbers.") from None
        await self._clock.poll(after, timeout)
        return json_answer({"now": format_moment(self._clock.now()), "revision": self._clock.revision})

    async def report(self, request: web.Request) -> web.Response:
        fields = await json_fields(request)
        due = optional(fields, "next_due_at", str)
        await self._clock.report(required(fields, "revision", int), parse_moment(due) if due else None)
        self._events.publish("clock")
        return json_answer({"ok": True})

    async def show(self, request: web.Request) -> web.Response:
        return json_answer(clock_view(self._clock))

    async def advance(self, request: web.Request) -> web.Response:
        # A page that is closed in the middle must not leave the clock between two stops.
        stops = await asyncio.shield(asyncio.create_task(self._advance(await json_fields(request))))
        if stops is None:
            return json_answer({"ok": False, "reason": "nothing_due"})
        return json_answer(
            {"ok": True, "now": format_moment(self._clock.now()), "stops": list(map(format_moment, stops))}
        )

    async def _advance(self, fields: dict[str, Any]) -> list[Any] | None:
        try:
            if fields.get("to_next") is True:
                return await self._clock.advance_to_next() or None
            if "to" in fields:
                return await self._clock.advance(parse_moment(required(fields, "to", str)))
            return await self._clock.advance_by(timedelta(seconds=required(fields, "seconds", float)))
        finally:
            self._events.publish("clock")
