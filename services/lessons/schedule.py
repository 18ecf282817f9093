"""What an instructor does with lessons: plan, move, cancel, begin."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm.attributes import set_committed_value

from models import (
    Clearance,
    JournalAction,
    Lesson,
    LessonParticipant,
    LessonStatus,
    MeetingHost,
    Membership,
    Notification,
    NotificationKind,
    NotificationState,
    ParticipantState,
)
from models.base import new_uid
from services import access, journal, meetings, timetable
from services.errors import NotHere, Refused
from services.lessons import clashes, places
from services.lessons.rules import COMMON_MINUTES, LONGEST, SHORTEST, entry_open
from services.notifications import planning, refreshing
from services.policy import Actor, Permission, require
from services.ports import Clock


@dataclass(frozen=True, slots=True)
class LessonPlan:
    """A lesson as its instructor wants it; ``starts_at`` is aware, patients are membership ids."""

    starts_at: datetime
    minutes: int
    patient_ids: tuple[int, ...]

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
        await self._host_for(actor, minutes)

    async def common_lengths(self, actor: Actor) -> Sequence[int]:
        """Return the usual lengths (minutes) the actor's meetings may have. Raises Refused("no-host")."""
        require(actor, Permission.PLAN_LESSONS)
        limit = (await clashes.host_of(self._session, actor.membership_id)).minutes_limit
        return [minutes for minutes in COMMON_MINUTES if limit is None or minutes <= limit]

    async def check(self, actor: Actor, plan: LessonPlan) -> PlanCheck:
        """Say what saving the plan would mean. Raises Refused or Clashed as ``create`` would."""
        check, _, _ = await self._checked(actor, plan)
        return check

    async def create(self, actor: Actor, plan: LessonPlan) -> Lesson:
        """Save a lesson, its meeting and its messages.

        Raises Refused: ``lesson-in-past``, ``lesson-length``, ``host-limit``, ``no-host``, ``no-patients``,
        ``patient-not-cleared``; Clashed when someone or the meeting host is taken; NotHere for patients that
        are not the instructor's.
        """
        check, host, instructor = await self._checked(actor, plan)
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
        )
        clearances = await self._clearances(plan.patient_ids)
        try:
            async with self._session.begin_nested():
                self._session.add(lesson)
                await self._session.flush()
                await clashes.occupy(self._session, lesson, instructor, check.patients)
                self._session.add_all(
                    LessonParticipant(
                        lesson_id=lesson.id,
                        patient_id=patient.id,
                        clearance_id=clearances[patient.id].id,
                        state=_state(clearances[patient.id], plan.starts_at),
                    )
                    for patient in check.patients
                )
                await self._session.flush()
        except IntegrityError as refusal:
            raise clashes.told_apart(refusal) from refusal
        meetings.plan(self._session, lesson, host, now)
        planning.plan_for_instructor(self._session, lesson, instructor, now)
        for patient in check.patients:
            if patient.id not in check.blocked:
                planning.plan_for_patient(self._session, lesson, patient, now)
        self._record(actor, JournalAction.LESSON_CREATED, lesson, now)
        return lesson

    async def check_move(self, actor: Actor, lesson_id: int, starts_at: datetime) -> Move:
        """Say what moving a lesson to ``starts_at`` (aware) would mean. Raises as ``move`` would."""
        lesson = await self._editable(actor, lesson_id)
        await self._movable(lesson, starts_at)
        return Move(
            lesson=lesson,
            starts_at=starts_at,
            told=[p.patient for p in lesson.participants if p.clearance.covers(starts_at)],
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
                patients = [place.patient for place in lesson.participants]
                await clashes.occupy(self._session, lesson, lesson.instructor, patients)
        except IntegrityError as refusal:
            raise clashes.told_apart(refusal) from refusal
        for place in lesson.participants:
            place.state = _state(place.clearance, starts_at)
        await planning.void(self._session, lesson.id)
        await meetings.replan(self._session, lesson, now)
        planning.plan_for_instructor(self._session, lesson, lesson.instructor, now)
        told = planning.invited(lesson.participants)
        for place in lesson.participants:
            if place in told:
                planning.plan_for_patient(self._session, lesson, place.patient, now, was)
            else:
                planning.plan_end(self._session, lesson, place.patient.person)
        others = {lesson.instructor.person_id, *(p.patient.person_id for p in lesson.participants)}
        others -= {place.patient.person_id for place in told}
        await refreshing.refresh_cards(self._session, lesson, now, others)
        self._record(actor, JournalAction.LESSON_MOVED, lesson, now, was=was.isoformat())
        return lesson

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
        self._record(actor, JournalAction.LESSON_CANCELLED, lesson, now)

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

    async def ask_entry(self, actor: Actor, lesson_id: int) -> Lesson:
        """Ask for the host's link of a lesson: it is fetched and sent to the instructor alone, at once.

        Raises Refused: ``entry-early``, ``lesson-over``, ``lesson-cancelled``; NotHere. A second press while
        the first is on its way changes nothing.
        """
        require(actor, Permission.PLAN_LESSONS)
        lesson = await access.lesson(self._session, actor, lesson_id)
        now = self._clock.now()
        if lesson.status is LessonStatus.CANCELLED:
            raise Refused("lesson-cancelled")
        if lesson.over(now):
            raise Refused("lesson-over")
        if not entry_open(lesson, now):
            raise Refused("entry-early")
        waiting = await self._session.scalar(
            select(Notification.id).where(
                Notification.lesson_id == lesson.id,
                Notification.kind == NotificationKind.HOST_ENTRY,
                Notification.state == NotificationState.PLANNED,
            )
        )
        if waiting is None:
            planning.owe(
                self._session,
                NotificationKind.HOST_ENTRY,
                lesson.instructor.person,
                organization_id=lesson.organization_id,
                key=f"{lesson.id}:{new_uid()}",
                due_at=now,
                expires_at=lesson.ends_at,
                lesson_id=lesson.id,
            )
        return lesson

    async def give_link(self, actor: Actor, lesson_id: int, url: str) -> Lesson:
        """Use the instructor's own link (checked by the caller to be one) as the lesson's meeting.

        Raises Refused: ``lesson-over``, ``lesson-cancelled``; NotHere.
        """
        lesson = await self.check_link(actor, lesson_id)
        now = self._clock.now()
        await meetings.use_link(self._session, lesson, url, now)
        self._record(actor, JournalAction.LINK_PASTED, lesson, now)
        return lesson

    async def check_link(self, actor: Actor, lesson_id: int) -> Lesson:
        """Return a lesson that an own link can still serve. Raises as ``give_link`` would."""
        require(actor, Permission.PLAN_LESSONS)
        lesson = await access.lesson(self._session, actor, lesson_id)
        if lesson.status is LessonStatus.CANCELLED:
            raise Refused("lesson-cancelled")
        if lesson.over(self._clock.now()):
            raise Refused("lesson-over")
        return lesson

    def _record(
        self, actor: Actor, action: JournalAction, lesson: Lesson, now: datetime, **details: str
    ) -> None:
        moments = {"starts_at": lesson.starts_at.isoformat(), **details}
        journal.record(self._session, actor, action, now, lesson_id=lesson.id, details=moments)

    async def _checked(self, actor: Actor, plan: LessonPlan) -> tuple[PlanCheck, MeetingHost, Membership]:
        require(actor, Permission.PLAN_LESSONS)
        if plan.starts_at <= self._clock.now():
            raise Refused("lesson-in-past")
        host = await self._host_for(actor, plan.minutes)
        if not plan.patient_ids:
            raise Refused("no-patients")
        patients = sorted(
            await access.patients(self._session, actor, self._clock.now(), plan.patient_ids),
            key=lambda p: p.person.full_name,
        )
        if len(patients) != len(set(plan.patient_ids)):
            raise NotHere
        known = await self._clearances(plan.patient_ids)
        never = [p.person.list_name for p in patients if p.id not in known or not known[p.id].was_given]
        if never:
            raise Refused("patient-not-cleared", names=", ".join(never))
        instructor = await clashes.with_person(self._session, actor.membership_id)
        busy = await clashes.find(
            self._session,
            instructor,
            host,
            patients,
            plan.starts_at,
            plan.ends_at,
        )
        if busy:
            raise clashes.Clashed(busy)
        blocked = frozenset(p.id for p in patients if not known[p.id].covers(plan.starts_at))
        return PlanCheck(patients, blocked), host, instructor

    async def _host_for(self, actor: Actor, minutes: int) -> MeetingHost:
        if not SHORTEST <= minutes <= LONGEST:
            raise Refused("lesson-length", shortest=SHORTEST, longest=LONGEST)
        host = await clashes.host_of(self._session, actor.membership_id)
        if host.minutes_limit is not None and minutes > host.minutes_limit:
            raise Refused("host-limit", minutes=host.minutes_limit)
        return host

    async def _editable(self, actor: Actor, lesson_id: int) -> Lesson:
        require(actor, Permission.PLAN_LESSONS)
        await places.lock(self._session, lesson_id)
        lesson = await access.lesson(self._session, actor, lesson_id)
        if lesson.status is LessonStatus.CANCELLED:
            raise Refused("lesson-cancelled")
        if lesson.begun(self._clock.now()):
            raise Refused("lesson-begun")
        return lesson

    async def _movable(self, lesson: Lesson, starts_at: datetime) -> None:
        if starts_at <= self._clock.now():
            raise Refused("lesson-in-past")
        busy = await clashes.find(
            self._session,
            lesson.instructor,
            await clashes.host_of(self._session, lesson.instructor_id),
            [place.patient for place in lesson.participants],
            starts_at,
            starts_at + (lesson.ends_at - lesson.starts_at),
            but_lesson_id=lesson.id,
        )
        if busy:
            raise clashes.Clashed(busy)

    async def _clearances(self, patient_ids: Sequence[int]) -> dict[int, Clearance]:
        rows = await self._session.scalars(select(Clearance).where(Clearance.patient_id.in_(patient_ids)))
        return {row.patient_id: row for row in rows}


def _state(clearance: Clearance, starts_at: datetime) -> ParticipantState:
    return ParticipantState.INVITED if clearance.covers(starts_at) else ParticipantState.BLOCKED
