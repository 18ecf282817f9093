"""Presses of inline buttons that wait for their answer."""

import asyncio
import secrets
import time
from dataclasses import dataclass, field
from typing import Any

from sandbox.telegram import limits, refusals


@dataclass
class Press:
    """One press. `answer` is what the bot showed the person in return; ages are real time."""

    query_id: str
    user_id: int
    pressed_at: float = field(default_factory=time.monotonic)
    answer: dict[str, Any] | None = None
    answered: asyncio.Event = field(default_factory=asyncio.Event)


class Presses:
    """The open presses. They are not saved: after a restart every one of them is too old."""

    def __init__(self) -> None:
        self.lifetime = limits.CALLBACK_LIFETIME
        self._open: dict[str, Press] = {}

    def add(self, user_id: int) -> Press:
        """A new press by this person, which waits for its answer from now on."""
        now = time.monotonic()
        for old in [press for press in self._open.values() if now - press.pressed_at > self.lifetime]:
            del self._open[old.query_id]
        press = Press(str(secrets.randbits(63)), user_id)
        self._open[press.query_id] = press
        return press

    def answer(self, query_id: str, answer: dict[str, Any]) -> Press:
        """Closes a press with its answer. Raises `RefusedError` when it is unknown, answered or too old."""
        press = self._open.pop(query_id, None)
        if press is None or time.monotonic() - press.pressed_at > self.lifetime:
            raise refusals.QUERY_TOO_OLD()
        press.answer = answer
        press.answered.set()
        return press
