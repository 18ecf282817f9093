"""The queue of updates the bot has not confirmed yet."""

import asyncio
from collections import deque
from itertools import islice
from typing import Any

from sandbox.events import Events
from sandbox.telegram import limits, refusals

FIRST_UPDATE_ID = 500_000_001

UNASKED = {"chat_member", "message_reaction", "message_reaction_count"}
"""Kinds that come only when named in `allowed_updates`. SCH getUpdates."""

Update = dict[str, Any]


class Updates:
    """Updates are numbered one by one and stay until a later offset confirms them.

    Unlike Telegram, which forgets them after 24 hours, the sandbox keeps them: its clock may jump by days.
    """

    def __init__(self, events: Events) -> None:
        self._events = events
        self._pending: deque[Update] = deque()
        self._next_id = FIRST_UPDATE_ID
        self._allowed: list[str] | None = None
        self._poll: asyncio.Future[None] | None = None
        self.webhook: dict[str, Any] | None = None

    @property
    def pending_count(self) -> int:
        """How many updates wait to be confirmed."""
        return len(self._pending)

    @property
    def polled(self) -> bool:
        """Whether a poll waits now."""
        return self._poll is not None and not self._poll.done()

    @property
    def allowed(self) -> list[str] | None:
        """The kinds the bot wants, or None for the default."""
        return self._allowed

    def allow(self, kinds: list[str] | None) -> None:
        """Takes `allowed_updates` of a call: None leaves it as it was, an empty list is the default again."""
        if kinds is not None:
            self._allowed = kinds or None

    def add(self, kind: str, content: dict[str, Any]) -> None:
        """Queues an update unless the bot does not want its kind."""
        wanted = kind not in UNASKED if self._allowed is None else kind in self._allowed
        if not wanted:
            return
        self._pending.append({"update_id": self._next_id, kind: content})
        self._next_id += 1
        self._events.touch()
        if self._poll is not None and self.polled:
            self._poll.set_result(None)

    def drop_pending(self) -> None:
        """Forgets all updates that wait."""
        self._pending.clear()
        self._events.touch()

    async def poll(self, offset: int, limit: int, longest: float) -> list[Update]:
        """Confirms what is below `offset`, and waits at most `longest` real seconds for what is not.

        A negative offset keeps only so many of the last updates. Raises `RefusedError` when a webhook is set,
        and in the poll that already waits when another one comes.
        """
        if self.webhook is not None:
            raise refusals.WEBHOOK_ACTIVE()
        self._confirm(offset)
        if not self._pending and longest > 0:
            await self._wait(longest)
        return list(islice(self._pending, limit))

    def end_poll(self, refusal: refusals.RefusedError) -> None:
        """Ends the poll that waits, if one does, with a refusal."""
        if self._poll is not None and self.polled:
            self._poll.set_exception(refusal)

    async def _wait(self, longest: float) -> None:
        self.end_poll(refusals.OTHER_POLLER())
        poll: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._poll = poll
        try:
            await asyncio.wait_for(poll, min(longest, limits.POLL_TIMEOUT))
        except TimeoutError:
            return
        finally:
            if self._poll is poll:
                self._poll = None

    def _confirm(self, offset: int) -> None:
        before = len(self._pending)
        if offset < 0:
            while len(self._pending) > -offset:
                self._pending.popleft()
        while self._pending and self._pending[0]["update_id"] < offset:
            self._pending.popleft()
        if len(self._pending) != before:
            self._events.touch()

    def snapshot(self) -> dict[str, Any]:
        return {
            "pending": list(self._pending),
            "next_id": self._next_id,
            "allowed": self._allowed,
            "webhook": self.webhook,
        }

    def restore(self, saved: dict[str, Any]) -> None:
        self._pending = deque(saved["pending"])
        self._next_id = saved["next_id"]
        self._allowed = saved["allowed"]
        self.webhook = saved["webhook"]
