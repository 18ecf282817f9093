"""The clock of tests: it stands still until it is moved."""

from datetime import UTC, datetime, timedelta


class FixedClock:
    """Satisfies ``services.ports.Clock``."""

    def __init__(self, now: datetime) -> None:
        self._now = now.astimezone(UTC)

    def now(self) -> datetime:
        """Return the moment it stands at, aware, in UTC."""
        return self._now

    def move(self, *, days: float = 0, hours: float = 0, minutes: float = 0, seconds: float = 0) -> datetime:
        """Move it forward (or back, by negative numbers) and return the new moment."""
        self._now += timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
        return self._now

    def move_to(self, moment: datetime) -> datetime:
        """Set it to an aware moment and return that in UTC."""
        self._now = moment.astimezone(UTC)
        return self._now
