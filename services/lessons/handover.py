"""Handing an instructor's coming lessons over to colleagues who are free."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Select
from sqlalchemy.ext.asyncio import AsyncSession

from models import (
    Lesson,
    LessonStatus,
    Membership,
    Role,
)
from services import access, timetable
from services.errors import NotHere, Refused
from services.lessons.transfers import Transfer, concerned, give, tell, transfers
from services.policy import Actor, Permission, require
from services.ports import Clock


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
        return Survey(instructor, await transfers(self._session, instructor, lessons))

    async def outlook(self, actor: Actor, instructor_id: int, choices: Mapping[int, int]) -> Outlook:
        """Say what handing over would do. Raises as ``hand_over`` would."""
        instructor = await self._instructor(actor, instructor_id)
        lessons = (await self._session.scalars(self._coming(instructor).where(Lesson.id.in_(choices)))).all()
        takers = await self._takers(instructor, lessons, choices)
        shares = Counter(takers[lesson.id].id for lesson in lessons)
        people = {taker.id: taker for taker in takers.values()}
        told = concerned(lessons, actor)
        staff = {instructor.person_id, *(taker.person_id for taker in takers.values())} - {actor.person_id}
        return Outlook(
            shares=[(people[taker_id], count) for taker_id, count in shares.most_common()],
            patients=sum(one.role is Role.PATIENT for one, _ in told),
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
        now = self._clock.now()
        await give(self._session, actor, lessons, takers, now)
        tell(self._session, actor, instructor, lessons, now)
        return len(lessons)

    async def _takers(
        self, instructor: Membership, lessons: Sequence[Lesson], choices: Mapping[int, int]
    ) -> dict[int, Membership]:
        """Return who takes each lesson. Raises NotHere for no colleague, Refused for one who is not free."""
        takers = {}
        for one in await transfers(self._session, instructor, lessons):
            chosen = choices[one.lesson.id]
            takers[one.lesson.id] = next((who for who in one.free if who.id == chosen), None)
            if takers[one.lesson.id] is None and not any(o.colleague.id == chosen for o in one.obstacles):
                raise NotHere
        if None in takers.values():
            raise Refused("hand-over-taken")
        return {lesson_id: who for lesson_id, who in takers.items() if who is not None}

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
