"""How often a Telegram account may guess a token or a code, or ask for one, before it has to wait.

Kept in rows, so that neither a restart nor a second program begins the count anew.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from sqlalchemy.ext.asyncio import AsyncSession

from models import Guesses, GuessKind
from services.errors import Refused

PAUSE = timedelta(minutes=30)
"""How long whoever guessed too often waits (product.md, Everyone)."""


@dataclass(frozen=True, slots=True)
class Limit:
    """So many in so long at most."""

    most: int
    within: timedelta


LIMITS: Mapping[GuessKind, Limit] = {
    GuessKind.LINK: Limit(10, timedelta(hours=1)),
    GuessKind.CODE: Limit(5, PAUSE),
    GuessKind.ASKING: Limit(5, PAUSE),
}
"""Ten mistyped links an hour are a person in trouble, not yet a guesser: a token has 256 bits."""


class TooMany(Refused):
    """Too many guesses; ``until`` (aware UTC) is when it may be tried again."""

    def __init__(self, until: datetime, now: datetime) -> None:
        super().__init__("too-many", minutes=max(1, ceil((until - now) / timedelta(minutes=1))))
        self.until = until


async def check(session: AsyncSession, telegram_id: int, kind: GuessKind, now: datetime) -> None:
    """Raise TooMany while the account has to wait."""
    row = await session.get(Guesses, (telegram_id, kind))
    if row is not None and row.wait_until is not None and row.wait_until > now:
        raise TooMany(row.wait_until, now)


async def count(session: AsyncSession, telegram_id: int, kind: GuessKind, now: datetime) -> int:
    """Count one more and return how many are left; after the last one the account has to wait."""
    limit = LIMITS[kind]
    row = await session.get(Guesses, (telegram_id, kind))
    if row is None:
        row = Guesses(telegram_id=telegram_id, kind=kind, count=0, since=now)
        session.add(row)
    elif row.since <= now - limit.within or (row.wait_until is not None and row.wait_until <= now):
        row.count, row.since, row.wait_until = 0, now, None
    row.count += 1
    if row.count >= limit.most:
        row.wait_until = now + PAUSE
    return max(0, limit.most - row.count)


async def forget(session: AsyncSession, telegram_id: int, kind: GuessKind) -> None:
    """Begin the count anew: the account has guessed right."""
    row = await session.get(Guesses, (telegram_id, kind))
    if row is not None:
        await session.delete(row)
