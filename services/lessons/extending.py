"""A lesson that goes on longer than planned, as far as nothing stands in the way."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from models import JournalAction, Lesson, LessonStatus, Resource
from services import access
from services.errors import Refused
from services.lessons import clashes, places
from services.lessons.records import record
from services.lessons.rules import EXTENSION, LEAST_EXTENSION, LONGEST
from services.notifications import refreshing, replanning
from services.policy import Actor, Permission, require
from services.ports import Clock


@dataclass(frozen=True, slots=True)
class Room:
    """Until when a lesson can go on; ``own`` says that the instructor's next lesson is what ends it there."""

    until: datetime
    full: bool
    own: bool = False


class Extending:
    """Lessons of the actor's own that are going on."""

    def __init__(self, session: AsyncSession, clock: Clock) -> None:
        self._session = session
        self._clock = clock

    async def room(self, actor: Actor, lesson_id: int) -> Room | None:
        """Return until when the lesson can go on, None where there is no room for ``LEAST_EXTENSION``.

        Raises Refused: ``lesson-cancelled``, ``lesson-not-begun``, ``lesson-over``; NotHere.
        """
        return await self._room(await self._running(actor, lesson_id))

    async def extend(self, actor: Actor, lesson_id: int) -> Lesson:
        """Let the lesson go on as far as ``room`` says; cards and the question of the evening follow.

        Raises as ``room``; Refused("lesson-no-room") where there is none, Clashed when a rival was quicker.
        """
        await places.lock(self._session, lesson_id)
        lesson = await self._running(actor, lesson_id)
        room = await self._room(lesson)
        if room is None:
            raise Refused("lesson-no-room")
        was, now = lesson.ends_at, self._clock.now()
        try:
            async with self._session.begin_nested():
                lesson.ends_at = room.until
                await self._session.flush()
                await clashes.occupy(self._session, lesson, lesson.instructor, lesson.kept_busy)
        except IntegrityError as refusal:
            raise clashes.told_apart(refusal) from refusal
        await replanning.follow_end(self._session, lesson, was)
        await refreshing.refresh_cards(self._session, lesson, now)
        record(self._session, actor, JournalAction.LESSON_EXTENDED, lesson, now, was=was.isoformat())
        return lesson

    async def _running(self, actor: Actor, lesson_id: int) -> Lesson:
        require(actor, Permission.PLAN_LESSONS)
        lesson, now = await access.lesson(self._session, actor, lesson_id), self._clock.now()
        if lesson.status is LessonStatus.CANCELLED:
            raise Refused("lesson-cancelled")
        if not lesson.begun(now):
            raise Refused("lesson-not-begun")
        if lesson.over(now):
            raise Refused("lesson-over")
        return lesson

    async def _room(self, lesson: Lesson) -> Room | None:
        host = await clashes.host_of(self._session, lesson.instructor_id)
        most = LONGEST if host.minutes_limit is None else min(LONGEST, host.minutes_limit)
        wanted = lesson.ends_at + EXTENSION
        until = min(wanted, lesson.starts_at + timedelta(minutes=most))
        own = Resource.person(lesson.instructor.person_id)
        people = {one.person_id for one in lesson.kept_busy}
        resources = {own, host.resource, *map(Resource.person, people)}
        ended_by_own = False
        for row in await clashes.taken(self._session, resources, lesson.ends_at, wanted):
            if row.lesson_id != lesson.id and row.starts_at < until:
                until, ended_by_own = row.starts_at, row.resource_id == own
        if until - lesson.ends_at < LEAST_EXTENSION:
            return None
        return Room(until, until == wanted, ended_by_own)
