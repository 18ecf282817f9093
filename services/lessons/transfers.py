"""Lessons that change hands: who is free to take them, and all that follows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload

from models import (
    BusyInterval,
    JournalAction,
    Lesson,
    MeetingHost,
    Membership,
    NotificationKind,
    Resource,
    Role,
)
from models.base import new_uid
from services import journal, meetings
from services.errors import Refused
from services.lessons import clashes
from services.notifications import changes, planning, refreshing
from services.policy import Actor

UNCHECKED = "unchecked"
"""What a host's check says that found nobody to ask: the account may well be in order."""


class Why(StrEnum):
    """Why a colleague cannot take a lesson."""

    BUSY = "busy"
    HOST_BUSY = "host_busy"
    HOST_LIMIT = "host_limit"
    NO_HOST = "no_host"
    OWN_PLACE = "own_place"


@dataclass(frozen=True, slots=True)
class Obstacle:
    """What keeps a colleague from a lesson: taken from ``starts_at`` to ``ends_at``, ``minutes`` at most."""

    colleague: Membership
    why: Why
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    minutes: int | None = None


@dataclass(frozen=True, slots=True)
class Transfer:
    """A lesson, who is free to take it, and why the others are not."""

    lesson: Lesson
    free: Sequence[Membership]
    obstacles: Sequence[Obstacle]


async def transfers(
    session: AsyncSession, instructor: Membership, lessons: Sequence[Lesson]
) -> list[Transfer]:
    """Return for each lesson of an instructor's which colleagues are free, and why the others are not."""
    if not lessons:
        return []
    colleagues = await _colleagues(session, instructor)
    rows = await session.scalars(
        select(MeetingHost).where(MeetingHost.membership_id.in_([one.id for one in colleagues]))
    )
    hosts = {host.membership_id: host for host in rows}
    resources = {Resource.person(one.person_id) for one in colleagues}
    resources |= {host.resource for host in hosts.values()}
    first, last = min(one.starts_at for one in lessons), max(one.ends_at for one in lessons)
    busy = await clashes.taken(session, resources, first, last)
    found_for = []
    for lesson in lessons:
        found = [(one, _obstacle(one, hosts.get(one.id), lesson, busy)) for one in colleagues]
        found_for.append(
            Transfer(
                lesson=lesson,
                free=[one for one, obstacle in found if obstacle is None],
                obstacles=[obstacle for _, obstacle in found if obstacle is not None],
            )
        )
    return found_for


async def give(
    session: AsyncSession,
    actor: Actor,
    lessons: Sequence[Lesson],
    takers: Mapping[int, Membership],
    now: datetime,
) -> None:
    """Let each lesson (locked, with its people) be its taker's; meetings, messages and cards follow.

    Raises Refused("hand-over-taken") when somebody is not free any more: then nothing changes.
    """
    hosts = {one.id: await clashes.host_of(session, one.id) for one in takers.values()}
    try:
        async with session.begin_nested():
            for lesson in lessons:
                taker = takers[lesson.id]
                lesson.instructor, lesson.handed_from_id = taker, None
                lesson.host_id = hosts[taker.id].id
                lesson.version += 1
                await session.flush()
                # Whoever was to help holds it now.
                lesson.specialists = [
                    one for one in lesson.specialists if one.membership.person_id != taker.person_id
                ]
                await clashes.occupy(session, lesson, taker, lesson.kept_busy)
    except IntegrityError as refusal:
        clash = clashes.told_apart(refusal)
        raise Refused("hand-over-taken") if isinstance(clash, clashes.Clashed) else clash from refusal
    for lesson in lessons:
        await _follow(session, lesson, hosts[takers[lesson.id].id], now)
        journal.record(
            session,
            actor,
            JournalAction.LESSON_HANDED_OVER,
            now,
            subject_id=takers[lesson.id].id,
            lesson_id=lesson.id,
            details={"starts_at": lesson.starts_at.isoformat()},
        )


