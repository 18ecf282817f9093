"""What instructors and patients see of lessons."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload

from models import (
    BusyInterval,
    Clearance,
    Lesson,
    LessonParticipant,
    LessonSpecialist,
    LessonStatus,
    Meeting,
    Membership,
    Resource,
    Role,
)
from services import access, journal, timetable
from services.lessons import clashes, notes, scopes
from services.lessons.rules import COMMON_STARTS, ENTRY_OPENS, entry_open, link_wanted
from services.lessons.scopes import Position
from services.notifications import for_instructors, outbox
from services.people import folded
from services.policy import Actor, Permission, require
from services.ports import Clock


@dataclass(frozen=True, slots=True)
class LessonView:
    """A lesson as one person sees it; ``join_url`` is there while the way in is open to that person.

    ``place`` is the patient's own place, None for the instructor; ``unreached`` are patients whom the
    reminder did not reach in Telegram; ``awaited`` tells a patient that the instructor is late. ``note`` and
    ``series`` are there where the whole was asked for.
    """

    lesson: Lesson
    place: LessonParticipant | None
    meeting: Meeting | None
    unreached: Sequence[Membership] = ()
    awaited: bool = False
    note: str = ""
    series: Position | None = None

    @property
    def has_link(self) -> bool:
        """True when participants have a link to follow."""
        return self.meeting is not None and self.meeting.join_url is not None

    @property
    def invited(self) -> bool:
        """True for a patient whose place is not blocked."""
        return self.place is not None and self.place.state.expected

    def open_to_patient(self, now: datetime) -> bool:
        """Say whether the patient may go in at ``now`` (aware), were there a link or not yet."""
        return self.invited and entry_open(self.lesson, now)

    def entry_url(self, now: datetime) -> str | None:
        """Return the link by which the patient goes in, if there is one and the way in is open at ``now``."""
        return self.meeting.join_url if self.meeting and self.open_to_patient(now) else None


@dataclass(frozen=True, slots=True)
class Candidate:
    """A patient an instructor could invite, with the clearance that decides."""

    patient: Membership
    clearance: Clearance | None

    @property
    def selectable(self) -> bool:
        """True when a clearance was given and not withdrawn, were it over by the lesson's day."""
        return self.clearance is not None and self.clearance.was_given


@dataclass(frozen=True, slots=True)
class Colleague:
    """An employee an instructor could invite, and when they are taken within the lesson's time."""

    member: Membership
    busy: BusyInterval | None


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the instructor's: when they are taken, and which common times can still be a start."""

    busy: Sequence[BusyInterval]
    starts: Sequence[time]


def named(candidates: Sequence[Candidate], text: str) -> list[Candidate]:
    """Return the candidates whose name holds ``text`` (ё equals е)."""
    wanted = folded(text.strip())
    return [c for c in candidates if wanted in folded(c.patient.person.full_name)]


