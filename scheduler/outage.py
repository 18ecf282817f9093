"""A channel of messages that does not answer at all is left alone for a while, and tried with one message."""

from datetime import datetime, timedelta

FAILURES = 5
"""So many failures in a row mean that the service is out, not that one message is bad."""

FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=5), timedelta(seconds=30)
"""How long it is left alone: once it answers again, what waits is late by the longest pause at most."""


class Outage:
    """What is known of one channel. Moments are those of the clock that messages are due by."""

    def __init__(self) -> None:
        self._failures = 0
        self._pause = FIRST_PAUSE
        self.left_alone_until: datetime | None = None
        """When it is tried again, None while it answers."""

    @property
    def on(self) -> bool:
        """True while the service counts as out."""
        return self._failures >= FAILURES

    def room(self, now: datetime, most: int) -> int:
        """Return how many messages may be tried at ``now``: none in a pause, one after it, else ``most``."""
        if not self.on:
            return most
        if self.left_alone_until is None:
            return 1
        # Further off than any pause it is only because the clock was set back meanwhile.
        return 0 if now < self.left_alone_until <= now + LONGEST_PAUSE else 1

    def failed(self, now: datetime) -> None:
        """Note that a message did not get through for a reason that lies with the service.

        Those that were on their way when the pause began say nothing new.
        """
        if self.left_alone_until is not None and now < self.left_alone_until:
            return
        self._failures += 1
        if self.on:
            self.left_alone_until = now + self._pause
            self._pause = min(LONGEST_PAUSE, self._pause * 2)

    def answered(self) -> None:
        """Note that the service answered, were it with a refusal."""
        self._failures = 0
        self._pause = FIRST_PAUSE
        self.left_alone_until = None
