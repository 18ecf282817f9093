"""Who is busy when: the sentence for people; the database's own rule is what makes it impossible."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload

from models import BusyInterval, Lesson, MeetingHost, Membership, Person, Resource
from services.errors import Refused

OVERLAP = "busy_interval_overlap"
"""What the database's refusal names (migration 0001)."""


@dataclass(frozen=True, slots=True)
class Busy:
    """Someone or something taken from ``starts_at`` to ``ends_at`` (aware UTC); no name: the meeting host.

    ``person_id`` is whose name it is.
    """

    who: str | None
    own: bool
    starts_at: datetime
    ends_at: datetime
    person_id: int | None = None

    def concerns(self, members: Iterable[Membership]) -> bool:
        """Say whether it stands in the way of the instructor, or of a lesson of these people."""
        return self.own or self.who is None or self.person_id in {one.person_id for one in members}


class Clashed(Refused):
    """The time does not suit: ``busy`` says who is taken when; empty when a rival was a moment quicker."""

    def __init__(self, busy: Sequence[Busy] = ()) -> None:
        super().__init__("clash" if busy else "just-taken")
        self.busy = tuple(busy)


async def find(
    session: AsyncSession,
    instructor: Membership,
    host: MeetingHost,
    others: Sequence[Membership],
    starts_at: datetime,
    ends_at: datetime,
    but_lesson_id: int | None = None,
) -> list[Busy]:
    """Return what stands in the way of a lesson of these people at that time, earliest first."""
    but = () if but_lesson_id is None else (but_lesson_id,)
    span = (starts_at, ends_at)
    return (await find_all(session, instructor, host, others, [span], but))[0]


async def find_all(
    session: AsyncSession,
    instructor: Membership,
    host: MeetingHost,
    others: Sequence[Membership],
    spans: Sequence[tuple[datetime, datetime]],
    but_lesson_ids: Collection[int] = (),
) -> list[list[Busy]]:
    """Return what stands in the way of lessons of these people at each of these times, in one query."""
    known = {Resource.person(one.person_id): one.person for one in others}
    own = Resource.person(instructor.person_id)
    query = (
        select(BusyInterval.resource_id, BusyInterval.lesson_id, BusyInterval.starts_at, BusyInterval.ends_at)
        .where(
            BusyInterval.resource_id.in_([own, host.resource, *known]),
            BusyInterval.starts_at < max(ends_at for _, ends_at in spans),
            BusyInterval.ends_at > min(starts_at for starts_at, _ in spans),
        )
        .order_by(BusyInterval.starts_at)
    )
    if but_lesson_ids:
        query = query.where(BusyInterval.lesson_id.not_in(but_lesson_ids))
    rows = (await session.execute(query)).all()
    own_lessons = {lesson_id for resource_id, lesson_id, _, _ in rows if resource_id == own}
    return [
        [
            _busy(known.get(resource_id), resource_id == own, begun_at, over_at)
            for resource_id, lesson_id, begun_at, over_at in rows
            if begun_at < ends_at
            and over_at > starts_at
            # What one's own lesson takes of the account is said once.
            and (resource_id != host.resource or lesson_id not in own_lessons)
        ]
        for starts_at, ends_at in spans
    ]


def _busy(person: Person | None, own: bool, starts_at: datetime, ends_at: datetime) -> Busy:
    if own or person is None:
        return Busy(None, own, starts_at, ends_at)
    return Busy(person.list_name, own, starts_at, ends_at, person.id)


def of_each_other(spans: Sequence[tuple[datetime, datetime]]) -> list[list[Busy]]:
    """Return for each of one instructor's times which of the others overlap it, as their own lessons."""
    return [
        [
            Busy(None, True, begun_at, over_at)
            for other, (begun_at, over_at) in enumerate(spans)
            if other != number and begun_at < ends_at and over_at > starts_at
        ]
        for number, (starts_at, ends_at) in enumerate(spans)
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
    session: AsyncSession, lesson: Lesson, instructor: Membership, others: Sequence[Membership]
) -> None:
    """Replace what the lesson keeps busy: its instructor and host, and the others.

    Raises sqlalchemy's IntegrityError when something overlaps.
    """
    await release(session, lesson.id)
    host = await session.get_one(MeetingHost, lesson.host_id)
    await occupy_all(session, [(lesson, others)], instructor, host)


async def occupy_all(
    session: AsyncSession,
    lessons: Iterable[tuple[Lesson, Sequence[Membership]]],
    instructor: Membership,
    host: MeetingHost,
) -> None:
    """Keep busy whom lessons take that keep nobody busy yet, all at once. Raises as ``occupy`` does."""
    for lesson, others in lessons:
        people = {instructor.person_id, *(one.person_id for one in others)}
        session.add_all(
            BusyInterval(
                resource_id=resource, lesson_id=lesson.id, starts_at=lesson.starts_at, ends_at=lesson.ends_at
            )
            for resource in sorted({host.resource, *map(Resource.person, people)})
        )
    await session.flush()


def told_apart(refusal: IntegrityError) -> Exception:
    """Return Clashed when the database refused an overlap; any other refusal as it is.

    The other one to expect is a place whose clearance a doctor ended at this moment: the press tried again
    finds the decision and says so.
    """
    return Clashed() if OVERLAP in str(refusal.orig) else refusal


async def release(session: AsyncSession, *lesson_ids: int) -> None:
    """Free everyone and everything the lessons kept busy."""
    await session.execute(delete(BusyInterval).where(BusyInterval.lesson_id.in_(lesson_ids)))


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
