"""POST /api/latency: how long the stand-ins hold their answers back, with the effect already there."""

from collections.abc import Mapping
from typing import Protocol

from aiohttp import web

from sandbox.control.errors import bad_request
from sandbox.control.fields import json_answer, json_fields, optional


class Delayed(Protocol):
    """A stand-in whose answers can be held back."""

    latency: float
    """Real seconds."""


def routes(services: Mapping[str, Delayed]) -> list[web.RouteDef]:
    async def set_latency(request: web.Request) -> web.Response:
        fields = await json_fields(request)
        wanted = {name: optional(fields, name, float) for name in services}
        if fields.keys() - services.keys() or min(value or 0.0 for value in wanted.values()) < 0:
            raise bad_request(f"Latency is seconds from 0 on, for {', '.join(services)}.")
        for name, value in wanted.items():
            if value is not None:
                services[name].latency = value
        return json_answer({name: service.latency for name, service in services.items()})

    return [web.post("/api/latency", set_latency)]
