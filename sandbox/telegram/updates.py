"""The queue of updates the bot has not confirmed yet."""

import asyncio
from collections.abc import Iterable
from dataclasses import asdict
from itertools import islice
from typing import Any, Protocol

from sandbox.events import Events
from sandbox.telegram import limits, refusals
from sandbox.telegram.webhook import Webhook

FIRST_UPDATE_ID = 500_000_001

UNASKED = {"chat_member", "message_reaction", "message_reaction_count"}
"""Kinds that come only when named in `allowed_updates`. SCH getUpdates."""

Update = dict[str, Any]


class Courier(Protocol):
    """Who carries updates to a webhook."""

    def add(self, update: Update) -> None:
        """An update waits, and there is a webhook."""

    def begin_anew(self) -> None:
        """The webhook is another one or none, or other updates wait than before."""


class Updates:
    """Updates are numbered one by one and stay until a later offset confirms them.

    Unlike Telegram, which forgets them after 24 hours, the sandbox keeps them: its clock may jump by days.
    """

    def __init__(self, events: Events) -> None:
        self._events = events
        self._pending: dict[int, Update] = {}
        self._next_id = FIRST_UPDATE_ID
        self._allowed: list[str] | None = None
        self._poll: asyncio.Future[None] | None = None
        self._webhook: Webhook | None = None
        self.courier: Courier | None = None

    @property
    def pending(self) -> Iterable[Update]:
        """The updates that wait to be confirmed, the oldest first."""
        return self._pending.values()

    @property
    def pending_count(self) -> int:
        """How many updates wait to be confirmed."""
        return len(self._pending)

    @property
    def webhook(self) -> Webhook | None:
        """Where updates are delivered to, or None while they are fetched."""
        return self._webhook

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
        update = {"update_id": self._next_id, kind: content}
        self._pending[self._next_id] = update
        self._next_id += 1
        self._events.touch()
        if self._poll is not None and self.polled:
            self._poll.set_result(None)
        if self.courier is not None and self._webhook is not None:
            self.courier.add(update)

    def confirm(self, update: Update) -> None:
        """Forgets an update that was delivered."""
        del self._pending[update["update_id"]]
        self._events.touch()

    def note_failure(self, words: str, at: int) -> None:
        """Keeps why an update could not be delivered, and when in Unix seconds."""
        if self._webhook is not None:
            self._webhook.last_error_message, self._webhook.last_error_date = words, at
            self._events.touch()

    def set_webhook(self, webhook: Webhook | None) -> None:
        """Has updates delivered, those that wait first; None has them fetched again."""
        self._webhook = webhook
        self._tell_courier()

    def drop_pending(self) -> None:
        """Forgets all updates that wait."""
        self._pending.clear()
        self._tell_courier()

    def _tell_courier(self) -> None:
        self._events.touch()
        if self.courier is not None:
            self.courier.begin_anew()

    async def poll(self, offset: int, limit: int, longest: float) -> list[Update]:
        """Confirms what is below `offset`, and waits at most `longest` real seconds for what is not.

        A negative offset keeps only so many of the last updates. Raises `RefusedError` when a webhook is set,
        and in the poll that already waits when another one comes.
        """
        if self._webhook is not None:
            raise refusals.WEBHOOK_ACTIVE()
        self._confirm(offset)
        if not self._pending and longest > 0:
            await self._wait(longest)
        return list(islice(self.pending, limit))

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
        ids = list(self._pending)
        confirmed = ids[:offset] if offset < 0 else [number for number in ids if number < offset]
        for number in confirmed:
            del self._pending[number]
        if confirmed:
            self._events.touch()

    def snapshot(self) -> dict[str, Any]:
        return {
            "pending": list(self.pending),
            "next_id": self._next_id,
            "allowed": self._allowed,
            "webhook": asdict(self._webhook) if self._webhook else None,
        }

    def restore(self, saved: dict[str, Any]) -> None:
        self._pending = {update["update_id"]: update for update in saved["pending"]}
        self._next_id = saved["next_id"]
        self._allowed = saved["allowed"]
        self._webhook = Webhook(**saved["webhook"]) if saved["webhook"] else None
