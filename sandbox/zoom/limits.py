"""How many requests a second the account may make, by the label that Zoom gives to each operation.

The figures are those of a Pro account (developers.zoom.us, rate limits, 2026-02-07), the labels those of the
Meetings and Users API specifications (December 2025, February 2026). Asking for a token is not counted.
"""

import time
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass

from sandbox.zoom.errors import RATE_LIMIT

WINDOW = 1.0
"""Real seconds over which requests are counted, whatever the sandbox's clock says."""


@dataclass(frozen=True)
class Label:
    """A class of operations that share one limit of requests per second."""

    category: str
    per_second: int


LIGHT = Label("Light", 30)
MEDIUM = Label("Medium", 20)

LABELS: Mapping[str, Label] = {
    "get_user": LIGHT,
    "list_users": MEDIUM,
    "list_meetings": MEDIUM,
    "create_meeting": LIGHT,
    "get_meeting": LIGHT,
    "change_meeting": LIGHT,
    "delete_meeting": LIGHT,
    "set_status": LIGHT,
}
"""The operations of the API; all that have one label are counted together."""


class PerSecond:
    """Counts the account's requests of the last second. What was refused does not count."""

    def __init__(self) -> None:
        self._recent: dict[Label, deque[float]] = {label: deque() for label in LABELS.values()}

    def count(self, label: Label) -> None:
        """Count one request. Raises ``RefusedError`` with 429 when there were too many."""
        recent, now = self._recent[label], time.monotonic()
        while recent and recent[0] <= now - WINDOW:
            recent.popleft()
        if len(recent) >= label.per_second:
            raise RATE_LIMIT.because(category=label.category, limit=label.per_second)
        recent.append(now)
