"""A webhook without any library: it writes down what it is told and answers as the test wants."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from tests.sandbox.conftest import START
from tests.sandbox.phones import PlainBot

Update = dict[str, Any]
Answering = Callable[[Update, web.Request], Awaitable[web.StreamResponse]]


async def taken(_update: Update, _request: web.Request) -> web.Response:
    return web.Response()


@dataclass(frozen=True)
class Told:
    """One delivery: the update and the headers it came with."""

    update: Update
    headers: dict[str, str]

    @property
    def text(self) -> str:
        return str(self.update["message"]["text"])


class Hook:
    """What came, in order, and how many were under way at the same time at most."""

    def __init__(self) -> None:
        self.url = ""
        self.told: list[Told] = []
        self.answer: Answering = taken
        self.side_by_side = 0
        self._under_way = 0
        self._came = asyncio.Condition()

    async def hears(self, count: int) -> list[Told]:
        """Waits until so many deliveries came, and returns all that did."""
        async with asyncio.timeout(30), self._came:
            await self._came.wait_for(lambda: len(self.told) >= count)
            return list(self.told)

    async def handle(self, request: web.Request) -> web.StreamResponse:
        update = await request.json()
        self._under_way += 1
        self.side_by_side = max(self.side_by_side, self._under_way)
        async with self._came:
            self.told.append(Told(update, dict(request.headers)))
            self._came.notify_all()
        try:
            return await self.answer(update, request)
        finally:
            self._under_way -= 1


@asynccontextmanager
async def served(app: web.Application, path: str) -> AsyncIterator[str]:
    """An application on a free port of this machine; the address of one of its paths."""
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        yield f"http://127.0.0.1:{runner.addresses[0][1]}{path}"
    finally:
        await runner.cleanup()


@asynccontextmanager
async def hooked() -> AsyncIterator[Hook]:
    """A webhook that listens."""
    hook = Hook()
    app = web.Application()
    app.router.add_post("/hook", hook.handle)
    async with served(app, "/hook") as hook.url:
        yield hook


async def info(bot: PlainBot) -> dict[str, Any]:
    found: dict[str, Any] = await bot.call("getWebhookInfo")
    return found


async def told_error(bot: PlainBot) -> str:
    """Waits until a delivery failed, and returns the words of it."""
    async with asyncio.timeout(30):
        while True:
            found = await info(bot)
            if "last_error_message" in found:
                assert found["last_error_date"] >= START.timestamp()
                return str(found["last_error_message"])
            await asyncio.sleep(0.01)


async def nothing_waits(bot: PlainBot) -> None:
    async with asyncio.timeout(30):
        while True:
            if (await info(bot))["pending_update_count"] == 0:
                return
            await asyncio.sleep(0.01)


def texts(told: list[Told]) -> list[str]:
    return [delivery.text for delivery in told]


class Holding:
    """An answer that is held back until the test lets go, for updates with this text."""

    def __init__(self, text: str) -> None:
        self.let_go = asyncio.Event()
        self._text = text

    async def __call__(self, update: Update, _request: web.Request) -> web.Response:
        if update.get("message", {}).get("text") == self._text:
            await self.let_go.wait()
        return web.Response()


class Failing:
    """A few answers in turn, then «taken» for ever."""

    def __init__(self, *answers: web.Response) -> None:
        self._answers = list(answers)

    async def __call__(self, _update: Update, _request: web.Request) -> web.Response:
        return self._answers.pop(0) if self._answers else web.Response()
