"""Lessons that will not be, and places in lessons that are given up."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm.attributes import set_committed_value

from models import JournalAction, Lesson, LessonStatus, Membership, NotificationKind, ParticipantState
from models.base import new_uid
from services import access, journal, meetings
from services.errors import Refused
from services.lessons import calendar_files, clashes, places, restoring, scopes
from services.lessons.records import record
from services.lessons.rules import TOLD_AT_ONCE, UNDO, CancelReason, Scope
from services.notifications import changes, planning, refreshing
from services.policy import Actor, Permission, require
from services.ports import Clock


@dataclass(frozen=True, slots=True)
class Ending:
    """Lessons that will not be, earliest first, and until when that can be undone: None for not at all."""

    lessons: Sequence[Lesson]
    undo_until: datetime | None

    @property
    def told(self) -> list[Membership]:
        """Who is told of it."""
        return [one for one, _ in planning.of_each_invitee(self.lessons)]


class CallingOff:
    """Cancelling lessons and giving up places. Every method checks rights and rules again at the press."""

    def __init__(self, session: AsyncSession, clock: Clock) -> None:
        self._session = session
        self._clock = clock

    async def scopes(self, actor: Actor, lesson_id: int) -> Mapping[Scope, int]:
        """Return how many lessons each scope would be of. Raises NotHere."""
        require(actor, Permission.PLAN_LESSONS)
        lesson = await access.lesson(self._session, actor, lesson_id)
        return await scopes.counts(self._session, actor, lesson, self._clock.now())

    async def outlook(self, actor: Actor, lesson_id: int, scope: Scope = Scope.ONE) -> Ending:
        """Say what cancelling would mean; of a lesson that was cancelled, what it means. Raises NotHere."""
        require(actor, Permission.PLAN_LESSONS)
        now = self._clock.now()
        lesson = await access.lesson(self._session, actor, lesson_id)
        if lesson.status is LessonStatus.CANCELLED:
            return Ending(await self._cancelled_with(actor, lesson), _undo_until(lesson))
        lessons = await scopes.lessons_of(self._session, actor, lesson, scope, now)
        return Ending(lessons, now + UNDO if _can_wait(lessons, now) else None)

    async def cancel(
        self,
        actor: Actor,
        lesson_id: int,
        reason: CancelReason | None = None,
        scope: Scope = Scope.ONE,
    ) -> Lesson:
        """Cancel a lesson, or those of its series too: their meetings go, their people are told once for all.

        With a ``reason`` (that there is none is one) a minute passes before that, unless a lesson begins too
        soon: until then ``restore`` puts all back. Cancelling twice changes nothing. Raises Refused:
        ``lesson-begun``; NotHere.
        """
        require(actor, Permission.PLAN_LESSONS)
        await places.lock(self._session, lesson_id)
        lesson = await access.lesson(self._session, actor, lesson_id)
        if lesson.status is LessonStatus.CANCELLED:
            return lesson
        now = self._clock.now()
        if lesson.begun(now):
            raise Refused("lesson-begun")
        lessons = await scopes.lessons_of(self._session, actor, lesson, scope, now, locked=True)
        told_at = now + UNDO if reason is not None and _can_wait(lessons, now) else now
        for one in lessons:
            one.cancel_reason = reason
            await self._call_off(actor, one, now, told=len(lessons) == 1, told_at=told_at)
        if len(lessons) > 1:
            for member, own in planning.of_each_invitee(lessons):
                if member.person_id != actor.person_id:
                    changes.tell(
                        self._session,
                        NotificationKind.PLACES_REMOVED,
                        member,
                        member,
                        own,
                        key=_change(lesson),
                        now=told_at,
                    )
        return lesson

    async def restore(self, actor: Actor, lesson_id: int) -> Sequence[Lesson]:
        """Put back what was cancelled a moment ago, as it was: nobody is told that it had been.

        Returns all lessons that were cancelled with this one. Raises Refused: ``undo-late``; ``undo-taken``
        when somebody's time was taken meanwhile; NotHere.
        """
        require(actor, Permission.PLAN_LESSONS)
        await places.lock(self._session, lesson_id)
        lesson = await access.lesson(self._session, actor, lesson_id)
        if lesson.status is LessonStatus.SCHEDULED:
            return [lesson]
        now, until, change = self._clock.now(), _undo_until(lesson), _change(lesson)
        if until is None or now >= until:
            raise Refused("undo-late")
        lessons = await self._cancelled_with(actor, lesson)
        if not _can_wait(lessons, lesson.cancelled_at or now):
            raise Refused("undo-late")
        try:
            async with self._session.begin_nested():
                for one in lessons:
                    await self._stand_again(one)
        except IntegrityError as refusal:
            clash = clashes.told_apart(refusal)
            raise Refused("undo-taken") if isinstance(clash, clashes.Clashed) else clash from refusal
        await restoring.take_back_news(self._session, lessons, change)
        for one in lessons:
            await restoring.plan_again(self._session, one, now)
            await calendar_files.renew(self._session, one, now)
            await meetings.replan(self._session, one, now)
            await refreshing.refresh_cards(self._session, one, now)
            record(self._session, actor, JournalAction.LESSON_RESTORED, one, now)
        return lessons

    async def _stand_again(self, lesson: Lesson) -> None:
        """Undo what was stored when the lesson was cancelled; a doctor may have decided meanwhile."""
        for place in lesson.participants:
            if place.state.expected and not place.clearance.covers(lesson.starts_at):
                place.state = ParticipantState.BLOCKED
        # The database lets no lesson stand with an open place that lacks its clearance.
        await self._session.flush()
        lesson.status = LessonStatus.SCHEDULED
        lesson.cancelled_at = None
        lesson.cancel_reason = None
        lesson.version += 1
        for place in lesson.participants:
            if place.state is ParticipantState.BLOCKED and place.clearance.covers(lesson.starts_at):
                place.state = ParticipantState.INVITED
        await self._session.flush()
        await clashes.occupy(self._session, lesson, lesson.instructor, lesson.kept_busy)

    async def _cancelled_with(self, actor: Actor, lesson: Lesson) -> Sequence[Lesson]:
        """Return the lessons that were cancelled in one press with this one, earliest first."""
        query = (
            access.lessons_of(actor)
            .where(
                Lesson.status == LessonStatus.CANCELLED,
                Lesson.cancelled_at == lesson.cancelled_at,
                Lesson.cancel_reason.is_not(None),
            )
            .order_by(Lesson.starts_at, Lesson.id)
            .execution_options(populate_existing=True)
        )
        return (await self._session.scalars(query)).all() or [lesson]

    async def cancel_all_of(self, actor: Actor, instructor_id: int) -> int:
        """Cancel, for an organizer, an instructor's lessons that have not begun; return how many."""
        require(actor, Permission.MANAGE_ACCESS)
        lessons = await self._session.scalars(
            access.lessons_held_by(instructor_id)
            .where(
                Lesson.organization_id == actor.organization_id,
                Lesson.status == LessonStatus.SCHEDULED,
                Lesson.starts_at > self._clock.now(),
            )
            .order_by(Lesson.id)
            .with_for_update(of=Lesson)
        )
        found, now = lessons.all(), self._clock.now()
        for lesson in found:
            await self._call_off(actor, lesson, now)
        return len(found)

    async def take_out(self, actor: Actor, patient_id: int) -> int:
        """Take, for an organizer, a patient out of all lessons that have not begun; return how many.

        One with nobody left is cancelled, nobody else of a group is told. The patient and the instructors
        are told once for all. Raises NotHere.
        """
        require(actor, Permission.MANAGE_ACCESS)
        patient = await access.membership(self._session, actor, patient_id)
        now = self._clock.now()
        lessons = await places.coming_of(self._session, patient, now)
        told = [one for one in lessons if places.place_of(one, patient) in planning.invited(one.participants)]
        without: dict[int, tuple[Membership, list[Lesson]]] = {}
        for lesson in lessons:
            if len(lesson.participants) == 1:
                await self._call_off(actor, lesson, now, told=False)
                for one in lesson.invited_specialists:
                    without.setdefault(one.id, (one, []))[1].append(lesson)
            else:
                await places.remove(self._session, actor, lesson, patient, now)
        places.tell(self._session, actor, patient, lessons, told, now)
        for member, gone in without.values():
            if member.person_id != actor.person_id:
                kind, key = NotificationKind.PLACES_REMOVED, new_uid()
                changes.tell(self._session, kind, member, member, gone, key=key, now=now)
        return len(lessons)

    async def _call_off(
        self,
        actor: Actor,
        lesson: Lesson,
        now: datetime,
        *,
        told: bool = True,
        told_at: datetime | None = None,
    ) -> None:
        """Cancel a lesson; its patients are ``told`` of it here (``told_at`` or now), or by the caller.

        Lessons that are cancelled together share the moment ``now``.
        """
        told_at = told_at or now
        lesson.status = LessonStatus.CANCELLED
        lesson.cancelled_at = now
        lesson.version += 1
        await clashes.release(self._session, lesson.id)
        await planning.void(self._session, lesson.id)
        await meetings.replan(self._session, lesson, told_at)
        to_tell = planning.invitees(lesson) if told else []
        for one in to_tell:
            planning.owe(
                self._session,
                NotificationKind.LESSON_CANCELLED,
                one.person,
                organization_id=lesson.organization_id,
                key=f"{lesson.id}:{lesson.version}",
                due_at=planning.polite_moment(told_at, lesson.starts_at, one.person),
                expires_at=lesson.ends_at,
                lesson_id=lesson.id,
            )
        holder = lesson.instructor.person_id
        others = {place.patient.person_id for place in lesson.participants} - {holder}
        others |= {one.person_id for one in lesson.invited_specialists}
        others -= {one.person_id for one in to_tell}
        await refreshing.refresh_cards(self._session, lesson, now, [holder])
        await refreshing.refresh_cards(self._session, lesson, now, others, due_at=told_at)
        await calendar_files.renew(self._session, lesson, now, due_at=told_at)
        details = {} if lesson.cancel_reason is None else {"reason": lesson.cancel_reason}
        record(self._session, actor, JournalAction.LESSON_CANCELLED, lesson, now, subject_id=None, **details)

    async def places_ahead(self, actor: Actor) -> Sequence[Lesson]:
        """Return the lessons not begun in which a patient has a place, earliest first, with their people."""
        require(actor, Permission.GIVE_UP_PLACES)
        query = access.lessons_of(actor).where(
            Lesson.status == LessonStatus.SCHEDULED, Lesson.starts_at > self._clock.now()
        )
        rows = await self._session.scalars(query.order_by(Lesson.starts_at))
        return rows.all()

    async def give_up_places(self, actor: Actor) -> Sequence[Lesson]:
        """Take a patient out of the lessons they have ahead, and return these; done again there are none.

        A lesson in which nobody is left is called off. Cards follow silently; whom to tell is the caller's.
        """
        now = self._clock.now()
        lessons = await self.places_ahead(actor)
        for lesson in lessons:
            mine = [place for place in lesson.participants if place.patient_id == actor.membership_id]
            others = [place for place in lesson.participants if place not in mine]
            for place in mine:
                await self._session.delete(place)
            await self._session.flush()
            set_committed_value(lesson, "participants", others)
            await clashes.release_person(self._session, lesson.id, actor.person_id)
            await planning.void(self._session, lesson.id, [actor.person_id])
            details = {"starts_at": lesson.starts_at.isoformat()}
            gave_up, own = JournalAction.PLACE_GIVEN_UP, actor.membership_id
            journal.record(
                self._session, actor, gave_up, now, subject_id=own, lesson_id=lesson.id, details=details
            )
            await refreshing.take_leave(self._session, lesson, actor.person_id, now)
            if others:
                await refreshing.refresh_cards(self._session, lesson, now, [lesson.instructor.person_id])
            else:
                await self._call_off(actor, lesson, now)
        return lessons


def _can_wait(lessons: Sequence[Lesson], now: datetime) -> bool:
    """Say whether all begin late enough for patients to be told a minute later."""
    return all(one.starts_at - now > TOLD_AT_ONCE for one in lessons)


def _undo_until(lesson: Lesson) -> datetime | None:
    """Return until when a cancelled lesson can be put back, None when it could not from the beginning."""
    if lesson.cancelled_at is None or lesson.cancel_reason is None:
        return None
    return lesson.cancelled_at + UNDO if _can_wait([lesson], lesson.cancelled_at) else None


def _change(lesson: Lesson) -> str:
    """Return what tells one cancelling from another; all lessons of it have the same."""
    return f"off:{lesson.cancelled_at:%Y%m%d%H%M%S%f}"