def tell(
    session: AsyncSession, actor: Actor, instructor: Membership, lessons: Sequence[Lesson], now: datetime
) -> None:
    """Owe each patient and each new instructor one message about their lessons, and the old one theirs."""
    save = new_uid()
    for patient, own in concerned(lessons, actor):
        kind = NotificationKind.LESSONS_LED_BY_OTHER
        changes.tell(session, kind, patient, patient, own, key=save, now=now)
    of_taker: dict[int, list[Lesson]] = {}
    for lesson in lessons:
        of_taker.setdefault(lesson.instructor_id, []).append(lesson)
    for own in of_taker.values():
        taker = own[0].instructor
        if taker.person_id != actor.person_id:
            kind = NotificationKind.LESSONS_RECEIVED
            changes.tell(session, kind, taker, instructor, own, key=save, now=now)
    if lessons and instructor.person_id != actor.person_id:
        kind = NotificationKind.LESSONS_GIVEN_AWAY
        changes.tell(session, kind, instructor, instructor, lessons, key=save, now=now)


def concerned(lessons: Sequence[Lesson], actor: Actor) -> list[tuple[Membership, list[Lesson]]]:
    """Return patients and specialists to be told of their lessons: each once, but not whoever does it."""
    told = planning.of_each_invitee(lessons)
    return [(one, own) for one, own in told if one.person_id != actor.person_id]


async def _follow(session: AsyncSession, lesson: Lesson, host: MeetingHost, now: datetime) -> None:
    """Let meeting, messages and cards follow a lesson to its new instructor."""
    untold = await planning.untold(session, lesson.id)
    moved = {person: known for person, known in untold.items() if known is not None}
    await planning.void(session, lesson.id)
    await meetings.hand_to(session, lesson, host, now)
    planning.plan_for_instructor(session, lesson, lesson.instructor, now)
    told = planning.invited(lesson.participants)
    for place in lesson.participants:
        was = moved.get(place.patient.person_id)
        if place not in told:
            planning.plan_end(session, lesson, place.patient.person)
        elif was is not None:
            planning.plan_for_patient(session, lesson, place.patient, now, was)
        else:
            planning.plan_opened(session, lesson, place.patient, now)
    for one in lesson.invited_specialists:
        was = moved.get(one.person_id)
        planning.plan_for_specialist(session, lesson, one, now, was, told=was is not None)
    await refreshing.refresh_cards(session, lesson, now)


async def _colleagues(session: AsyncSession, instructor: Membership) -> list[Membership]:
    query = (
        select(Membership)
        .options(joinedload(Membership.person))
        .where(
            Membership.organization_id == instructor.organization_id,
            Membership.role == Role.INSTRUCTOR,
            Membership.activated_at.is_not(None),
            Membership.deactivated_at.is_(None),
            Membership.id != instructor.id,
        )
    )
    found = (await session.scalars(query)).all()
    return sorted(found, key=lambda one: one.person.full_name.casefold())


def _obstacle(
    colleague: Membership, host: MeetingHost | None, lesson: Lesson, busy: Sequence[BusyInterval]
) -> Obstacle | None:
    if any(place.patient.person_id == colleague.person_id for place in lesson.participants):
        return Obstacle(colleague, Why.OWN_PLACE)
    if host is None or host.problem not in (None, UNCHECKED):
        return Obstacle(colleague, Why.NO_HOST)
    if host.minutes_limit is not None and lesson.minutes > host.minutes_limit:
        return Obstacle(colleague, Why.HOST_LIMIT, minutes=host.minutes_limit)
    own = Resource.person(colleague.person_id)
    for row in busy:
        overlaps = row.starts_at < lesson.ends_at and row.ends_at > lesson.starts_at
        if overlaps and row.lesson_id != lesson.id and row.resource_id in (own, host.resource):
            why = Why.BUSY if row.resource_id == own else Why.HOST_BUSY
            return Obstacle(colleague, why, row.starts_at, row.ends_at)
    return None
