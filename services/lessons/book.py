"""What instructors and patients see of lessons."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from models import (
    BusyInterval,
    Clearance,
    Lesson,
    LessonParticipant,
    LessonStatus,
    Meeting,
    Membership,
    ParticipantState,
    Role,
)
from services import access, timetable
from services.lessons import clashes
from services.lessons.rules import ENTRY_OPENS
from services.notifications import outbox
from services.policy import Actor, Permission, require
from services.ports import Clock


@dataclass(frozen=True, slots=True)
class LessonView:
    """A lesson as one person sees it; ``join_url`` is there while the way in is open to that person.

    ``place`` is the patient's own place, None for the instructor; ``unreached`` are patients whom the
    reminder did not reach in Telegram.
    """

    lesson: Lesson
    place: LessonParticipant | None
    meeting: Meeting | None
    unreached: Sequence[Membership] = ()


@dataclass(frozen=True, slots=True)
class Candidate:
    """A patient an instructor could invite, with the clearance that decides."""

    patient: Membership
    clearance: Clearance | None

    @property
    def selectable(self) -> bool:
        """True when a clearance was given and not withdrawn, were it over by the lesson's day."""
        return self.clearance is not None and self.clearance.was_given


class LessonBook:
    """Reading lessons."""

    def __init__(self, session: AsyncSession, clock: Clock) -> None:
        self._session = session
        self._clock = clock

    async def card(self, actor: Actor, lesson_id: int) -> LessonView:
        """Return one lesson as the actor sees it. Raises NotHere."""
        lesson = await access.lesson(self._session, actor, lesson_id)
        return (await self._views(actor, [lesson]))[0]

    async def coming(self, actor: Actor, most: int = 10, patient_id: int | None = None) -> list[LessonView]:
        """Return lessons that are not over, earliest first; an instructor may ask for one patient's."""
        require(actor, Permission.SEE_OWN_LESSONS)
        query = (
            access.lessons_of(actor)
            .where(Lesson.status == LessonStatus.SCHEDULED, Lesson.ends_at > self._clock.now())
            .order_by(Lesson.starts_at)
            .limit(most)
        )
        if patient_id is not None:
            places = select(LessonParticipant.lesson_id).where(LessonParticipant.patient_id == patient_id)
            query = query.where(Lesson.id.in_(places))
        return await self._views(actor, (await self._session.scalars(query)).all())

    async def past(self, actor: Actor, most: int = 10) -> list[LessonView]:
        """Return lessons that are over, latest first."""
        require(actor, Permission.SEE_OWN_LESSONS)
        query = (
            access.lessons_of(actor)
            .where(Lesson.status == LessonStatus.SCHEDULED, Lesson.ends_at <= self._clock.now())
            .order_by(Lesson.starts_at.desc())
            .limit(most)
        )
        return await self._views(actor, (await self._session.scalars(query)).all())

    async def today(self, actor: Actor) -> list[LessonView]:
        """Return the lessons of the actor's own calendar day, earliest first, those over included."""
        require(actor, Permission.SEE_OWN_LESSONS)
        day = timetable.to_local(self._clock.now(), actor.timezone).date()
        query = (
            access.lessons_of(actor)
            .where(
                Lesson.status == LessonStatus.SCHEDULED,
                Lesson.starts_at >= timetable.day_start(day, actor.timezone),
                Lesson.starts_at < timetable.day_end(day, actor.timezone),
            )
            .order_by(Lesson.starts_at)
        )
        return await self._views(actor, (await self._session.scalars(query)).all())

    async def open_now(self, actor: Actor, patient_id: int | None = None) -> list[LessonView]:
        """Return the lessons whose way in is open now, those of one patient if asked."""
        now = self._clock.now()
        views = await self.coming(actor, most=3, patient_id=patient_id)
        return [view for view in views if now >= view.lesson.starts_at - ENTRY_OPENS]

    async def busy_on(self, actor: Actor, day: datetime) -> Sequence[BusyInterval]:
        """Return when the actor is taken on the calendar day of ``day`` (aware), in the actor's zone."""
        date = timetable.to_local(day, actor.timezone).date()
        return await clashes.own_day(
            self._session,
            actor.person_id,
            timetable.day_start(date, actor.timezone),
            timetable.day_end(date, actor.timezone),
        )

    async def candidates(self, actor: Actor) -> list[Candidate]:
        """Return the instructor's patients with their clearances, by name."""
        require(actor, Permission.PLAN_LESSONS)
        patients = await access.patients(self._session, actor)
        rows = await self._session.scalars(
            select(Clearance).where(Clearance.patient_id.in_([p.id for p in patients]))
        )
        clearances = {row.patient_id: row for row in rows}
        found = [Candidate(p, clearances.get(p.id)) for p in patients]
        return sorted(found, key=lambda c: c.patient.person.full_name.casefold())

    async def missing_link(self, actor: Actor) -> Lesson | None:
        """Return the instructor's next lesson within the hour, or running, that has no meeting yet."""
        require(actor, Permission.PLAN_LESSONS)
        soon = self._clock.now() + timedelta(hours=1)
        for view in await self.coming(actor, most=3):
            if view.lesson.starts_at <= soon and (view.meeting is None or view.meeting.join_url is None):
                return view.lesson
        return None

    async def _views(self, actor: Actor, lessons: Sequence[Lesson]) -> list[LessonView]:
        ids = [lesson.id for lesson in lessons]
        rows = await self._session.scalars(select(Meeting).where(Meeting.lesson_id.in_(ids)))
        by_lesson = {meeting.lesson_id: meeting for meeting in rows}
        unreached = await outbox.unreached(self._session, ids) if actor.role is Role.INSTRUCTOR else {}
        return [
            LessonView(
                lesson=lesson,
                place=next((p for p in lesson.participants if p.patient_id == actor.membership_id), None),
                meeting=by_lesson.get(lesson.id),
                unreached=[
                    place.patient
                    for place in lesson.participants
                    if place.patient.person_id in unreached.get(lesson.id, set())
                    and place.state is ParticipantState.INVITED
                ],
            )
            for lesson in lessons
        ]
