"""Lessons that will last longer or shorter than planned: one, or several of a series."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from models import JournalAction, Lesson, NotificationKind
from models.base import new_uid
from services import access
from services.lessons import clashes, places, scopes
from services.lessons.attendees import host_for
from services.lessons.clashes import Busy
from services.lessons.following import follow
from services.lessons.records import record
from services.lessons.rules import Scope, check_changeable
from services.notifications import changes, planning
from services.policy import Actor, Permission, require
from services.ports import Clock


@dataclass(frozen=True, slots=True)
class Stretch:
    """A lesson, when it would end, and who is taken in the time that it would take besides."""

    lesson: Lesson
    ends_at: datetime
    busy: Sequence[Busy]


class ChangingLength:
    """Lessons of the actor's own that have not begun. Every method checks all again at the press."""

    def __init__(self, session: AsyncSession, clock: Clock) -> None:
        self._session = session
        self._clock = clock

    async def check(self, actor: Actor, lesson_id: int, minutes: int, scope: Scope) -> Sequence[Stretch]:
        """Say what lasting so many minutes would mean for the lessons in the scope, earliest first.

        Raises Refused: ``lesson-begun``, ``lesson-cancelled``, ``lesson-length``, ``host-limit``,
        ``no-host``; NotHere.
        """
        return await self._checked(actor, lesson_id, minutes, scope)

    async def change(self, actor: Actor, lesson_id: int, minutes: int, scope: Scope) -> Sequence[Lesson]:
        """Let them last so long; answers stay, each patient is told once for all.

        Raises as ``check``, and Clashed when anybody is taken: then nothing changes. Lessons that last
        so long already are left alone.
        """
        found = await self._checked(actor, lesson_id, minutes, scope, locked=True)
        wanted = [one for one in found if one.ends_at != one.lesson.ends_at]
        taken = next((one.busy for one in wanted if one.busy), None)
        if taken:
            raise clashes.Clashed(taken)
        now, lessons = self._clock.now(), [one.lesson for one in wanted]
        if not lessons:
            return []
        try:
            async with self._session.begin_nested():
                await self._replace(wanted)
        except IntegrityError as refusal:
            raise clashes.told_apart(refusal) from refusal
        by_card = {lesson.id: await self._follow(actor, lesson, now) for lesson in lessons}
        key = new_uid()
        kind = NotificationKind.LESSONS_RESIZED
        length = {"minutes": str(minutes)}
        for one, theirs in planning.of_each_invitee(lessons):
            # Who has not heard of a lesson at all reads how long it lasts with the rest.
            own = [lesson for lesson in theirs if by_card[lesson.id].get(one.person_id, now) is not None]
            if own and one.person_id != actor.person_id:
                changes.tell(self._session, kind, one, one, own, key=key, now=now, more=length)
        return lessons

    async def _checked(
        self, actor: Actor, lesson_id: int, minutes: int, scope: Scope, *, locked: bool = False
    ) -> list[Stretch]:
        require(actor, Permission.PLAN_LESSONS)
        if locked:
            await places.lock(self._session, lesson_id)
        lesson, now = await access.lesson(self._session, actor, lesson_id), self._clock.now()
        check_changeable(lesson, now)
        host = await host_for(self._session, actor, minutes)
        lessons = await scopes.lessons_of(self._session, actor, lesson, scope, now, locked=locked)
        spans = [(one.starts_at, one.starts_at + timedelta(minutes=minutes)) for one in lessons]
        everybody = {member.id: member for one in lessons for member in one.kept_busy}
        busy = await clashes.find_all(
            self._session,
            lesson.instructor,
            host,
            list(everybody.values()),
            spans,
            [one.id for one in lessons],
        )
        found = []
        each_other = clashes.of_each_other(spans)
        for one, (_, ends_at), taken, doubled in zip(lessons, spans, busy, each_other, strict=True):
            theirs = [each for each in taken if each.concerns(one.kept_busy)]
            found.append(Stretch(one, ends_at, [*theirs, *doubled]))
        return found

    async def _replace(self, wanted: Sequence[Stretch]) -> None:
        """Let the lessons end then; all busy rows go first, so that they do not collide."""
        lessons = [one.lesson for one in wanted]
        await clashes.release(self._session, *(one.id for one in lessons))
        for one in wanted:
            one.lesson.ends_at = one.ends_at
            one.lesson.version += 1
        await self._session.flush()
        host = await clashes.host_of(self._session, lessons[0].instructor_id)
        people = [(one, one.kept_busy) for one in lessons]
        await clashes.occupy_all(self._session, people, lessons[0].instructor, host)

    async def _follow(self, actor: Actor, lesson: Lesson, now: datetime) -> Mapping[int, datetime | None]:
        by_card = await follow(self._session, lesson, now)
        minutes = str(lesson.minutes)
        record(self._session, actor, JournalAction.LESSON_RESIZED, lesson, now, minutes=minutes)
        return by_card
