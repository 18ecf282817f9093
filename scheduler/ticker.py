"""The clock's hand: APScheduler ticks, the truth is rows."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from scheduler.checkups import Checkups
from scheduler.delivery import Deliveries
from scheduler.erasures import Erasures
from scheduler.imports import Imports
from scheduler.meetings import Meetings
from scheduler.work import Work
from services import checkups, erasure, hosts, meetings, troubles
from services.database import unavailable
from services.notifications import outbox
from services.people_import import work as imports

log = structlog.get_logger()

EVERY = timedelta(seconds=1)

WATCHED_EVERY = 5.0
"""Real seconds between two looks whether the machine's clock was set back: the ticks would stand still."""


class Round:
    """One kind of work, done by one run at a time; what is asked for during a run follows it."""

    def __init__(self, name: str, run: Callable[[], Awaitable[int]]) -> None:
        self.name = name
        self._run = run
        self._lock = asyncio.Lock()
        self._wanted = False

    @property
    def busy(self) -> bool:
        """True while a run is under way."""
        return self._lock.locked()

    def want(self) -> None:
        """Let the run under way be followed by another."""
        self._wanted = True

    async def tick(self) -> None:
        """Do what is due, unless a run is under way already."""
        self._wanted = True
        if not self.busy:
            await self.run()

    async def run(self) -> int:
        """Do what is due, after the run under way, and return how many rows were taken up."""
        async with self._lock:
            total = 0
            self._wanted = True
            while self._wanted:
                self._wanted = False
                try:
                    total += await self._run()
                except SQLAlchemyError as error:
                    if not unavailable(error):
                        raise
                    log.warning("database does not answer", work=self.name, kind=type(error).__name__)
            return total


class Ticker:
    """Runs deliveries, meetings, imports, looks and erasures side by side, every second and when woken."""

    def __init__(
        self,
        work: Work,
        deliveries: Deliveries,
        meeting_work: Meetings,
        import_work: Imports,
        checkup_work: Checkups,
    ) -> None:
        self._work = work
        self._deliveries = deliveries
        self._rounds = (
            Round("meetings", meeting_work.run),
            Round("imports", import_work.run),
            Round("deliveries", deliveries.run),
            Round("checkups", checkup_work.run),
            Round("erasures", Erasures(work).run),
        )
        self._scheduler = AsyncIOScheduler(timezone=UTC)
        self._watch: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to tick."""
        for kind in self._rounds:
            self._scheduler.add_job(
                kind.tick,
                "interval",
                seconds=EVERY.total_seconds(),
                id=kind.name,
                max_instances=3,
                coalesce=True,
                misfire_grace_time=None,
            )
        self._scheduler.start()
        self._watch = asyncio.create_task(self._watch_clock())

    def wake(self) -> None:
        """Tick now: something was planned that is due."""
        for kind in self._rounds:
            if kind.busy:
                kind.want()
            elif self._scheduler.running:
                self._tick_now(kind)

    async def stop(self) -> None:
        """Stop ticking and let what is under way finish."""
        self._work.stopping.set()
        if self._watch is not None:
            self._watch.cancel()
        if self._scheduler.running:
            # Shutting down cancels running jobs, and a send that is cut off may go out twice.
            self._scheduler.pause()
        for kind in self._rounds:
            await kind.run()
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)

    async def run_until_quiet(self) -> datetime | None:
        """Do everything that is due now and return when the next thing is (aware UTC)."""
        while sum([await kind.run() for kind in self._rounds]):
            pass
        return await self.next_due()

    async def next_due(self) -> datetime | None:
        """Return when the next row is due (aware UTC), None when nothing is planned."""
        moment = await self._work.surely(_next_due)
        tried_again = self._deliveries.left_alone_until
        return moment if moment is None or tried_again is None else max(moment, tried_again)

    async def _watch_clock(self) -> None:
        """Tick again when the machine's clock was set back: the next tick would wait for it to catch up."""
        while True:
            await asyncio.sleep(WATCHED_EVERY)
            latest = datetime.now(UTC) + 2 * EVERY
            for kind in self._rounds:
                if self._scheduler.get_job(kind.name).next_run_time > latest:
                    log.warning("the clock was set back", work=kind.name)
                    self._tick_now(kind)

    def _tick_now(self, kind: Round) -> None:
        self._scheduler.modify_job(kind.name, next_run_time=datetime.now(UTC))


async def _next_due(session: AsyncSession) -> datetime | None:
    at_providers = [await meetings.next_due(session), await hosts.next_due(session)]
    asked_again = await troubles.asked_again_at(session)
    moments = [
        max(moment, asked_again) if asked_again is not None else moment
        for moment in at_providers
        if moment is not None
    ]
    others = (
        await outbox.next_due(session),
        await imports.next_due(session),
        await checkups.next_due(session),
        await erasure.next_due(session),
    )
    return min([*moments, *(moment for moment in others if moment is not None)], default=None)
