"""Who is busy when: the sentence for people; the database's own rule is what makes it impossible."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload

from models import BusyInterval, Lesson, MeetingHost, Membership, Resource
from services.errors import Refused

OVERLAP = "busy_interval_overlap"
"""What the database's refusal names (migration 0001)."""


@dataclass(frozen=True, slots=True)
class Busy:
    """Someone or something taken from ``starts_at`` to ``ends_at`` (aware UTC); no name: the meeting host."""

    who: str | None
    own: bool
    starts_at: datetime
    ends_at: datetime


class Clashed(Refused):
    """The time does not suit: ``busy`` says who is taken when; empty when a rival was a moment quicker."""

    def __init__(self, busy: Sequence[Busy] = ()) -> None:
        super().__init__("clash" if busy else "just-taken")
        self.busy = tuple(busy)


async def find(
    session: AsyncSession,
    instructor: Membership,
    host: MeetingHost,
    patients: Sequence[Membership],
    starts_at: datetime,
    ends_at: datetime,
    but_lesson_id: int | None = None,
) -> list[Busy]:
    """Return what stands in the way of a lesson of these people at that time, earliest first."""
    names = {Resource.person(p.person_id): p.person.list_name for p in patients}
    own = Resource.person(instructor.person_id)
    query = (
        select(BusyInterval)
        .where(
            BusyInterval.resource_id.in_([own, host.resource, *names]),
            BusyInterval.starts_at < ends_at,
            BusyInterval.ends_at > starts_at,
        )
        .order_by(BusyInterval.starts_at)
    )
    if but_lesson_id is not None:
        query = query.where(BusyInterval.lesson_id != but_lesson_id)
    found = []
    own_lessons: set[int] = set()
    for row in await session.scalars(query):
        if row.resource_id == own:
            own_lessons.add(row.lesson_id)
        found.append(row)
    return [
        Busy(names.get(row.resource_id), row.resource_id == own, row.starts_at, row.ends_at)
        for row in found
        if row.resource_id != host.resource or row.lesson_id not in own_lessons
    ]


async def taken(
    session: AsyncSession, resources: Collection[int], starts_at: datetime, ends_at: datetime
) -> Sequence[BusyInterval]:
    """Return when any of these people and meeting hosts are taken within a time, a person's rows first."""
    query = (
        select(BusyInterval)
        .where(
            BusyInterval.resource_id.in_(resources),
            BusyInterval.starts_at < ends_at,
            BusyInterval.ends_at > starts_at,
        )
        .order_by(BusyInterval.resource_id % 2, BusyInterval.starts_at)
    )
    return (await session.scalars(query)).all()


async def occupy(
    session: AsyncSession, lesson: Lesson, instructor: Membership, patients: Sequence[Membership]
) -> None:
    """Replace what the lesson keeps busy. Raises sqlalchemy's IntegrityError when something overlaps."""
    await release(session, lesson.id)
    host = await session.get_one(MeetingHost, lesson.host_id)
    resources = {
        Resource.person(instructor.person_id),
        host.resource,
        *(Resource.person(p.person_id) for p in patients),
    }
    session.add_all(
        BusyInterval(
            resource_id=resource, lesson_id=lesson.id, starts_at=lesson.starts_at, ends_at=lesson.ends_at
        )
        for resource in sorted(resources)
    )
    await session.flush()


def told_apart(refusal: IntegrityError) -> Exception:
    """Return Clashed when the database refused an overlap; any other refusal as it is.

    The other one to expect is a place whose clearance a doctor ended at this moment: the press tried again
    finds the decision and says so.
    """
    return Clashed() if OVERLAP in str(refusal.orig) else refusal


async def release(session: AsyncSession, lesson_id: int) -> None:
    """Free everyone and everything the lesson kept busy."""
    await session.execute(delete(BusyInterval).where(BusyInterval.lesson_id == lesson_id))


async def release_person(session: AsyncSession, lesson_id: int, person_id: int) -> None:
    """Free one person of a lesson that goes on without them."""
    await session.execute(
        delete(BusyInterval).where(
            BusyInterval.lesson_id == lesson_id, BusyInterval.resource_id == Resource.person(person_id)
        )
    )


async def own_day(
    session: AsyncSession, person_id: int, day_starts: datetime, day_ends: datetime
) -> Sequence[BusyInterval]:
    """Return when a person is taken within a day given by its two moments."""
    query = (
        select(BusyInterval)
        .where(
            BusyInterval.resource_id == Resource.person(person_id),
            BusyInterval.starts_at < day_ends,
            BusyInterval.ends_at > day_starts,
        )
        .order_by(BusyInterval.starts_at)
    )
    return (await session.scalars(query)).all()


async def own_coming(session: AsyncSession, person_id: int, now: datetime) -> Sequence[datetime]:
    """Return when a person's coming times of being taken begin."""
    query = select(BusyInterval.starts_at).where(
        BusyInterval.resource_id == Resource.person(person_id), BusyInterval.ends_at > now
    )
    return (await session.scalars(query)).all()


async def host_of(session: AsyncSession, membership_id: int) -> MeetingHost:
    """Return the instructor's meeting host. Raises Refused("no-host") when there is none."""
    host = (
        await session.scalars(select(MeetingHost).where(MeetingHost.membership_id == membership_id))
    ).one_or_none()
    if host is None:
        raise Refused("no-host")
    return host


async def with_person(session: AsyncSession, membership_id: int) -> Membership:
    """Return a membership with its person and clinic."""
    query = (
        select(Membership)
        .options(joinedload(Membership.person), joinedload(Membership.organization))
        .where(Membership.id == membership_id)
    )
    return (await session.scalars(query)).one()
