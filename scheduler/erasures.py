"""Forgetting people whose time to change their mind is over."""

import structlog

from scheduler.work import Work
from services import erasure

log = structlog.get_logger()


class Erasures:
    """Erases whoever is due, one person in one transaction."""

    def __init__(self, work: Work) -> None:
        self._work = work

    async def run(self) -> int:
        """Erase everybody who is due and return how many people that were."""
        total = 0
        while not self._work.stopping.is_set():
            now = self._work.clock.now()
            async with self._work.transaction() as session:
                ids = await erasure.due(session, now)
            done = 0
            for person_id in ids:
                async with self._work.transaction() as session:
                    done += await erasure.erase(session, person_id, now)
            if not done:
                break
            total += done
            log.info("people erased", count=done)
        return total
