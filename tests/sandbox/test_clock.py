"""A product follows the clock, and whoever moves it stops at every due moment."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Any

import aiohttp
import pytest

from sandbox import clock as sandbox_clock
from sandbox.server import Sandbox
from tests.sandbox.conftest import START


def at(minutes: float) -> datetime:
    return START + timedelta(minutes=minutes)


def stops(answer: dict[str, Any]) -> list[datetime]:
    return [datetime.fromisoformat(stop) for stop in answer["stops"]]


class Product:
    """Something that has to be done at certain moments, and does it when the clock says so."""

    def __init__(self, session: aiohttp.ClientSession, due: list[datetime]) -> None:
        self._session = session
        self._due = sorted(due)
        self.done: list[tuple[datetime, datetime]] = []
        self.ready = asyncio.Event()

    async def follow(self) -> None:
        revision = -1
        while True:
            params = {"after": str(revision), "timeout": "20"}
            async with self._session.get("/clock", params=params) as response:
                told = await response.json()
            revision, now = told["revision"], datetime.fromisoformat(told["now"])
            while self._due and self._due[0] <= now:
                self.done.append((self._due.pop(0), now))
            next_due = self._due[0].isoformat() if self._due else None
            report = {"revision": revision, "next_due_at": next_due}
            async with self._session.post("/clock/report", json=report) as response:
                assert response.status == 200
            self.ready.set()


@asynccontextmanager
async def following(session: aiohttp.ClientSession, *due: datetime) -> AsyncIterator[Product]:
    product = Product(session, list(due))
    task = asyncio.create_task(product.follow())
    await product.ready.wait()
    try:
        yield product
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def advance(session: aiohttp.ClientSession, **move: Any) -> dict[str, Any]:
    async with session.post("/api/clock/advance", json=move) as response:
        answer: dict[str, Any] = await response.json()
        return answer


async def test_moving_stops_at_each_due_moment(session: aiohttp.ClientSession) -> None:
    async with following(session, at(5), at(15), at(600)) as product:
        moved = await advance(session, to=at(60).isoformat())
    assert stops(moved) == [at(5), at(15)]
    assert datetime.fromisoformat(moved["now"]) >= at(60)
    for due, done in product.done:
        assert due <= done < due + timedelta(minutes=1)


async def test_moving_by_seconds_reaches_what_is_due_exactly_then(session: aiohttp.ClientSession) -> None:
    async with following(session, at(10), at(30)) as product:
        await advance(session, seconds=900)
    assert [due for due, _ in product.done] == [at(10)]


async def test_moving_to_the_next_due_moment(session: aiohttp.ClientSession) -> None:
    async with following(session, at(10), at(20)) as product:
        assert stops(await advance(session, to_next=True)) == [at(10)]
        assert stops(await advance(session, to_next=True)) == [at(20)]
        assert await advance(session, to_next=True) == {"ok": False, "reason": "nothing_due"}
    assert [due for due, _ in product.done] == [at(10), at(20)]


@pytest.mark.parametrize("before", [None, at(-1)], ids=["nothing said yet", "still doing what was due"])
async def test_a_product_at_work_is_waited_for_before_the_next_moment_is_taken(
    session: aiohttp.ClientSession, sandbox: Sandbox, before: datetime | None
) -> None:
    async with session.get("/clock", params={"timeout": "0", "after": "-1"}) as response:
        assert response.status == 200
    if before is not None:
        await sandbox.clock.report(0, before)
    moving = asyncio.create_task(advance(session, to_next=True))
    await asyncio.sleep(0.1)
    assert not moving.done()
    await sandbox.clock.report(0, at(10))
    await asyncio.sleep(0.1)
    await sandbox.clock.report(sandbox.clock.revision, None)
    assert stops(await moving) == [at(10)]


async def test_what_cannot_be_done_does_not_hold_the_clock(
    session: aiohttp.ClientSession, sandbox: Sandbox
) -> None:
    await sandbox.clock.report(0, at(5))
    moved = await advance(session, seconds=600)
    assert stops(moved) == [at(5)]
    assert datetime.fromisoformat(moved["now"]) >= at(10)


async def test_a_product_that_hangs_is_waited_for_only_so_long(
    session: aiohttp.ClientSession, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sandbox_clock, "REPORT_TIMEOUT", 0.01)
    async with session.get("/clock", params={"timeout": "0", "after": "0"}) as response:
        assert response.status == 200
    assert sandbox.clock.listening
    assert (await advance(session, seconds=600))["ok"] is True


async def test_the_clock_never_goes_back(session: aiohttp.ClientSession) -> None:
    for move in ({"seconds": -1}, {"to": at(-1).isoformat()}):
        assert await advance(session, **move) == {"error": "The clock only moves forward."}
    assert await advance(session, to="завтра") == {"error": "'завтра' is not a moment in ISO 8601."}
    assert await advance(session, to="2030-01-01T00:00:00") == {
        "error": "'2030-01-01T00:00:00' has no offset from UTC."
    }


async def test_moves_wait_for_each_other(session: aiohttp.ClientSession) -> None:
    async with following(session, at(5), at(15)) as product:
        first, second = await asyncio.gather(advance(session, seconds=600), advance(session, seconds=600))
    assert sorted(stops(first) + stops(second)) == [at(5), at(15)]
    assert max(datetime.fromisoformat(moved["now"]) for moved in (first, second)) >= at(20)
    assert [due for due, _ in product.done] == [at(5), at(15)]


async def test_the_state_of_the_clock(session: aiohttp.ClientSession) -> None:
    async with following(session, at(5)), session.get("/api/clock") as response:
        clock = await response.json()
    assert datetime.fromisoformat(clock["now"]) >= START
    assert (clock["revision"], clock["moving"]) == (0, False)
    assert datetime.fromisoformat(clock["next_due_at"]) == at(5)


async def test_a_late_report_of_an_earlier_revision_is_ignored(sandbox: Sandbox) -> None:
    await sandbox.clock.report(5, at(10))
    await sandbox.clock.report(4, at(1))
    assert sandbox.clock.next_due_at == at(10)
