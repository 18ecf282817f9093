"""Phones that press one button after the other, and how long each press takes."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from typing import Any

import aiohttp

from bench.programs import START_SECONDS

PATIENCE = 30
"""Seconds a phone waits for its answer."""


class Phones:
    """The phones of a sandbox, told by its stream of events when their chat changes."""

    def __init__(self, http: aiohttp.ClientSession, user_ids: Iterable[int]) -> None:
        self._http = http
        self._changed = {user_id: asyncio.Event() for user_id in user_ids}

    async def begin(self) -> None:
        """Press Start on every phone and wait for the first screens: the bot may only be starting yet."""
        await asyncio.gather(*map(self._begin, self._changed))

    async def press(self, labels: Sequence[str], presses: int) -> list[float]:
        """Press on all phones at once, so often on each, ``labels`` in turn; return seconds to each answer.

        A phone presses again as soon as its new screen is there. Raises TimeoutError when one never comes.
        """
        each = await asyncio.gather(*(self._press(user_id, labels, presses) for user_id in self._changed))
        return [seconds for phone in each for seconds in phone]

    async def _begin(self, user_id: int) -> None:
        before = await self._screen(user_id)
        await self._post(f"/api/chats/{user_id}/text", {"text": "/start"})
        await self._next_screen(user_id, before, START_SECONDS)

    async def _press(self, user_id: int, labels: Sequence[str], presses: int) -> list[float]:
        taken = []
        screen = await self._screen(user_id)
        for number in range(presses):
            label = labels[number % len(labels)]
            rows = screen["inline_keyboard"]
            data = next(b["callback_data"] for row in rows for b in row if b["text"] == label)
            press = {"message_id": screen["message_id"], "data": data, "wait": PATIENCE}
            started = time.perf_counter()
            answer = await self._post(f"/api/chats/{user_id}/press", press)
            taken.append(time.perf_counter() - started)
            if not answer["answered"]:
                raise TimeoutError(f"the press of {label!r} was not answered")
            screen = await self._next_screen(user_id, screen, PATIENCE)
        return taken

    async def _next_screen(self, user_id: int, before: dict[str, Any], seconds: float) -> dict[str, Any]:
        async with asyncio.timeout(seconds):
            while True:
                self._changed[user_id].clear()
                screen = await self._screen(user_id)
                if screen != before and screen.get("inline_keyboard"):
                    return screen
                await self._changed[user_id].wait()

    async def _screen(self, user_id: int) -> dict[str, Any]:
        """Return the newest message with buttons, an empty one when there is none yet."""
        async with self._http.get(f"/api/chats/{user_id}") as answer:
            answer.raise_for_status()
            messages: list[dict[str, Any]] = (await answer.json())["messages"]
        return next((m for m in reversed(messages) if m.get("inline_keyboard")), {})

    async def _post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        async with self._http.post(path, json=body) as answer:
            answer.raise_for_status()
            result: dict[str, Any] = await answer.json()
            return result

    async def listen(self, listening: asyncio.Event) -> None:
        """Follow the sandbox's events for ever; ``listening`` is set once none is missed."""
        async with self._http.get("/api/events") as stream:
            async for line in stream.content:
                listening.set()
                if line.startswith(b"data: "):
                    event = json.loads(line.removeprefix(b"data: "))
                    if event["kind"] == "chat" and event["user"] in self._changed:
                        self._changed[event["user"]].set()


@asynccontextmanager
async def phones(url: str, user_ids: Iterable[int]) -> AsyncIterator[Phones]:
    """Take the phones of these people into hand."""
    timeout = aiohttp.ClientTimeout(total=None)
    async with aiohttp.ClientSession(url, timeout=timeout, connector=aiohttp.TCPConnector(limit=0)) as http:
        found = Phones(http, user_ids)
        listening = asyncio.Event()
        listener = asyncio.create_task(found.listen(listening))
        try:
            await listening.wait()
            yield found
        finally:
            listener.cancel()
            await asyncio.gather(listener, return_exceptions=True)
