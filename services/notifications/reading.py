"""A message opened in the bot, whose words were kept out of the chat."""

from collections.abc import Mapping
from dataclasses import dataclass, field

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

    A specialist has no screen of a lesson, so they read the words.

    ``html`` is None for a message that is of no use any more. ``presses`` are what its buttons do, with
    the id that each is about.
    """

    lesson_id: int | None
    html: str | None = None
    presses: Mapping[str, int] = field(default_factory=dict)


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
            card = await self._preparing.as_specialist(row)
            return Letter(row.lesson_id) if card is None else Letter(None, card.html)
        message = await self._preparing.words(row)
        if message is None:
            return Letter(None)
        buttons = (button.press for line in message.rows for button in line)
        return Letter(None, message.html, {press.action: press.subject_id for press in buttons if press})
