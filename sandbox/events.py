"""The stream of changes that open pages follow."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

Event = dict[str, Any]


class Events:
    """Hands every published event to every subscriber, and counts changes for the saver."""

    def __init__(self) -> None:
        self.changes = 0
        self._queues: set[asyncio.Queue[Event]] = set()

    def publish(self, kind: str, **data: Any) -> None:
        """Tells the pages that something of this kind changed; what changed is also to be saved."""
        self.touch()
        for queue in self._queues:
            queue.put_nowait({"kind": kind, **data})

    def touch(self) -> None:
        """Counts a change that is to be saved and that no page shows."""
        self.changes += 1

    @contextmanager
    def subscription(self) -> Iterator[asyncio.Queue[Event]]:
        """A queue of everything published while the context lasts."""
        queue: asyncio.Queue[Event] = asyncio.Queue()
        self._queues.add(queue)
        try:
            yield queue
        finally:
            self._queues.remove(queue)
