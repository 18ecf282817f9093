"""/api/faults: what the stand-ins suffer."""

from aiohttp import web

from sandbox.control.errors import bad_request
from sandbox.control.fields import json_answer, json_fields, optional, required
from sandbox.faults import Faults


def routes(faults: Faults) -> list[web.RouteDef]:
    control = _FaultControl(faults)
    return [
        web.get("/api/faults", control.show),
        web.post("/api/faults", control.switch),
        web.delete("/api/faults", control.clear),
    ]


class _FaultControl:
    def __init__(self, faults: Faults) -> None:
        self._faults = faults

    async def show(self, request: web.Request) -> web.Response:
        return json_answer({"known": self._faults.known, "active": self._faults.active()})

    async def switch(self, request: web.Request) -> web.Response:
        fields = await json_fields(request)
        service, name = required(fields, "service", str), required(fields, "name", str)
        if optional(fields, "on", bool) is False:
            self._faults.switch_off(service, name)
            return await self.show(request)
        times, seconds = optional(fields, "times", int), optional(fields, "seconds", float)
        if (times is not None and times < 1) or (seconds is not None and seconds < 0):
            raise bad_request("«times» is a number from 1 on, «seconds» one from 0 on.")
        self._faults.switch_on(
            service, name, times=times, only=optional(fields, "only", str), seconds=seconds
        )
        return await self.show(request)

    async def clear(self, request: web.Request) -> web.Response:
        self._faults.clear()
        return await self.show(request)
