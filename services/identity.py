"""Who is behind a Telegram account."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload

from models import Membership, Person
from services.policy import Actor
from services.ports import Clock


class Identity:
    """Finds the person and the role they act in."""

    def __init__(self, session: AsyncSession, clock: Clock) -> None:
        self._session = session
        self._clock = clock
        # The session itself holds what it loaded only weakly.
        self._acting: Membership | None = None

    async def of_telegram(self, telegram_id: int) -> Actor | None:
        """Return the actor of a bound account: the role used last; None for a stranger or one shut out."""
        query = (
            select(Membership)
            .join(Person, Person.id == Membership.person_id)
            .options(joinedload(Membership.person), joinedload(Membership.organization))
            .where(
                Person.telegram_id == telegram_id,
                Membership.activated_at.is_not(None),
                Membership.deactivated_at.is_(None),
            )
            .order_by(Membership.last_used_at.desc())
            .limit(1)
        )
        membership = (await self._session.scalars(query)).one_or_none()
        if membership is None:
            return None
        if membership.person.telegram_lost_at is not None:
            membership.person.telegram_lost_at = None
        self._acting = membership
        return Actor.of(membership)

    async def person(self, actor: Actor) -> Person:
        """Return the actor's own person."""
        return await self._session.get_one(Person, actor.person_id)

    async def membership(self, actor: Actor) -> Membership:
        """Return the actor's own membership with person and clinic."""
        if self._acting is not None and self._acting.id == actor.membership_id:
            return self._acting
        query = (
            select(Membership)
            .options(joinedload(Membership.person), joinedload(Membership.organization))
            .where(Membership.id == actor.membership_id)
        )
        return (await self._session.scalars(query)).one()

    async def lost(self, telegram_id: int) -> None:
        """Note that this account closed the bot."""
        person = await self._of(telegram_id)
        if person is not None:
            person.telegram_lost_at = self._clock.now()

    async def back(self, telegram_id: int) -> None:
        """Note that this account opened the bot again."""
        person = await self._of(telegram_id)
        if person is not None:
            person.telegram_lost_at = None

    async def _of(self, telegram_id: int) -> Person | None:
        query = select(Person).where(Person.telegram_id == telegram_id)
        return (await self._session.scalars(query)).one_or_none()
