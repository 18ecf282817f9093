"""What every tick works with: short transactions, the clock, the words."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from services.invitations import Invitations
from services.notifications.preparing import Preparing
from services.ports import Clock
from services.texts import Catalogues
from services.vault import Vault


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

    def preparing(self, session: AsyncSession) -> Preparing:
        """Return what turns a claimed row into a delivery."""
        invitations = Invitations(session, self.clock, self.vault, self.bot_username)
        return Preparing(session, self.clock, self.catalogues, invitations)
