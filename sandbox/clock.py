"""A clock that can be moved forward, leading a program that follows it from one due moment to the next."""

import asyncio
import time
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

REPORT_TIMEOUT = 15.0
"""Real seconds an advance waits for the product's report of one revision."""

LISTENING_WINDOW = 10.0
"""Real seconds after its last poll during which the product counts as listening."""


class ClockError(ValueError):
    """A move the clock refuses; the text is a sentence for the caller."""


def format_moment(moment: datetime) -> str:
    """An aware moment as ISO 8601 in UTC with microseconds and `Z`."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def parse_moment(text: str) -> datetime:
    """The aware UTC moment of an ISO 8601 text. Raises `ClockError` without an offset or when malformed."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise ClockError(f"{text!r} is not a moment in ISO 8601.") from None
    if moment.tzinfo is None:
        raise ClockError(f"{text!r} has no offset from UTC.")
    return moment.astimezone(UTC)


class SandboxClock:
    """Real time plus an offset that only grows. All moments are aware and in UTC."""

    def __init__(self, start: datetime | None = None) -> None:
        """Runs from `start` on, or with real time when it is None."""
        self._offset = timedelta() if start is None else start.astimezone(UTC) - datetime.now(UTC)
        self.revision = 0
        self.next_due_at: datetime | None = None
        self.moving = False
        self._reported_revision = -1
        self._last_poll: float | None = None
        self._polls = 0
        self.asked = 0
        """How often a product asked for the time so far."""
        self._changed = asyncio.Condition()
        self._advancing = asyncio.Lock()

    def now(self) -> datetime:
        """The moment it is here."""
        return datetime.now(UTC) + self._offset

    @property
    def listening(self) -> bool:
        """Whether a product polls the clock now or did so within `LISTENING_WINDOW`."""
        if self._polls:
            return True
        return self._last_poll is not None and time.monotonic() - self._last_poll < LISTENING_WINDOW

    def leave(self) -> None:
        """Whoever polled is known to be gone: nothing waits for it until somebody polls again."""
        self._last_poll = None

    async def poll(self, after: int, longest: float) -> None:
        """Returns once `revision` exceeds `after`, at the latest after `longest` real seconds.

        A poll that is cut off (cancelled) means that the product is gone: it counts as listening no more.
        """
        self._polls += 1
        self.asked += 1
        self._last_poll = None
        try:
            async with self._changed, asyncio.timeout(longest):
                await self._changed.wait_for(lambda: self.revision > after)
        except TimeoutError:
            pass
        finally:
            self._polls -= 1
        self._last_poll = time.monotonic()

    async def report(self, revision: int, next_due_at: datetime | None) -> None:
        """The product has done all that was due at `revision`; a report of an older revision is ignored."""
        if revision < self._reported_revision:
            return
        async with self._changed:
            self._reported_revision = revision
            self.next_due_at = next_due_at
            self._changed.notify_all()

    async def advance(self, to: datetime) -> list[datetime]:
        """Moves to `to`, stopping at each reported due moment on the way; returns those stops.

        At each stop a listening product has `REPORT_TIMEOUT` real seconds to report what is due next.
        Advances wait for each other. Raises `ClockError` when `to` is in the past.
        """
        async with self._advancing:
            if to < self.now():
                raise ClockError("The clock only moves forward.")
            return await self._move(to)

    async def advance_by(self, step: timedelta) -> list[datetime]:
        """Like `advance`, `step` from the moment at which earlier advances are finished."""
        async with self._advancing:
            if step < timedelta():
                raise ClockError("The clock only moves forward.")
            return await self._move(self.now() + step)

    async def advance_to_next(self) -> list[datetime]:
        """Moves to the reported due moment; the list is empty when nothing is due.

        A listening product that is still doing what was due before has `REPORT_TIMEOUT` real seconds for it.
        """
        async with self._advancing:
            await self._caught_up()
            return await self._move(self.next_due_at) if self.next_due_at is not None else []

    async def _caught_up(self) -> None:
        def caught_up() -> bool:
            due = self.next_due_at
            return self._reported_revision >= self.revision and (due is None or due > self.now())

        if not self.listening:
            return
        with suppress(TimeoutError):
            async with self._changed, asyncio.timeout(REPORT_TIMEOUT):
                await self._changed.wait_for(caught_up)

    async def _move(self, target: datetime) -> list[datetime]:
        stops: list[datetime] = []
        self.moving = True
        try:
            while (due := self.next_due_at) is not None and due <= target:
                if stops and due <= stops[-1]:
                    # Nobody reports, or the product cannot do what is due: it must not hold the clock.
                    break
                await self._jump(due)
                stops.append(due)
            if not stops or stops[-1] < target:
                await self._jump(target)
        finally:
            self.moving = False
        return stops

    async def _jump(self, moment: datetime) -> None:
        async with self._changed:
            # Waiting for reports takes real time, so the next stop may already be behind: never go back.
            self._offset += max(moment - self.now(), timedelta())
            self.revision += 1
            revision = self.revision
            self._changed.notify_all()
            if not self.listening:
                return
            try:
                async with asyncio.timeout(REPORT_TIMEOUT):
                    await self._changed.wait_for(lambda: self._reported_revision >= revision)
            except TimeoutError:
                # Whoever polled is gone or stuck: the next jumps do not wait for it until it polls again.
                self.leave()

    def snapshot(self) -> dict[str, Any]:
        return {"now": format_moment(self.now()), "revision": self.revision}

    def restore(self, saved: dict[str, Any]) -> None:
        """Runs on from the saved moment: the time in between does not exist for it."""
        self._offset = parse_moment(saved["now"]) - datetime.now(UTC)
        self.revision = saved["revision"]
