"""Who is behind a Telegram account."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload

from models import (
    Lesson,
    LessonParticipant,
    Membership,
    Notification,
    NotificationKind,
    Person,
    Role,
    SupportMessage,
)
from services.errors import NotHere
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
        memberships = await self._roles(Person.telegram_id == telegram_id)
        if not memberships:
            return None
        membership = memberships[0]
        if membership.person.telegram_lost_at is not None:
            membership.person.telegram_lost_at = None
        self._acting = membership
        return Actor.of(membership, several=len(memberships) > 1)

    async def roles(self, actor: Actor) -> list[Actor]:
        """Return the roles the actor's person can act in, in the order in which they were given."""
        found = await self._roles(Person.id == actor.person_id)
        several = len(found) > 1
        return [Actor.of(one, several=several) for one in sorted(found, key=lambda one: one.id)]

    async def switch(self, actor: Actor, membership_id: int) -> Actor:
        """Let the actor's person act in another of their roles from now on. Raises NotHere."""
        found = await self._roles(Person.id == actor.person_id)
        chosen = next((one for one in found if one.id == membership_id), None)
        if chosen is None:
            raise NotHere
        # Whatever the clock says, it must become the newest: that is how the next press knows the role.
        newest = max(one.last_used_at or one.created_at for one in found)
        if chosen is not found[0]:
            chosen.last_used_at = max(self._clock.now(), newest + timedelta(microseconds=1))
        self._acting = chosen
        return Actor.of(chosen, several=len(found) > 1)

    async def as_instructor_of(self, actor: Actor, lesson_id: int) -> Actor:
        """Return the actor in the role in which they hold the lesson, and let them act in it; else the same.

        A button under a message works whatever role the person has taken up since.
        """
        if not actor.several:
            return actor
        query = select(Lesson.instructor_id).where(Lesson.id == lesson_id)
        holder = await self._session.scalar(query)
        mine = {one.id for one in await self._roles(Person.id == actor.person_id)}
        return await self.switch(actor, holder) if holder in mine else actor

    async def as_patient_of(self, actor: Actor, lesson_id: int) -> Actor:
        """Return the actor in the role in which they have a place in the lesson, else the same."""
        if not actor.several:
            return actor
        query = select(LessonParticipant.patient_id).where(LessonParticipant.lesson_id == lesson_id)
        places = set(await self._session.scalars(query))
        mine = [one.id for one in await self._roles(Person.id == actor.person_id) if one.id in places]
        return await self.switch(actor, mine[0]) if mine else actor

    async def as_offered(self, actor: Actor, offer_id: int) -> Actor:
        """Return the actor in the role in which a place was offered to them, acting in it; else the same."""
        if not actor.several:
            return actor
        mine = {one.id for one in await self._roles(Person.id == actor.person_id)}
        rows = await self._session.scalars(
            select(Notification).where(
                Notification.recipient_id == actor.person_id,
                Notification.kind == NotificationKind.PLACE_OFFERED,
            )
        )
        for row in rows:
            if row.params.get("offer") == offer_id and row.membership_id in mine:
                return await self.switch(actor, row.membership_id)
        return actor

    async def as_reader_of(self, actor: Actor, notification_id: int) -> Actor:
        """Return the actor in the role that a message is about, and let them act in it; else the same."""
        row = await self._session.get(Notification, notification_id) if actor.several else None
        if row is None or row.recipient_id != actor.person_id:
            return actor
        about: set[int | None] = {row.membership_id}
        if row.lesson_id is not None:
            held = select(Lesson.instructor_id).where(Lesson.id == row.lesson_id)
            about |= set(await self._session.scalars(held))
            places = select(LessonParticipant.patient_id).where(LessonParticipant.lesson_id == row.lesson_id)
            about |= set(await self._session.scalars(places))
        mine = await self._roles(Person.id == actor.person_id)
        there = [one.id for one in mine if one.organization_id == row.organization_id]
        fitting = [number for number in there if number in about] or there
        if not fitting or actor.membership_id in fitting:
            return actor
        return await self.switch(actor, fitting[0])

    async def as_organizer_of(self, actor: Actor, membership_id: int) -> Actor:
        """Return the actor as an organizer of the clinic in which ``membership_id`` is a role; else the same.

        A button under a message works whatever role the person has taken up since.
        """
        if not actor.several:
            return actor
        query = select(Membership.organization_id).where(Membership.id == membership_id)
        clinic = await self._session.scalar(query)
        for one in await self._roles(Person.id == actor.person_id):
            if one.role is Role.ORGANIZER and one.organization_id == clinic:
                return await self.switch(actor, one.id)
        return actor

    async def as_correspondent(self, actor: Actor, message_id: int) -> Actor:
        """Return the actor in the role in which a message to or from a clinic concerns them, else the same.

        The writer's own role for their question and its answers; for others' questions the role of whom they
        asked, the organizer's where that is the clinic.
        """
        if not actor.several:
            return actor
        message = await self._session.get(SupportMessage, message_id)
        if message is not None and message.question_id is not None:
            message = await self._session.get(SupportMessage, message.question_id)
        if message is None:
            return actor
        writer = await self._session.get_one(Membership, message.author_id)
        mine = await self._roles(Person.id == actor.person_id)
        theirs = next((one for one in mine if one.id == writer.id), None)
        answering = next((one for one in mine if _answers(one, message, writer)), None)
        role = theirs or answering
        return await self.switch(actor, role.id) if role is not None else actor

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

    async def _roles(self, whose: ColumnElement[bool]) -> Sequence[Membership]:
        """Return the roles someone can act in, the one used last first."""
        query = (
            select(Membership)
            .join(Person, Person.id == Membership.person_id)
            .options(joinedload(Membership.person), joinedload(Membership.organization))
            .where(whose, Membership.activated_at.is_not(None), Membership.deactivated_at.is_(None))
            .order_by(Membership.last_used_at.desc(), Membership.id.desc())
        )
        return (await self._session.scalars(query)).all()

    async def _of(self, telegram_id: int) -> Person | None:
        query = select(Person).where(Person.telegram_id == telegram_id)
        return (await self._session.scalars(query)).one_or_none()


def _answers(role: Membership, question: SupportMessage, writer: Membership) -> bool:
    if question.addressee_id is not None:
        return role.id == question.addressee_id
    return role.role is Role.ORGANIZER and role.organization_id == writer.organization_id
