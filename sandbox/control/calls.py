"""GET /api/calls: the ledger of Bot API calls."""

from aiohttp import web

from sandbox.control.errors import bad_request
from sandbox.control.fields import json_answer
from sandbox.telegram.calls import CallLedger


def routes(ledger: CallLedger) -> list[web.RouteDef]:
    async def list_calls(request: web.Request) -> web.Response:
        after = request.query.get("after", "0")
        if not after.isdecimal():
            raise bad_request("«after» is a number of a call.")
        return json_answer(ledger.after(int(after)))

    return [web.get("/api/calls", list_calls)]
