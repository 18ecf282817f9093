"""A server that answers as it was told: for the ways in which Zoom and the network fail."""

import asyncio
import json
from collections import deque
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from integrations.zoom import ZoomProvider
from tests.clock import FixedClock


@dataclass(frozen=True)
class Reply:
    """One answer; a ``str`` body is sent as HTML. ``cut`` ends the connection, ``hang`` says nothing."""

    status: int = 200
    body: dict[str, Any] | str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    cut: bool = False
    hang: bool = False


def refusal(status: int, code: int, message: str, **headers: str) -> Reply:
    """Return a refusal in the shape of Zoom's API."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Reply(status, {"code": code, "message": message}, named)


@dataclass(frozen=True)
class Request:
    """What arrived."""

    method: str
    path: str
    query: dict[str, str]
    body: Any
    authorization: str


class ScriptedZoom:
    """Answers API requests with the replies it was given, in order; a token is ``token-1``, ``token-2``…"""

    def __init__(self) -> None:
        self.url = ""
        self.requests: list[Request] = []
        self.token_requests: list[Request] = []
        self._replies: deque[Reply] = deque()
        self._token_replies: deque[Reply] = deque()

    def will_answer(self, *replies: Reply) -> None:
        """Add replies to requests of the API."""
        self._replies.extend(replies)

    def will_answer_token(self, *replies: Reply) -> None:
        """Add replies to requests for a token; when there are none left it gives tokens."""
        self._token_replies.extend(replies)

    async def token(self, request: web.Request) -> web.StreamResponse:
        form = {name: str(value) for name, value in (await request.post()).items()}
        self.token_requests.append(_read(request, form))
        if self._token_replies:
            return await _send(request, self._token_replies.popleft())
        # Long enough for others to ask at the same time.
        await asyncio.sleep(0.05)
        body = {"access_token": f"token-{len(self.token_requests)}", "expires_in": 3599}
        return web.json_response(body)

    async def api(self, request: web.Request) -> web.StreamResponse:
        text = await request.text()
        self.requests.append(_read(request, json.loads(text) if text else None))
        if not self._replies:
            return web.Response(status=418, text="this request was not expected")
        return await _send(request, self._replies.popleft())


@asynccontextmanager
async def scripted_zoom() -> AsyncIterator[ScriptedZoom]:
    """Serve at ``url``: ``{url}/v2/…`` and ``{url}/oauth/token``."""
    zoom = ScriptedZoom()
    app = web.Application()
    app.router.add_post("/oauth/token", zoom.token)
    app.router.add_route("*", "/v2/{path:.*}", zoom.api)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1, handler_cancellation=True)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        zoom.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        yield zoom
    finally:
        await runner.cleanup()


def provider_over(
    scripted: ScriptedZoom, clock: FixedClock, *, timeout: float = 5, secret: str = "a-secret"
) -> ZoomProvider:
    """Return the provider that talks to the scripted server."""
    return ZoomProvider(
        account_id="an-account",
        client_id="a-client",
        client_secret=secret,
        api_url=f"{scripted.url}/v2",
        oauth_url=f"{scripted.url}/oauth/token",
        clock=clock,
        timeout=timeout,
    )


def _read(request: web.Request, body: Any) -> Request:
    path = request.raw_path.partition("?")[0].removeprefix("/v2")
    return Request(request.method, path, dict(request.query), body, request.headers.get("Authorization", ""))


async def _send(request: web.Request, reply: Reply) -> web.StreamResponse:
    if reply.hang:
        await asyncio.Event().wait()
    if reply.cut and request.transport is not None:
        request.transport.close()
    if isinstance(reply.body, dict):
        return web.json_response(reply.body, status=reply.status, headers=reply.headers)
    return web.Response(status=reply.status, text=reply.body, headers=reply.headers, content_type="text/html")
