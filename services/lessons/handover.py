"""Handing an instructor's coming lessons over to colleagues who are free."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import Select, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload

from models import (
    BusyInterval,
    JournalAction,
    Lesson,
    LessonStatus,
    MeetingHost,
    Membership,
    Notification,
    NotificationKind,
    NotificationState,
    ParticipantState,
    Resource,
    Role,
)
from models.base import new_uid
from services import access, journal, meetings, timetable
from services.errors import NotHere, Refused
from services.lessons import clashes
from services.notifications import changes, planning, refreshing
from services.policy import Actor, Permission, require
from services.ports import Clock

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


@dataclass(frozen=True, slots=True)
class Survey:
    """The lessons of a period that have not begun, earliest first, with those who could take them."""

    instructor: Membership
    transfers: Sequence[Transfer]

    def suggested(self) -> dict[int, int]:
        """Return who (a membership) could take each lesson that somebody can: as few people as possible."""
        free_for = Counter(colleague.id for one in self.transfers for colleague in one.free)
        return {
            one.lesson.id: max(one.free, key=lambda colleague: free_for[colleague.id]).id
            for one in self.transfers
            if one.free
        }


@dataclass(frozen=True, slots=True)
class Outlook:
    """What a hand-over would do: how many lessons each colleague gets, and who would be told of it."""

    shares: Sequence[tuple[Membership, int]]
    patients: int
    instructors: int

    @property
    def lessons(self) -> int:
        """How many lessons would change hands."""
        return sum(count for _, count in self.shares)


class HandOver:
    """Lets an organizer have colleagues cover for an instructor; ``choices`` are memberships by lesson."""

    def __init__(self, session: AsyncSession, clock: Clock) -> None:
        self._session = session
        self._clock = clock

    async def survey(
        self, actor: Actor, instructor_id: int, first: date | None = None, last: date | None = None
    ) -> Survey:
        """Return the lessons from ``first`` to ``last`` (days of the clinic's zone, included; None: all).

        Raises NotHere for who is no instructor of the clinic.
        """
        instructor = await self._instructor(actor, instructor_id)
        since, until = self._bounds(actor, first, last)
        query = self._coming(instructor)
        if since is not None:
            query = query.where(Lesson.starts_at >= since)
        if until is not None:
            query = query.where(Lesson.starts_at < until)
        lessons = (await self._session.scalars(query)).all()
        return Survey(instructor, await self._transfers(instructor, lessons))

    async def outlook(self, actor: Actor, instructor_id: int, choices: Mapping[int, int]) -> Outlook:
        """Say what handing over would do. Raises as ``hand_over`` would."""
        instructor = await self._instructor(actor, instructor_id)
        lessons = (await self._session.scalars(self._coming(instructor).where(Lesson.id.in_(choices)))).all()
        takers = await self._takers(instructor, lessons, choices)
        shares = Counter(takers[lesson.id].id for lesson in lessons)
        people = {taker.id: taker for taker in takers.values()}
        told = _concerned(lessons, actor)
        staff = {instructor.person_id, *(taker.person_id for taker in takers.values())} - {actor.person_id}
        return Outlook(
            shares=[(people[taker_id], count) for taker_id, count in shares.most_common()],
            patients=len(told),
            instructors=len(staff) if lessons else 0,
        )

    async def hand_over(self, actor: Actor, instructor_id: int, choices: Mapping[int, int]) -> int:
        """Give each chosen lesson to its colleague; return how many changed hands.

        Meetings and messages follow. Each patient, the old instructor and the new ones are told once. Lessons
        that have begun, were cancelled or are another's by now stay as they are. Raises
        Refused("hand-over-taken") when somebody is not free any more: then nothing changes; NotHere.
        """
        instructor = await self._instructor(actor, instructor_id)
        query = self._coming(instructor).where(Lesson.id.in_(choices)).order_by(None).order_by(Lesson.id)
        locked = query.with_for_update(of=Lesson).execution_options(populate_existing=True)
        lessons = (await self._session.scalars(locked)).all()
        takers = await self._takers(instructor, lessons, choices)
        hosts = {one.id: await clashes.host_of(self._session, one.id) for one in takers.values()}
        try:
            async with self._session.begin_nested():
                for lesson in lessons:
                    taker = takers[lesson.id]
                    lesson.instructor = taker
                    lesson.host_id = hosts[taker.id].id
                    lesson.version += 1
                    await self._session.flush()
                    held = [p for p in lesson.participants if p.state is not ParticipantState.DECLINED]
                    patients = [place.patient for place in held]
                    await clashes.occupy(self._session, lesson, taker, patients)
        except IntegrityError as refusal:
            clash = clashes.told_apart(refusal)
            raise Refused("hand-over-taken") if isinstance(clash, clashes.Clashed) else clash from refusal
        now = self._clock.now()
        for lesson in lessons:
            await self._follow(lesson, hosts[takers[lesson.id].id], now)
            journal.record(
                self._session,
                actor,
                JournalAction.LESSON_HANDED_OVER,
                now,
                subject_id=takers[lesson.id].id,
                lesson_id=lesson.id,
                details={"starts_at": lesson.starts_at.isoformat()},
            )
        self._tell(actor, instructor, lessons, now)
        return len(lessons)

    async def _follow(self, lesson: Lesson, host: MeetingHost, now: datetime) -> None:
        """Let meeting, messages and cards follow a lesson to its new instructor."""
        waiting = await self._session.scalars(
            select(Notification).where(
                Notification.lesson_id == lesson.id,
                Notification.kind == NotificationKind.LESSON_MOVED,
                Notification.state == NotificationState.PLANNED,
            )
        )
        moved = {row.recipient_id: datetime.fromisoformat(str(row.params["was"])) for row in waiting}
        await planning.void(self._session, lesson.id)
        await meetings.hand_to(self._session, lesson, host, now)
        planning.plan_for_instructor(self._session, lesson, lesson.instructor, now)
        told = planning.invited(lesson.participants)
        for place in lesson.participants:
            was = moved.get(place.patient.person_id)
            if place not in told:
                planning.plan_end(self._session, lesson, place.patient.person)
            elif was is not None:
                planning.plan_for_patient(self._session, lesson, place.patient, now, was)
            else:
                planning.plan_opened(self._session, lesson, place.patient, now)
        await refreshing.refresh_cards(self._session, lesson, now)

    def _tell(self, actor: Actor, instructor: Membership, lessons: Sequence[Lesson], now: datetime) -> None:
        save = new_uid()
        for patient, own in _concerned(lessons, actor):
            kind = NotificationKind.LESSONS_LED_BY_OTHER
            changes.tell(self._session, kind, patient, patient, own, key=save, now=now)
        of_taker: dict[int, list[Lesson]] = {}
        for lesson in lessons:
            of_taker.setdefault(lesson.instructor_id, []).append(lesson)
        for own in of_taker.values():
            taker = own[0].instructor
            if taker.person_id != actor.person_id:
                kind = NotificationKind.LESSONS_RECEIVED
                changes.tell(self._session, kind, taker, instructor, own, key=save, now=now)
        if lessons and instructor.person_id != actor.person_id:
            kind = NotificationKind.LESSONS_GIVEN_AWAY
            changes.tell(self._session, kind, instructor, instructor, lessons, key=save, now=now)

    async def _takers(
        self, instructor: Membership, lessons: Sequence[Lesson], choices: Mapping[int, int]
    ) -> dict[int, Membership]:
        """Return who takes each lesson. Raises NotHere for no colleague, Refused for one who is not free."""
        takers = {}
        for one in await self._transfers(instructor, lessons):
            chosen = choices[one.lesson.id]
            takers[one.lesson.id] = next((who for who in one.free if who.id == chosen), None)
            if takers[one.lesson.id] is None and not any(o.colleague.id == chosen for o in one.obstacles):
                raise NotHere
        if None in takers.values():
            raise Refused("hand-over-taken")
        return {lesson_id: who for lesson_id, who in takers.items() if who is not None}

    async def _transfers(self, instructor: Membership, lessons: Sequence[Lesson]) -> list[Transfer]:
        if not lessons:
            return []
        colleagues = await self._colleagues(instructor)
        rows = await self._session.scalars(
            select(MeetingHost).where(MeetingHost.membership_id.in_([one.id for one in colleagues]))
        )
        hosts = {host.membership_id: host for host in rows}
        resources = {Resource.person(one.person_id) for one in colleagues}
        resources |= {host.resource for host in hosts.values()}
        first, last = min(one.starts_at for one in lessons), max(one.ends_at for one in lessons)
        busy = await clashes.taken(self._session, resources, first, last)
        transfers = []
        for lesson in lessons:
            found = [(one, _obstacle(one, hosts.get(one.id), lesson, busy)) for one in colleagues]
            transfers.append(
                Transfer(
                    lesson=lesson,
                    free=[one for one, obstacle in found if obstacle is None],
                    obstacles=[obstacle for _, obstacle in found if obstacle is not None],
                )
            )
        return transfers

    async def _colleagues(self, instructor: Membership) -> list[Membership]:
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
        found = (await self._session.scalars(query)).all()
        return sorted(found, key=lambda one: one.person.full_name.casefold())

    async def _instructor(self, actor: Actor, instructor_id: int) -> Membership:
        require(actor, Permission.MANAGE_ACCESS)
        membership = await access.membership(self._session, actor, instructor_id)
        if membership.role is not Role.INSTRUCTOR:
            raise NotHere
        return membership

    def _coming(self, instructor: Membership) -> Select[Lesson]:
        return (
            access.lessons_held_by(instructor.id)
            .where(Lesson.status == LessonStatus.SCHEDULED, Lesson.starts_at > self._clock.now())
            .order_by(Lesson.starts_at, Lesson.id)
        )

    def _bounds(
        self, actor: Actor, first: date | None, last: date | None
    ) -> tuple[datetime | None, datetime | None]:
        zone = actor.clinic_timezone
        return (
            timetable.day_start(first, zone) if first is not None else None,
            timetable.day_end(last, zone) if last is not None else None,
        )


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


def _concerned(lessons: Sequence[Lesson], actor: Actor) -> list[tuple[Membership, list[Lesson]]]:
    """Return the patients to be told of their lessons: each once, but not whoever does it."""
    told = planning.of_each_patient(lessons)
    return [(patient, own) for patient, own in told if patient.person_id != actor.person_id]
