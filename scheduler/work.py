"""What every tick works with: short transactions, the clock, the words."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import TypeVar

import structlog
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from services.database import unavailable
from services.invitations import Invitations
from services.notifications.preparing import Preparing
from services.ports import Clock
from services.texts import Catalogues
from services.vault import Vault

log = structlog.get_logger()

T = TypeVar("T")

FIRST_PAUSE, LONGEST_PAUSE = 0.2, 5.0
"""Real seconds between two tries while the database does not answer."""


@dataclass(frozen=True, slots=True)
class Work:
    """The means of the scheduler; once ``stopping`` is set no more rows are claimed."""

    sessions: async_sessionmaker[AsyncSession]
    clock: Clock
    vault: Vault
    catalogues: Catalogues
    bot_username: str
    stopping: asyncio.Event = field(default_factory=asyncio.Event)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncSession]:
        """Open a session whose work is committed at the end, or rolled back on an error."""
        async with self.sessions() as session, session.begin():
            yield session

    async def surely(self, do: Callable[[AsyncSession], Awaitable[T]]) -> T:
        """Do a piece of work in a transaction, again for as long as the database does not answer.

        Once ``stopping`` is set, SQLAlchemy's error is raised instead.
        """
        pause = FIRST_PAUSE
        while True:
            try:
                async with self.transaction() as session:
                    return await do(session)
            except SQLAlchemyError as error:
                if not unavailable(error) or self.stopping.is_set():
                    raise
                log.warning("database does not answer", kind=type(error).__name__, pause=pause)
            with suppress(TimeoutError):
                await asyncio.wait_for(self.stopping.wait(), pause)
            pause = min(LONGEST_PAUSE, pause * 2)

    def preparing(self, session: AsyncSession) -> Preparing:
        """Return what turns a claimed row into a delivery."""
        invitations = Invitations(session, self.clock, self.vault, self.bot_username)
        return Preparing(session, self.clock, self.catalogues, invitations)
