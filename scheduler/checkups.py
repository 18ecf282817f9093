"""Looking at all a clinic depends on, when an organizer asks and every morning."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence

import structlog

from models import HostProvider
from scheduler.work import Work
from services import checks, checkups, troubles
from services.checks import Area, Finding
from services.checkups import Surroundings, Task
from services.ports import HostCheck, MeetingProvider, OutsideFailure

log = structlog.get_logger()


class Checkups:
    """Works off due looks. ``redraw`` draws the screen of a Telegram account again that waits for one.

    ``zoom`` gives Zoom as a program meets it that has just started, None where it is not set up: a token
    from before would hide that the keys are refused by now.
    """

    def __init__(
        self,
        work: Work,
        surroundings: Surroundings,
        zoom: Callable[[], MeetingProvider | None],
        redraw: Callable[[int], None] | None = None,
    ) -> None:
        self._work = work
        self._surroundings = surroundings
        self._zoom = zoom
        self._redraw = redraw

    async def run(self) -> int:
        """Do everything that is due and return how many rows were taken up."""
        total = 0
        while not self._work.stopping.is_set():
            async with self._work.transaction() as session:
                tasks = await checkups.claim(session, self._work.clock.now())
            if not tasks or not await self._look(tasks):
                break
            total += len(tasks)
        return total

    async def _look(self, tasks: Sequence[Task]) -> bool:
        """Look at these clinics; False when the program is stopped meanwhile: the next start does it then."""
        looking = asyncio.ensure_future(self._all(tasks))
        stopping = asyncio.ensure_future(self._work.stopping.wait())
        await asyncio.wait({looking, stopping}, return_when=asyncio.FIRST_COMPLETED)
        stopping.cancel()
        if looking.done():
            looking.result()
            return True
        looking.cancel()
        await asyncio.gather(looking, return_exceptions=True)
        async with self._work.transaction() as session:
            await checkups.put_back(session, tasks)
        return False

    async def _all(self, tasks: Sequence[Task]) -> None:
        parts = await asyncio.gather(
            _asked(Area.TELEGRAM, self._surroundings.telegram()),
            _asked(Area.MAIL, self._surroundings.mail()),
            _asked(Area.DATABASE, self._surroundings.database()),
        )
        common = [finding for part in parts for finding in part]
        for task in tasks:
            await self._one(task, common)

    async def _one(self, task: Task, common: Sequence[Finding]) -> None:
        now = self._work.clock.now()
        rows = await self._work.surely(lambda session: checkups.stored(session, task, now))
        answers: Sequence[HostCheck] | OutsideFailure | None = None
        zoom = self._zoom()
        if zoom is not None:
            try:
                answers = await checks.ask_hosts(zoom, rows.zoom_hosts)
            except OutsideFailure as failure:
                log.warning("zoom not checked", reason=failure.reason)
                answers = failure
        found = [*common, *checkups.of_zoom(rows.zoom_hosts, answers), *rows.findings]
        said = {}
        if answers is not None and not isinstance(answers, OutsideFailure):
            said = {
                host.host_id: (host.login, answer)
                for host, answer in zip(rows.zoom_hosts, answers, strict=True)
            }
            await self._work.surely(
                lambda session: troubles.answered(session, HostProvider.ZOOM, self._work.clock.now())
            )
        waits = await self._work.surely(
            lambda session: checkups.settle(session, task, found, said, self._work.clock.now())
        )
        if waits is not None and self._redraw is not None:
            self._redraw(waits)


async def _asked(area: Area, looking: Awaitable[Sequence[Finding]]) -> Sequence[Finding]:
    try:
        return await looking
    except Exception:
        # Whatever is raised, the other points are told all the same.
        log.exception("point not checked", area=area.value)
        return [Finding(area, "broken")]
