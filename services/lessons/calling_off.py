"""Lessons that will not be, and places in lessons that are given up."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm.attributes import set_committed_value

from models import JournalAction, Lesson, LessonStatus, NotificationKind
from services import access, journal, meetings
from services.errors import Refused
from services.lessons import calendar_files, clashes, places
from services.lessons.records import record
from services.notifications import planning, refreshing
from services.policy import Actor, Permission, require
from services.ports import Clock


class CallingOff:
    """Cancelling lessons and giving up places. Every method checks rights and rules again at the press."""

    def __init__(self, session: AsyncSession, clock: Clock) -> None:
        self._session = session
        self._clock = clock

    async def cancel(self, actor: Actor, lesson_id: int) -> Lesson:
        """Cancel a lesson: its meeting goes, its people are told. Cancelling twice changes nothing.

        Raises Refused: ``lesson-begun``; NotHere.
        """
        await places.lock(self._session, lesson_id)
        lesson = await access.lesson(self._session, actor, lesson_id)
        require(actor, Permission.PLAN_LESSONS)
        if lesson.status is LessonStatus.CANCELLED:
            return lesson
        if lesson.begun(self._clock.now()):
            raise Refused("lesson-begun")
        await self._call_off(actor, lesson)
        return lesson

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
        found = lessons.all()
        for lesson in found:
            await self._call_off(actor, lesson)
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
        for lesson in lessons:
            if len(lesson.participants) == 1:
                await self._call_off(actor, lesson, told=False)
            else:
                await places.remove(self._session, actor, lesson, patient, now)
        places.tell(self._session, actor, patient, lessons, told, now)
        return len(lessons)

    async def _call_off(self, actor: Actor, lesson: Lesson, *, told: bool = True) -> None:
        """Cancel a lesson; its patients are ``told`` of it here, or by the caller."""
        now = self._clock.now()
        lesson.status = LessonStatus.CANCELLED
        lesson.cancelled_at = now
        lesson.version += 1
        await clashes.release(self._session, lesson.id)
        await planning.void(self._session, lesson.id)
        await meetings.replan(self._session, lesson, now)
        to_tell = planning.invited(lesson.participants) if told else []
        for place in to_tell:
            planning.owe(
                self._session,
                NotificationKind.LESSON_CANCELLED,
                place.patient.person,
                organization_id=lesson.organization_id,
                key=f"{lesson.id}:{lesson.version}",
                due_at=planning.polite_moment(now, lesson.starts_at, place.patient.person),
                expires_at=lesson.ends_at,
                lesson_id=lesson.id,
            )
        others = {lesson.instructor.person_id, *(p.patient.person_id for p in lesson.participants)}
        others -= {place.patient.person_id for place in to_tell}
        await refreshing.refresh_cards(self._session, lesson, now, others)
        await calendar_files.renew(self._session, lesson, now)
        record(self._session, actor, JournalAction.LESSON_CANCELLED, lesson, now)

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
                await self._call_off(actor, lesson)
        return lessons
