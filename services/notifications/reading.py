"""A message opened in the bot, whose words were kept out of the chat."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload

from models import Notification
from services.errors import NotHere
from services.invitations import Invitations
from services.notifications.preparing import Preparing
from services.policy import Actor, Permission, require
from services.ports import Clock
from services.texts import Catalogues


@dataclass(frozen=True, slots=True)
class Letter:
    """What a message is about: a lesson, which has a screen of its own, or its words as they are true now.

    ``html`` is None for a message that is of no use any more.
    """

    lesson_id: int | None
    html: str | None = None


class Reading:
    """Reading one's own messages."""

    def __init__(
        self, session: AsyncSession, clock: Clock, catalogues: Catalogues, invitations: Invitations
    ) -> None:
        self._session = session
        self._preparing = Preparing(session, clock, catalogues, invitations)

    async def open(self, actor: Actor, notification_id: int) -> Letter:
        """Return a message that was sent to the actor's person. Raises NotHere."""
        require(actor, Permission.KEEP_OWN_PROFILE)
        query = (
            select(Notification)
            .options(joinedload(Notification.recipient))
            .where(Notification.id == notification_id, Notification.recipient_id == actor.person_id)
        )
        row = (await self._session.scalars(query)).one_or_none()
        if row is None:
            raise NotHere
        if row.lesson_id is not None:
            return Letter(row.lesson_id)
        message = await self._preparing.words(row)
        return Letter(None, message.html if message is not None else None)
