"""GET /api/events: what changes, as Server-Sent Events."""

import asyncio
import json

from aiohttp import web

from sandbox.events import Events

KEEP_ALIVE = 15.0
"""Real seconds of silence after which a comment is sent."""


def routes(events: Events) -> list[web.RouteDef]:
    async def stream(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(
            headers={"Content-Type": "text/event-stream", "Cache-Control": "no-cache"}
        )
        await response.prepare(request)
        with events.subscription() as queue:
            # The first comment tells a client that from here on it misses nothing.
            await response.write(b": listening\n\n")
            while True:
                try:
                    event = await asyncio.wait_for(queue.get(), KEEP_ALIVE)
                except TimeoutError:
                    await response.write(b": still here\n\n")
                else:
                    await response.write(f"data: {json.dumps(event, ensure_ascii=False)}\n\n".encode())

    return [web.get("/api/events", stream)]