class LessonBook:
    """Reading lessons."""

    def __init__(self, session: AsyncSession, clock: Clock) -> None:
        self._session = session
        self._clock = clock

    async def card(self, actor: Actor, lesson_id: int) -> LessonView:
        """Return one lesson as the actor sees it. Raises NotHere."""
        lesson = await access.lesson(self._session, actor, lesson_id)
        return (await self._views(actor, [lesson]))[0]

    async def held(self, actor: Actor, lesson_id: int) -> LessonView:
        """Return one lesson, with everybody in it, to the instructor who holds it. Raises NotHere."""
        require(actor, Permission.PLAN_LESSONS)
        return await self.card(actor, lesson_id)

    async def whole(self, actor: Actor, lesson_id: int) -> LessonView:
        """Return the same with what the instructor alone reads: the note, and where in its series it is."""
        view = await self.held(actor, lesson_id)
        return replace(
            view,
            note=await notes.read(self._session, lesson_id),
            series=await scopes.position(self._session, view.lesson),
        )

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
            query = query.where(_of_patient(patient_id))
        return await self._views(actor, (await self._session.scalars(query)).all())

    async def past(self, actor: Actor, most: int = 10, patient_id: int | None = None) -> list[LessonView]:
        """Return lessons that are over, latest first; an instructor may ask for one patient's."""
        require(actor, Permission.SEE_OWN_LESSONS)
        query = (
            access.lessons_of(actor)
            .where(Lesson.status == LessonStatus.SCHEDULED, Lesson.ends_at <= self._clock.now())
            .order_by(Lesson.starts_at.desc())
            .limit(most)
        )
        if patient_id is not None:
            query = query.where(_of_patient(patient_id))
        return await self._views(actor, (await self._session.scalars(query)).all())

    async def following(self, actor: Actor, lesson: Lesson) -> Lesson | None:
        """Return the patient's next lesson with an open place that has not begun, but for ``lesson``."""
        now = self._clock.now()
        views = [view for view in await self.coming(actor) if view.invited and not view.lesson.begun(now)]
        return next((view.lesson for view in views if view.lesson.id != lesson.id), None)

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
        require(actor, Permission.SEE_OWN_LESSONS)
        date = timetable.to_local(day, actor.timezone).date()
        return await clashes.own_day(
            self._session,
            actor.person_id,
            timetable.day_start(date, actor.timezone),
            timetable.day_end(date, actor.timezone),
        )

    async def day(self, actor: Actor, day: date, but_lesson_id: int | None = None) -> Day:
        """Return a calendar day in the actor's zone, as if the lesson ``but_lesson_id`` were not there."""
        require(actor, Permission.PLAN_LESSONS)
        busy = [
            row
            for row in await self.busy_on(actor, timetable.day_start(day, actor.timezone))
            if row.lesson_id != but_lesson_id
        ]
        now = self._clock.now()
        starts = []
        for start in COMMON_STARTS:
            moment = timetable.first_valid(datetime.combine(day, start), actor.timezone)
            if moment > now and not any(row.starts_at <= moment < row.ends_at for row in busy):
                starts.append(start)
        return Day(busy, starts)

    async def busy_days(self, actor: Actor) -> frozenset[date]:
        """Return the actor's calendar days from now on that have lessons."""
        require(actor, Permission.PLAN_LESSONS)
        moments = await clashes.own_coming(self._session, actor.person_id, self._clock.now())
        return frozenset(timetable.to_local(moment, actor.timezone).date() for moment in moments)

    async def patient(self, actor: Actor, patient_id: int) -> Candidate:
        """Return one of the instructor's patients with their clearance. Raises NotHere."""
        require(actor, Permission.PLAN_LESSONS)
        patient = await access.patient(self._session, actor, patient_id, self._clock.now())
        rows = await self._session.scalars(select(Clearance).where(Clearance.patient_id == patient.id))
        return Candidate(patient, rows.one_or_none())

    async def page(self, actor: Actor, patient_id: int) -> Candidate:
        """Return the same to be shown to the instructor; the look goes into the journal. Raises NotHere."""
        candidate = await self.patient(actor, patient_id)
        await journal.look(self._session, actor, candidate.patient, self._clock.now())
        return candidate

    async def candidates(self, actor: Actor) -> list[Candidate]:
        """Return the instructor's patients with their clearances, by name."""
        require(actor, Permission.PLAN_LESSONS)
        patients = await access.patients(self._session, actor, self._clock.now())
        rows = await self._session.scalars(
            select(Clearance).where(Clearance.patient_id.in_([p.id for p in patients]))
        )
        clearances = {row.patient_id: row for row in rows}
        found = [Candidate(p, clearances.get(p.id)) for p in patients]
        return sorted(found, key=lambda c: folded(c.patient.person.full_name))

    async def colleagues(
        self, actor: Actor, starts_at: datetime, ends_at: datetime, but_lesson_id: int | None = None
    ) -> list[Colleague]:
        """Return the instructor's colleagues by name, and who of them is taken at that time (aware)."""
        members = await access.colleagues(self._session, actor)
        persons = {Resource.person(one.person_id) for one in members}
        busy: dict[int, BusyInterval] = {}
        for row in await clashes.taken(self._session, persons, starts_at, ends_at):
            if row.lesson_id != but_lesson_id:
                busy.setdefault(row.resource_id, row)
        return [Colleague(one, busy.get(Resource.person(one.person_id))) for one in members]

    async def invitations(self, actor: Actor, most: int = 3) -> Sequence[Lesson]:
        """Return the next lessons of colleagues, not over, that the actor is invited to, earliest first."""
        require(actor, Permission.SEE_INVITATIONS)
        mine = (
            select(LessonSpecialist.lesson_id)
            .join(Membership, Membership.id == LessonSpecialist.membership_id)
            .where(
                Membership.person_id == actor.person_id,
                Membership.organization_id == actor.organization_id,
            )
        )
        query = (
            select(Lesson)
            .options(joinedload(Lesson.instructor).joinedload(Membership.person))
            .where(
                Lesson.id.in_(mine),
                Lesson.status == LessonStatus.SCHEDULED,
                Lesson.ends_at > self._clock.now(),
            )
            .order_by(Lesson.starts_at)
            .limit(most)
        )
        return (await self._session.scalars(query)).all()

    async def missing_link(self, actor: Actor) -> Lesson | None:
        """Return the instructor's next lesson within the hour, or running, that has no meeting yet."""
        require(actor, Permission.PLAN_LESSONS)
        now = self._clock.now()
        for view in await self.coming(actor, most=3):
            if not view.has_link and link_wanted(view.lesson, now):
                return view.lesson
        return None

    async def _awaited(self, lesson: Lesson) -> bool:
        now = self._clock.now()
        return lesson.begun(now) and await for_instructors.is_awaited(self._session, lesson, now)

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
                    if place.patient.person_id in unreached.get(lesson.id, {}) and place.state.expected
                ],
                awaited=actor.role is Role.PATIENT and await self._awaited(lesson),
            )
            for lesson in lessons
        ]


def _of_patient(patient_id: int) -> ColumnElement[bool]:
    places = select(LessonParticipant.lesson_id).where(LessonParticipant.patient_id == patient_id)
    return Lesson.id.in_(places)
