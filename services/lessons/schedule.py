"""What an instructor does with lessons to come: plan them, move them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from models import (
    JournalAction,
    Lesson,
    LessonParticipant,
    LessonSpecialist,
    LessonStatus,
    Membership,
    NotificationKind,
    ParticipantState,
)
from services import access, meetings, timetable
from services.errors import Refused
from services.lessons import calendar_files, clashes, free, notes, places
from services.lessons.attendees import Attendees, attendees, host_for, place_state
from services.lessons.records import record
from services.lessons.rules import COMMON_MINUTES, check_changeable
from services.notifications import changes, planning, refreshing
from services.policy import Actor, Permission, require
from services.ports import Clock


@dataclass(frozen=True, slots=True)
class LessonPlan:
    """A lesson as its instructor wants it; ``starts_at`` is aware, people are membership ids.

    ``note`` is for staff alone.
    """

    starts_at: datetime
    minutes: int
    patient_ids: tuple[int, ...]
    specialist_ids: tuple[int, ...] = ()
    note: str = ""

    @property
    def ends_at(self) -> datetime:
        """When it would end."""
        return self.starts_at + timedelta(minutes=self.minutes)


@dataclass(frozen=True, slots=True)
class PlanCheck:
    """What a plan means: the patients in the order of their names, and whose place would be blocked."""

    patients: Sequence[Membership]
    blocked: frozenset[int]


@dataclass(frozen=True, slots=True)
class Move:
    """What moving a lesson means: the old and new start (aware UTC) and who will be told."""

    lesson: Lesson
    starts_at: datetime
    told: Sequence[Membership]


class Schedule:
    """The schedule of an instructor. Every method checks rights and rules again at the press."""

    def __init__(self, session: AsyncSession, clock: Clock) -> None:
        self._session = session
        self._clock = clock

    async def check_length(self, actor: Actor, minutes: int) -> None:
        """Raise Refused (``lesson-length``, ``host-limit``, ``no-host``) when no lesson can last so long."""
        require(actor, Permission.PLAN_LESSONS)
        await host_for(self._session, actor, minutes)

    async def common_lengths(self, actor: Actor) -> Sequence[int]:
        """Return the usual lengths (minutes) the actor's meetings may have. Raises Refused("no-host")."""
        require(actor, Permission.PLAN_LESSONS)
        limit = (await clashes.host_of(self._session, actor.membership_id)).minutes_limit
        return [minutes for minutes in COMMON_MINUTES if limit is None or minutes <= limit]

    async def check(self, actor: Actor, plan: LessonPlan) -> PlanCheck:
        """Say what saving the plan would mean. Raises Refused or Clashed as ``create`` would."""
        check, _ = await self._checked(actor, plan)
        return check

    async def create(self, actor: Actor, plan: LessonPlan) -> Lesson:
        """Save a lesson, its meeting and its messages.

        Raises Refused: ``lesson-in-past``, ``lesson-length``, ``host-limit``, ``no-host``, ``no-patients``,
        ``group-full``, ``patient-not-cleared``, ``specialist-patient``, and as ``clean_words`` for the note;
        Clashed when someone or the meeting host is taken; NotHere for patients that are not the instructor's
        and specialists that are not the clinic's.
        """
        check, people = await self._checked(actor, plan)
        host, instructor = people.host, people.instructor
        now = self._clock.now()
        lesson = Lesson(
            organization_id=actor.organization_id,
            instructor_id=actor.membership_id,
            host_id=host.id,
            status=LessonStatus.SCHEDULED,
            starts_at=plan.starts_at,
            ends_at=plan.ends_at,
            local_start=f"{timetable.to_local(plan.starts_at, actor.timezone):%Y-%m-%dT%H:%M}",
            timezone=actor.timezone,
            version=1,
            created_at=now,
            specialists=[LessonSpecialist(membership=one) for one in people.specialists],
        )
        try:
            async with self._session.begin_nested():
                self._session.add(lesson)
                await self._session.flush()
                await clashes.occupy(self._session, lesson, instructor, people.others)
                self._session.add_all(
                    LessonParticipant(
                        lesson_id=lesson.id,
                        patient_id=patient.id,
                        clearance_id=people.clearances[patient.id].id,
                        state=people.state(patient, plan.starts_at),
                    )
                    for patient in check.patients
                )
                await self._session.flush()
        except IntegrityError as refusal:
            raise clashes.told_apart(refusal) from refusal
        notes.write(self._session, [lesson], plan.note)
        meetings.plan(self._session, lesson, host, now)
        planning.plan_for_instructor(self._session, lesson, instructor, now)
        for specialist in people.specialists:
            planning.plan_for_specialist(self._session, lesson, specialist, now)
        for patient in check.patients:
            if patient.id not in check.blocked:
                planning.plan_for_patient(self._session, lesson, patient, now)
        record(self._session, actor, JournalAction.LESSON_CREATED, lesson, now)
        return lesson

    async def nearby(self, actor: Actor, plan: LessonPlan) -> Sequence[datetime]:
        """Return when all people of a plan are free that day. Raises as ``check``, but not Clashed."""
        require(actor, Permission.PLAN_LESSONS)
        now = self._clock.now()
        people = await self._people(actor, plan, now)
        return await free.nearby(
            self._session,
            people.instructor,
            people.host,
            people.others,
            (plan.starts_at, plan.ends_at),
            zone=actor.timezone,
            now=now,
        )

    async def nearby_move(self, actor: Actor, lesson_id: int, starts_at: datetime) -> Sequence[datetime]:
        """Return when all people of a lesson are free on the day of ``starts_at``. Raises as ``move``."""
        lesson = await self._editable(actor, lesson_id)
        return await free.nearby(
            self._session,
            lesson.instructor,
            await clashes.host_of(self._session, lesson.instructor_id),
            lesson.everybody,
            (starts_at, lesson.end_if_begun_at(starts_at)),
            zone=actor.timezone,
            now=self._clock.now(),
            but_lesson_ids=[lesson.id],
        )

    async def check_move(self, actor: Actor, lesson_id: int, starts_at: datetime) -> Move:
        """Say what moving a lesson to ``starts_at`` (aware) would mean. Raises as ``move`` would."""
        lesson = await self._editable(actor, lesson_id)
        await self._movable(lesson, starts_at)
        return Move(
            lesson=lesson,
            starts_at=starts_at,
            told=[
                *(p.patient for p in lesson.participants if p.clearance.covers(starts_at)),
                *lesson.invited_specialists,
            ],
        )

    async def move(self, actor: Actor, lesson_id: int, starts_at: datetime) -> Lesson:
        """Move a lesson to ``starts_at`` (aware): its meeting and messages follow, patients are told.

        Raises Refused: ``lesson-begun``, ``lesson-cancelled``, ``lesson-in-past``; Clashed; NotHere.
        """
        lesson = await self._editable(actor, lesson_id)
        if starts_at == lesson.starts_at:
            return lesson
        await self._movable(lesson, starts_at)
        now = self._clock.now()
        was = lesson.starts_at
        try:
            async with self._session.begin_nested():
                for place in lesson.participants:
                    if not place.clearance.covers(starts_at):
                        place.state = ParticipantState.BLOCKED
                await self._session.flush()
                await clashes.release(self._session, lesson.id)
                length = lesson.ends_at - lesson.starts_at
                lesson.starts_at, lesson.ends_at = starts_at, starts_at + length
                lesson.local_start = f"{timetable.to_local(starts_at, actor.timezone):%Y-%m-%dT%H:%M}"
                lesson.timezone = actor.timezone
                lesson.version += 1
                await self._session.flush()
                await clashes.occupy(self._session, lesson, lesson.instructor, lesson.everybody)
        except IntegrityError as refusal:
            raise clashes.told_apart(refusal) from refusal
        for place in lesson.participants:
            place.ask_anew(place_state(place.clearance, starts_at))
        known = {one.person_id: was for one in lesson.everybody} | await planning.untold(
            self._session, lesson.id, now
        )
        series = await changes.told_later(self._session, NotificationKind.SERIES_MOVED, [lesson], now)
        # Whom news of the whole series still waits for reads of this there.
        elsewhere = {*series, *(person for person, moment in known.items() if moment == starts_at)}
        await planning.void(self._session, lesson.id)
        await meetings.replan(self._session, lesson, now)
        planning.plan_for_instructor(self._session, lesson, lesson.instructor, now)
        told = planning.invited(lesson.participants)
        for place in lesson.participants:
            person = place.patient.person_id
            if place not in told:
                planning.plan_end(self._session, lesson, place.patient.person)
            elif person in elsewhere:
                planning.plan_opened(self._session, lesson, place.patient, now, ask=True)
            else:
                planning.plan_for_patient(self._session, lesson, place.patient, now, known[person])
        others = {lesson.instructor.person_id, *(p.patient.person_id for p in lesson.participants)}
        others -= {place.patient.person_id for place in told}
        for specialist in lesson.invited_specialists:
            before, told_here = known[specialist.person_id], specialist.person_id not in elsewhere
            planning.plan_for_specialist(self._session, lesson, specialist, now, before, told=told_here)
        await refreshing.refresh_cards(self._session, lesson, now, others)
        await calendar_files.renew(self._session, lesson, now)
        record(self._session, actor, JournalAction.LESSON_MOVED, lesson, now, was=was.isoformat())
        return lesson

    async def _checked(self, actor: Actor, plan: LessonPlan) -> tuple[PlanCheck, Attendees]:
        require(actor, Permission.PLAN_LESSONS)
        now = self._clock.now()
        if plan.starts_at <= now:
            raise Refused("lesson-in-past")
        people = await self._people(actor, plan, now)
        busy = await clashes.find(
            self._session, people.instructor, people.host, people.others, plan.starts_at, plan.ends_at
        )
        if busy:
            raise clashes.Clashed(busy)
        blocked = frozenset(one.id for one in people.blocked(plan.starts_at))
        return PlanCheck(people.patients, blocked), people

    async def _people(self, actor: Actor, plan: LessonPlan, now: datetime) -> Attendees:
        notes.cleaned(plan.note)
        return await attendees(self._session, actor, now, plan.minutes, plan.patient_ids, plan.specialist_ids)

    async def _editable(self, actor: Actor, lesson_id: int) -> Lesson:
        require(actor, Permission.PLAN_LESSONS)
        await places.lock(self._session, lesson_id)
        lesson = await access.lesson(self._session, actor, lesson_id)
        check_changeable(lesson, self._clock.now())
        return lesson

    async def _movable(self, lesson: Lesson, starts_at: datetime) -> None:
        if starts_at <= self._clock.now():
            raise Refused("lesson-in-past")
        busy = await clashes.find(
            self._session,
            lesson.instructor,
            await clashes.host_of(self._session, lesson.instructor_id),
            lesson.everybody,
            starts_at,
            starts_at + (lesson.ends_at - lesson.starts_at),
            but_lesson_id=lesson.id,
        )
        if busy:
            raise clashes.Clashed(busy)
