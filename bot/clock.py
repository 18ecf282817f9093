"""The clock: the machine's own, or in the sandbox one that can be moved forward."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

import aiohttp
import structlog

log = structlog.get_logger()


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """Return the present moment in UTC."""
        return datetime.now(UTC)


async def clock_at(url: str | None) -> "SystemClock | FollowedClock":
    """Return the machine's clock, or with ``url`` (``CLOCK_URL``) the one kept there, read once."""
    if url is None:
        return SystemClock()
    clock = FollowedClock(url)
    await clock.read()
    return clock


class FollowedClock:
    """A clock that another process may move forward, at ``CLOCK_URL``.

    Between moves it runs on by the machine's monotonic clock. After every move ``follow`` does what is due
    and reports when the next thing is, so that the other process can stop there on its way.
    """

    def __init__(self, url: str) -> None:
        self._url = url
        self._set = datetime.now(UTC)
        self._at = time.monotonic()
        self._revision = -1

    def now(self) -> datetime:
        """Return the present moment in UTC, as moved."""
        return self._set + timedelta(seconds=time.monotonic() - self._at)

    async def read(self) -> None:
        """Take the time from the other process once. Raises aiohttp.ClientError."""
        async with aiohttp.ClientSession() as http:
            await self._read(http, after=-1, wait=0)

    async def follow(self, settle: Callable[[], Awaitable[datetime | None]]) -> None:
        """Follow for ever; ``settle`` does what is due and returns when the next thing is."""
        async with aiohttp.ClientSession() as http:
            while True:
                try:
                    due = await settle()
                    report = {"revision": self._revision, "next_due_at": due.isoformat() if due else None}
                    async with http.post(f"{self._url}/report", json=report) as answer:
                        answer.raise_for_status()
                    await self._read(http, after=self._revision, wait=1)
                except (aiohttp.ClientError, TimeoutError) as error:
                    log.warning("clock not followed", kind=type(error).__name__)
                    await asyncio.sleep(1)

    async def _read(self, http: aiohttp.ClientSession, *, after: int, wait: int) -> None:
        params = {"after": str(after), "timeout": str(wait)}
        async with http.get(self._url, params=params) as answer:
            answer.raise_for_status()
            body = await answer.json()
        if body["revision"] != self._revision:
            self._set, self._at = datetime.fromisoformat(body["now"]), time.monotonic()
            self._revision = body["revision"]
