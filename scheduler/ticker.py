"""The clock's hand: APScheduler ticks, the truth is rows."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from scheduler.delivery import Deliveries
from scheduler.meetings import Meetings
from scheduler.work import Work
from services import hosts, meetings
from services.notifications import outbox

EVERY = timedelta(seconds=1)


class Ticker:
    """Runs deliveries and meetings side by side, every second and at once when woken."""

    def __init__(self, work: Work, deliveries: Deliveries, meeting_work: Meetings) -> None:
        self._work = work
        self._deliveries = deliveries
        self._meetings = meeting_work
        self._locks = {"deliveries": asyncio.Lock(), "meetings": asyncio.Lock()}
        self._scheduler = AsyncIOScheduler(timezone=UTC)

    def start(self) -> None:
        """Begin to tick."""
        for name, run in (("meetings", self._run_meetings), ("deliveries", self._run_deliveries)):
            self._scheduler.add_job(
                run,
                "interval",
                seconds=EVERY.total_seconds(),
                id=name,
                max_instances=1,
                coalesce=True,
                misfire_grace_time=None,
            )
        self._scheduler.start()

    def wake(self) -> None:
        """Tick now: something was planned that is due."""
        if not self._scheduler.running:
            return
        for job in self._scheduler.get_jobs():
            job.modify(next_run_time=datetime.now(UTC))

    async def stop(self) -> None:
        """Stop ticking and let what is under way finish."""
        self._work.stopping.set()
        if self._scheduler.running:
            # Shutting down cancels running jobs, and a send that is cut off may go out twice.
            self._scheduler.pause()
        for lock in self._locks.values():
            async with lock:
                pass
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)

    async def run_until_quiet(self) -> datetime | None:
        """Do everything that is due now and return when the next thing is (aware UTC)."""
        while await self._run_meetings() + await self._run_deliveries():
            pass
        return await self.next_due()

    async def next_due(self) -> datetime | None:
        """Return when the next row is due (aware UTC), None when nothing is planned."""
        async with self._work.transaction() as session:
            moments = [
                await outbox.next_due(session),
                await meetings.next_due(session),
                await hosts.next_due(session),
            ]
        return min((moment for moment in moments if moment is not None), default=None)

    async def _run_meetings(self) -> int:
        return await self._alone("meetings", self._meetings.run)

    async def _run_deliveries(self) -> int:
        return await self._alone("deliveries", self._deliveries.run)

    async def _alone(self, name: str, run: Callable[[], Awaitable[int]]) -> int:
        async with self._locks[name]:
            return await run()
