"""Lists in pages: how many rows a request gets and the token that continues where it stopped."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from sandbox.clock import SandboxClock
from sandbox.zoom.errors import BAD_PAGE_TOKEN

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

    def cut(self, rows: list[Row], query: Mapping[str, str]) -> tuple[list[Row], dict[str, object]]:
        """Return the page that a checked query asks for and the fields that describe it.

        Raises ``RefusedError`` with code 300 for a token that is not or no longer known.
        """
        size = int(query.get("page_size", DEFAULT_SIZE))
        token = query.get("next_page_token", "")
        offset = self._offset(token) if token else (int(query.get("page_number", 1)) - 1) * size
        end = offset + size
        next_token = ""
        if end < len(rows):
            next_token = secrets.token_urlsafe(24)
            self._places[next_token] = _Place(end, self._clock.now() + TOKEN_LIFE)
        description: dict[str, object] = {
            "page_size": size,
            "page_number": offset // size + 1,
            "page_count": -(-len(rows) // size),
            "total_records": len(rows),
            "next_page_token": next_token,
        }
        return rows[offset:end], description

    def _offset(self, token: str) -> int:
        now = self._clock.now()
        self._places = {name: place for name, place in self._places.items() if place.expires > now}
        if token not in self._places:
            raise BAD_PAGE_TOKEN.because()
        return self._places[token].offset
