"""The ledger of Bot API calls, for tests and for the page."""

from collections import deque
from typing import Any

from sandbox.clock import SandboxClock, format_moment

KEPT_CALLS = 20_000


class CallLedger:
    """Accepted and refused calls in order, but for getUpdates; kept in memory only."""

    def __init__(self, clock: SandboxClock) -> None:
        self._clock = clock
        self._calls: deque[dict[str, Any]] = deque(maxlen=KEPT_CALLS)
        self._count = 0

    def add(self, method: str, params: dict[str, Any], result: Any, error: str | None) -> None:
        """Writes down a call with its result, or with the words in which it was refused."""
        self._count += 1
        made = result if isinstance(result, dict) else params
        self._calls.append(
            {
                "n": self._count,
                "at": format_moment(self._clock.now()),
                "method": method,
                "chat_id": params.get("chat_id"),
                "params": params,
                "ok": error is None,
                "error": error,
                "message_id": made.get("message_id"),
            }
        )

    def after(self, n: int) -> list[dict[str, Any]]:
        """The calls numbered above `n`."""
        if not self._calls:
            return []
        skipped = max(0, n - self._calls[0]["n"] + 1)
        return [self._calls[index] for index in range(skipped, len(self._calls))]
