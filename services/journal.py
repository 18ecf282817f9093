"""The journal: every change, and every look of staff at a person's data. It is only ever added to.

Entries are written by the services that make the change, in its transaction, so there is none without the
other. They name people by id: nothing personal is in them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Select, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload

from models import (
    JournalAction,
    JournalEntry,
    JournalOrigin,
    LessonParticipant,
    Membership,
    NotificationKind,
    Person,
)
from models.base import new_uid
from services import access, timetable
from services.notifications.planning import owe
from services.policy import Actor, Permission, require
from services.ports import Clock

SAME_LOOK = timedelta(minutes=10)
"""How long a person who has dealt with somebody's data is taken to have them before their eyes."""

SAME_ATTEMPT = timedelta(minutes=1)
"""How long further refusals of one person are the same attempt: a thumb, or a program, that tries again."""

Details = Mapping[str, int | str]

PAGE = 10
"""Entries on a page: as many as a phone shows with little scrolling."""


@dataclass(frozen=True, slots=True)
class JournalPage:
    """A page of a day, newest first; ``who`` and ``whose`` are the people it was narrowed to."""

    day: date
    entries: Sequence[JournalEntry]
    page: int
    more: bool
    who: Membership | None
    whose: Membership | None


def record(
    session: AsyncSession,
    actor: Actor,
    action: JournalAction,
    at: datetime,
    *,
    subject_id: int | None = None,
    lesson_id: int | None = None,
    details: Details | None = None,
) -> None:
    """Add what a member of a clinic did in Telegram at ``at`` (aware).

    ``subject_id`` is the membership it was done to; ``details`` are ids, moments and days (ISO) and
    values of enums.
    """
    session.add(
        JournalEntry(
            organization_id=actor.organization_id,
            at=at,
            actor_id=actor.membership_id,
            action=action,
            subject_id=subject_id,
            lesson_id=lesson_id,
            origin=JournalOrigin.TELEGRAM,
            details=dict(details or {}),
        )
    )


def record_of_nobody(
    session: AsyncSession, subject: Membership, action: JournalAction, origin: JournalOrigin, at: datetime
) -> None:
    """Add what was done to ``subject`` at ``at`` (aware) by no member of the clinic."""
    session.add(
        JournalEntry(
            organization_id=subject.organization_id,
            at=at,
            action=action,
            subject_id=subject.id,
            origin=origin,
            details={},
        )
    )


async def look(session: AsyncSession, actor: Actor, subject: Membership, at: datetime) -> None:
    """Add that the actor opened somebody's card at ``at`` (aware).

    A card is drawn again with every press on it and on the screens behind it, and each time is a read of the
    same data by the same eyes. So a look is not written while the newest entry of the actor about the same
    person, a look or a change, is younger than ``SAME_LOOK``: that entry tells already who had the data and
    when, and the journal stays one that can be read.
    """
    recent = select(JournalEntry.id).where(
        JournalEntry.organization_id == actor.organization_id,
        JournalEntry.at > at - SAME_LOOK,
        JournalEntry.actor_id == actor.membership_id,
        JournalEntry.subject_id == subject.id,
    )
    if await session.scalar(recent.limit(1)) is None:
        record(session, actor, JournalAction.CARD_OPENED, at, subject_id=subject.id)


class Journal:
    """Reading the journal, and what nobody but the program itself can tell it."""

    def __init__(self, session: AsyncSession, clock: Clock) -> None:
        self._session = session
        self._clock = clock

    async def refused(self, actor: Actor) -> None:
        """Add that the actor asked for what is not there or not theirs; once within ``SAME_ATTEMPT``."""
        now, action = self._clock.now(), JournalAction.ATTEMPT_REFUSED
        recent = select(JournalEntry.id).where(
            JournalEntry.organization_id == actor.organization_id,
            JournalEntry.at > now - SAME_ATTEMPT,
            JournalEntry.actor_id == actor.membership_id,
            JournalEntry.action == action,
        )
        if await self._session.scalar(recent.limit(1)) is None:
            record(self._session, actor, action, now)

    def today(self, actor: Actor) -> date:
        """Return the present day in the clinic's zone: the last one the journal has."""
        return timetable.to_local(self._clock.now(), actor.clinic_timezone).date()

    async def day(
        self, actor: Actor, day: date, who: int | None = None, whose: int | None = None, page: int = 0
    ) -> JournalPage:
        """Return a page of a calendar day of the clinic's zone, newest first, with the people in it.

        ``who`` acted, ``whose`` data it was about (memberships); a lesson is about all its patients. Raises
        NotHere, also for people of another clinic.
        """
        query = _between(actor, day, day, who, whose).offset(page * PAGE).limit(PAGE + 1)
        found = (await self._session.scalars(query)).all()
        return JournalPage(
            day=day,
            entries=found[:PAGE],
            page=page,
            more=len(found) > PAGE,
            who=await self._named(actor, who),
            whose=await self._named(actor, whose),
        )

    async def days(
        self, actor: Actor, first: date, last: date, who: int | None = None, whose: int | None = None
    ) -> Sequence[JournalEntry]:
        """Return all entries from the first to the last calendar day, newest first; the rest as ``day``."""
        for membership_id in (who, whose):
            await self._named(actor, membership_id)
        return (await self._session.scalars(_between(actor, first, last, who, whose))).all()

    async def ask_file(
        self, actor: Actor, last: date, days: int, who: int | None = None, whose: int | None = None
    ) -> None:
        """Send the actor a file of so many days up to the last; the rest as ``day``.

        Taking it goes into the journal.
        """
        require(actor, Permission.SEE_JOURNAL)
        now = self._clock.now()
        first = last - timedelta(days=days - 1)
        params: dict[str, int | str] = {"first": first.isoformat(), "last": last.isoformat()}
        for name, membership_id in (("who", who), ("whose", whose)):
            if membership_id is not None:
                params[name] = (await access.membership(self._session, actor, membership_id)).id
        record(self._session, actor, JournalAction.FILE_TAKEN, now, details={"file": "journal"})
        owe(
            self._session,
            NotificationKind.JOURNAL_FILE,
            await self._session.get_one(Person, actor.person_id),
            organization_id=actor.organization_id,
            key=new_uid(),
            due_at=now,
            membership_id=actor.membership_id,
            params=params,
        )

    async def _named(self, actor: Actor, membership_id: int | None) -> Membership | None:
        if membership_id is None:
            return None
        return await access.membership(self._session, actor, membership_id)


def _between(
    actor: Actor, first: date, last: date, who: int | None, whose: int | None
) -> Select[JournalEntry]:
    """Return the query of the entries of some days, newest first, with the people in them."""
    require(actor, Permission.SEE_JOURNAL)
    query = (
        select(JournalEntry)
        .where(
            JournalEntry.organization_id == actor.organization_id,
            JournalEntry.at >= timetable.day_start(first, actor.clinic_timezone),
            JournalEntry.at < timetable.day_end(last, actor.clinic_timezone),
        )
        .options(
            joinedload(JournalEntry.actor).joinedload(Membership.person),
            joinedload(JournalEntry.subject).joinedload(Membership.person),
        )
        .order_by(JournalEntry.at.desc(), JournalEntry.id.desc())
    )
    if who is not None:
        query = query.where(JournalEntry.actor_id == who)
    if whose is not None:
        lessons = select(LessonParticipant.lesson_id).where(LessonParticipant.patient_id == whose)
        query = query.where(or_(JournalEntry.subject_id == whose, JournalEntry.lesson_id.in_(lessons)))
    return query
