"""Several lessons of a series moved at once: each by as many days, all to the same time of day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from models import JournalAction, Lesson, Membership, NotificationKind, ParticipantState
from models.base import new_uid
from services import access, timetable
from services.errors import Refused
from services.lessons import clashes, dates, places, scopes
from services.lessons.attendees import place_state
from services.lessons.clashes import Busy
from services.lessons.dates import Odd
from services.lessons.following import follow
from services.lessons.records import record
from services.lessons.rules import FURTHEST, Scope, check_changeable
from services.notifications import changes, planning
from services.policy import Actor, Permission, require
from services.ports import Clock


@dataclass(frozen=True, slots=True)
class Shift:
    """A lesson and when it would be; ``busy`` says who is taken then, ``blocked`` whose place would wait."""

    lesson: Lesson
    starts_at: datetime
    odd: Odd | None = None
    busy: Sequence[Busy] = ()
    blocked: Sequence[Membership] = ()

    @property
    def ends_at(self) -> datetime:
        """When it would end."""
        return self.lesson.end_if_begun_at(self.starts_at)


class MovingSeries:
    """Lessons of the actor's own that have not begun. Every method checks all again at the press."""

    def __init__(self, session: AsyncSession, clock: Clock) -> None:
        self._session = session
        self._clock = clock

    async def check(self, actor: Actor, lesson_id: int, starts_at: datetime, scope: Scope) -> Sequence[Shift]:
        """Say what moving the lesson to ``starts_at`` (aware) means for those of its series in the scope.

        Earliest first; the number of queries does not grow with the lessons. On a day whose clocks skip the
        time it is the next minute they show, where they show it twice, the first. Raises Refused:
        ``lesson-begun``, ``lesson-cancelled``, ``lesson-in-past``, ``lesson-far``; NotHere.
        """
        require(actor, Permission.PLAN_LESSONS)
        lesson = await access.lesson(self._session, actor, lesson_id)
        lessons = await scopes.lessons_of(self._session, actor, lesson, scope, self._clock.now())
        return await self._shifts(actor, lesson, lessons, starts_at)

    async def move(self, actor: Actor, lesson_id: int, starts_at: datetime, scope: Scope) -> Sequence[Lesson]:
        """Move them; meetings, messages and files follow, each patient is told once for all.

        Raises as ``check``, and Clashed when anybody is taken at any of the times: then nothing is moved.
        """
        require(actor, Permission.PLAN_LESSONS)
        now = self._clock.now()
        await places.lock(self._session, lesson_id)
        lesson = await access.lesson(self._session, actor, lesson_id)
        lessons = await scopes.lessons_of(self._session, actor, lesson, scope, now, locked=True)
        found = await self._shifts(actor, lesson, lessons, starts_at)
        # Those that are there already keep what was answered.
        shifts = [one for one in found if one.starts_at != one.lesson.starts_at]
        if not shifts:
            return []
        taken = next((one.busy for one in shifts if one.busy), None)
        if taken:
            raise clashes.Clashed(taken)
        was = {one.lesson.id: one.lesson.starts_at for one in shifts}
        try:
            async with self._session.begin_nested():
                await self._replace(actor, shifts)
        except IntegrityError as refusal:
            raise clashes.told_apart(refusal) from refusal
        by_card = {one.lesson.id: await self._follow(actor, one, was[one.lesson.id], now) for one in shifts}
        moved = [one.lesson for one in shifts]
        key = new_uid()
        kind = NotificationKind.SERIES_MOVED
        waiting = await changes.told_later(self._session, kind, moved, now)
        for member, theirs in planning.of_each_invitee(moved):
            person = member.person_id
            later = waiting.get(person, ())
            own = [one for one in theirs if one.id not in later and person not in by_card[one.id]]
            if own and member.person_id != actor.person_id:
                before = {"was": ",".join(was[one.id].isoformat() for one in own)}
                changes.tell(self._session, kind, member, member, own, key=key, now=now, more=before)
        return moved

    async def _replace(self, actor: Actor, shifts: Sequence[Shift]) -> None:
        """Let all lessons be at their new times; all busy rows go first, so that they do not collide."""
        lessons = [one.lesson for one in shifts]
        for one in shifts:
            for place in one.lesson.participants:
                if not place.clearance.covers(one.starts_at):
                    place.state = ParticipantState.BLOCKED
        await self._session.flush()
        await clashes.release(self._session, *(one.id for one in lessons))
        for one in shifts:
            lesson, ends_at = one.lesson, one.ends_at
            lesson.starts_at, lesson.ends_at = one.starts_at, ends_at
            lesson.local_start = f"{timetable.to_local(one.starts_at, actor.timezone):%Y-%m-%dT%H:%M}"
            lesson.timezone = actor.timezone
            lesson.version += 1
        await self._session.flush()
        host = await clashes.host_of(self._session, lessons[0].instructor_id)
        people = [(one, one.everybody) for one in lessons]
        await clashes.occupy_all(self._session, people, lessons[0].instructor, host)

    async def _follow(
        self, actor: Actor, shift: Shift, was: datetime, now: datetime
    ) -> Mapping[int, datetime | None]:
        lesson = shift.lesson
        for place in lesson.participants:
            place.ask_anew(place_state(place.clearance, lesson.starts_at))
        by_card = await follow(self._session, lesson, now, ask=True)
        record(self._session, actor, JournalAction.LESSON_MOVED, lesson, now, was=was.isoformat())
        return by_card

    async def _shifts(
        self, actor: Actor, lesson: Lesson, lessons: Sequence[Lesson], starts_at: datetime
    ) -> list[Shift]:
        now, zone = self._clock.now(), actor.timezone
        check_changeable(lesson, now)
        wanted = timetable.to_local(starts_at, zone)
        days = wanted.date() - timetable.to_local(lesson.starts_at, zone).date()
        found = []
        for one in lessons:
            if one.id == lesson.id:
                found.append(Shift(one, starts_at))
                continue
            slot = dates.at(timetable.to_local(one.starts_at, zone).date() + days, wanted, zone)
            found.append(Shift(one, slot.starts_at, slot.odd))
        if any(one.starts_at <= now for one in found):
            raise Refused("lesson-in-past")
        if any(one.starts_at > now + FURTHEST for one in found):
            raise Refused("lesson-far")
        return await self._checked(found)

    async def _checked(self, shifts: Sequence[Shift]) -> list[Shift]:
        """Return the shifts with who is taken and whose places wait."""
        instructor = shifts[0].lesson.instructor
        host = await clashes.host_of(self._session, instructor.id)
        everybody = {member.id: member for one in shifts for member in one.lesson.everybody}
        spans = [(one.starts_at, one.ends_at) for one in shifts]
        busy = await clashes.find_all(
            self._session,
            instructor,
            host,
            list(everybody.values()),
            spans,
            [one.lesson.id for one in shifts],
        )
        checked = []
        for one, taken, doubled in zip(shifts, busy, clashes.of_each_other(spans), strict=True):
            stays = one.starts_at == one.lesson.starts_at
            people = one.lesson.kept_busy if stays else one.lesson.everybody
            theirs = [each for each in taken if each.concerns(people)]
            checked.append(
                Shift(
                    one.lesson,
                    one.starts_at,
                    one.odd,
                    [*theirs, *doubled],
                    [p.patient for p in one.lesson.participants if not p.clearance.covers(one.starts_at)],
                )
            )
        return checked
