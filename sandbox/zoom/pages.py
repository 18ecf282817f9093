"""Lists in pages: how many rows a request gets and the token that continues where it stopped."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from sandbox.clock import SandboxClock
from sandbox.zoom.errors import BAD_PAGE_TOKEN, VALIDATION_FAILED, FieldError

TOKEN_LIFE = timedelta(minutes=15)
"""How long a ``next_page_token`` is good for (Meetings API specification, operation ``meetings``)."""
DEFAULT_SIZE = 30

Row = TypeVar("Row")


@dataclass(frozen=True)
class _Place:
    offset: int
    expires: datetime


class Pages:
    """Cuts lists into pages. Tokens do not outlive the process: to a client they have then expired."""

    def __init__(self, clock: SandboxClock) -> None:
        self._clock = clock
        self._places: dict[str, _Place] = {}

    def cut(
        self, rows: list[Row], query: Mapping[str, str], most: int
    ) -> tuple[list[Row], dict[str, object]]:
        """Return one page and the fields that describe it. Raises ``RefusedError`` with code 300."""
        size = _size(query.get("page_size", ""), most)
        offset = self._offset(query.get("next_page_token", ""))
        end = offset + size
        token = ""
        if end < len(rows):
            token = secrets.token_urlsafe(24)
            self._places[token] = _Place(end, self._clock.now() + TOKEN_LIFE)
        description: dict[str, object] = {
            "page_size": size,
            "page_number": offset // size + 1,
            "page_count": -(-len(rows) // size),
            "total_records": len(rows),
            "next_page_token": token,
        }
        return rows[offset:end], description

    def _offset(self, token: str) -> int:
        if not token:
            return 0
        now = self._clock.now()
        self._places = {name: place for name, place in self._places.items() if place.expires > now}
        if token not in self._places:
            raise BAD_PAGE_TOKEN.because()
        return self._places[token].offset


def _size(text: str, most: int) -> int:
    if not text:
        return DEFAULT_SIZE
    size = int(text) if text.isascii() and text.isdecimal() else 0
    if not 1 <= size <= most:
        raise VALIDATION_FAILED.because([FieldError("page_size")])
    return size
