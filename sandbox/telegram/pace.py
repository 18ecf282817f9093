"""How fast a bot may write: what is too fast is refused with the seconds after which it is not."""

import math
import time

from sandbox.telegram import limits, refusals


class Pace:
    """The pace of one bot, in real time. Unlimited, it refuses nothing."""

    def __init__(self, *, limited: bool) -> None:
        self.monotonic = time.monotonic
        self._limited = limited
        self._webhooks = _Bucket(limits.SET_WEBHOOK_PER_SECOND, limits.SET_WEBHOOK_PER_SECOND)
        self._all = _Bucket(limits.MESSAGES_BURST, limits.MESSAGES_PER_SECOND)
        self._chats: dict[int, _Bucket] = {}

    def take_messages(self, chat_id: int, count: int) -> None:
        """Counts messages that are about to be put into a chat. Raises `RefusedError` and counts none."""
        chat = self._chats.setdefault(chat_id, _Bucket(limits.CHAT_BURST, limits.CHAT_PER_SECOND))
        self._take(count, self._all, chat)

    def take_set_webhook(self) -> None:
        """Counts a setWebhook that names an address. Raises `RefusedError`."""
        self._take(1, self._webhooks)

    def _take(self, count: int, *buckets: "_Bucket") -> None:
        if not self._limited:
            return
        now = self.monotonic()
        wait = max(bucket.wait(count, now) for bucket in buckets)
        if wait > 0:
            raise refusals.TOO_MANY_REQUESTS(retry_after=math.ceil(wait))
        for bucket in buckets:
            bucket.left -= count


class _Bucket:
    """So many at once, and so many more a second."""

    def __init__(self, size: int, per_second: int) -> None:
        self.left = float(size)
        self._size = size
        self._per_second = per_second
        self._at: float | None = None

    def wait(self, count: int, now: float) -> float:
        """Seconds until `count` are left, 0 when they are."""
        if self._at is not None:
            self.left = min(self._size, self.left + (now - self._at) * self._per_second)
        self._at = now
        return max(0.0, (count - self.left) / self._per_second)
