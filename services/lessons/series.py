"""Lessons that repeat: every date is looked at before any is saved, and all are saved at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from models import (
    JournalAction,
    Lesson,
    LessonParticipant,
    LessonSeries,
    LessonSpecialist,
    LessonStatus,
    Membership,
    NotificationKind,
)
from services import meetings, timetable
from services.errors import Refused
from services.lessons import clashes, notes
from services.lessons.attendees import Attendees, attendees
from services.lessons.clashes import Busy
from services.lessons.dates import MOST_LESSONS, Odd, Repeat, Slot, slots
from services.lessons.records import record
from services.lessons.rules import FURTHEST
from services.lessons.schedule import LessonPlan
from services.notifications import changes, planning
from services.policy import Actor, Permission, require
from services.ports import Clock


@dataclass(frozen=True, slots=True)
class SeriesPlan:
    """A series as its instructor wants it: the first lesson and how it repeats.

    A day of it, in the instructor's zone, can be ``skipped`` or its lesson ``moved`` to another moment.
    """

    first: LessonPlan
    repeat: Repeat
    skipped: frozenset[date] = frozenset()
    moved: Mapping[date, datetime] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A date of a series and what stands in the way of its lesson.

    ``day`` is the day it was meant for; ``busy`` says who is taken, ``blocked`` whose place waits for the
    doctor, ``unfit`` for whom it is before 08:00 or after 20:30.
    """

    day: date
    starts_at: datetime
    ends_at: datetime
    odd: Odd | None = None
    skipped: bool = False
    moved: bool = False
    busy: Sequence[Busy] = ()
    blocked: Sequence[Membership] = ()
    unfit: Sequence[Membership] = ()

    @property
    def remarkable(self) -> bool:
        """True where there is something to be said of the date."""
        said = (self.busy, self.blocked, self.unfit)
        return self.skipped or self.moved or self.odd is not None or any(said)


@dataclass(frozen=True, slots=True)
class SeriesCheck:
    """All dates of a series, earliest first as they were meant, and who it is for."""

    patients: Sequence[Membership]
    occurrences: Sequence[Occurrence]

    @property
    def kept(self) -> list[Occurrence]:
        """The dates that are to be saved."""
        return [one for one in self.occurrences if not one.skipped]

    @property
    def taken(self) -> list[Occurrence]:
        """Those of them on which somebody or something is taken."""
        return [one for one in self.kept if one.busy]


class Series:
    """Lessons of an instructor that repeat. Every method checks rights and rules again at the press."""

    def __init__(self, session: AsyncSession, clock: Clock) -> None:
        self._session = session
        self._clock = clock

    async def check(self, actor: Actor, plan: SeriesPlan) -> SeriesCheck:
        """Say what saving the plan would mean, date by date; the number of queries does not grow with them.

        Raises Refused: ``series-empty``, ``series-long``, ``lesson-far``, ``lesson-in-past``, and as for a
        single lesson; NotHere for patients that are not the instructor's.
        """
        check, _ = await self._checked(actor, plan)
        return check

    async def create(self, actor: Actor, plan: SeriesPlan) -> list[Lesson]:
        """Save all lessons that are not skipped, with meetings and messages; patients are told once for all.

        Raises as ``check``, and Clashed when on any date somebody or the meeting host is taken: then nothing
        is saved.
        """
        check, people = await self._checked(actor, plan)
        kept = check.kept
        if not kept:
            raise Refused("series-empty")
        if check.taken:
            raise clashes.Clashed(check.taken[0].busy)
        now = self._clock.now()
        try:
            async with self._session.begin_nested():
                lessons = await self._saved(actor, kept, people, now)
        except IntegrityError as refusal:
            raise clashes.told_apart(refusal) from refusal
        notes.write(self._session, lessons, plan.first.note)
        own_of: dict[int, list[Lesson]] = {one.id: [] for one in people.others}
        for lesson in lessons:
            meetings.plan(self._session, lesson, people.host, now)
            planning.plan_for_instructor(self._session, lesson, people.instructor, now)
            waiting = people.blocked(lesson.starts_at)
            for patient in people.patients:
                if patient not in waiting:
                    planning.plan_opened(self._session, lesson, patient, now, ask=True)
                    own_of[patient.id].append(lesson)
            for specialist in people.specialists:
                planning.plan_for_specialist(self._session, lesson, specialist, now, told=False)
                own_of[specialist.id].append(lesson)
            record(self._session, actor, JournalAction.LESSON_CREATED, lesson, now)
        for one in people.others:
            if own := own_of[one.id]:
                kind, key = NotificationKind.SERIES_PLANNED, str(lessons[0].series_id)
                changes.tell(self._session, kind, one, one, own, key=key, now=now)
        return lessons

    async def _saved(
        self, actor: Actor, kept: Sequence[Occurrence], people: Attendees, now: datetime
    ) -> list[Lesson]:
        series = LessonSeries(organization_id=actor.organization_id, created_at=now)
        self._session.add(series)
        await self._session.flush()
        lessons = [
            Lesson(
                organization_id=actor.organization_id,
                instructor_id=actor.membership_id,
                host_id=people.host.id,
                status=LessonStatus.SCHEDULED,
                starts_at=one.starts_at,
                ends_at=one.ends_at,
                local_start=f"{timetable.to_local(one.starts_at, actor.timezone):%Y-%m-%dT%H:%M}",
                timezone=actor.timezone,
                version=1,
                created_at=now,
                series_id=series.id,
                specialists=[LessonSpecialist(membership=specialist) for specialist in people.specialists],
            )
            for one in sorted(kept, key=lambda one: one.starts_at)
        ]
        self._session.add_all(lessons)
        await self._session.flush()
        taken = [(lesson, people.others) for lesson in lessons]
        await clashes.occupy_all(self._session, taken, people.instructor, people.host)
        self._session.add_all(
            LessonParticipant(
                lesson_id=lesson.id,
                patient_id=patient.id,
                clearance_id=people.clearances[patient.id].id,
                state=people.state(patient, lesson.starts_at),
            )
            for lesson in lessons
            for patient in people.patients
        )
        await self._session.flush()
        return lessons

    async def _checked(self, actor: Actor, plan: SeriesPlan) -> tuple[SeriesCheck, Attendees]:
        require(actor, Permission.PLAN_LESSONS)
        now = self._clock.now()
        found = slots(plan.first.starts_at, actor.timezone, plan.repeat)
        if not found:
            raise Refused("series-empty")
        if len(found) > MOST_LESSONS:
            raise Refused("series-long", most=MOST_LESSONS)
        wanted = [_occurrence(one, plan) for one in found]
        for one in wanted:
            if not one.skipped and one.starts_at <= now:
                raise Refused("lesson-in-past")
            if not one.skipped and one.starts_at > now + FURTHEST:
                raise Refused("lesson-far")
        first = plan.first
        notes.cleaned(first.note)
        people = await attendees(
            self._session, actor, now, first.minutes, first.patient_ids, first.specialist_ids
        )
        busy = await clashes.find_all(
            self._session,
            people.instructor,
            people.host,
            people.others,
            [(one.starts_at, one.ends_at) for one in wanted],
        )
        checked = [
            one
            if one.skipped
            else replace(
                one,
                busy=[*taken, *_each_other(one, wanted)],
                blocked=people.blocked(one.starts_at),
                unfit=[
                    p
                    for p in people.patients
                    if not timetable.fits(one.starts_at, one.ends_at, p.person.timezone)
                ],
            )
            for one, taken in zip(wanted, busy, strict=True)
        ]
        return SeriesCheck(people.patients, checked), people


def _occurrence(slot: Slot, plan: SeriesPlan) -> Occurrence:
    moved = plan.moved.get(slot.day)
    starts_at = slot.starts_at if moved is None else moved
    return Occurrence(
        day=slot.day,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=plan.first.minutes),
        odd=slot.odd if moved is None else None,
        skipped=slot.day in plan.skipped,
        moved=moved is not None,
    )


def _each_other(one: Occurrence, others: Sequence[Occurrence]) -> list[Busy]:
    """Return which other dates of the series a date was moved onto, as the instructor's own lessons."""
    return [
        Busy(None, True, other.starts_at, other.ends_at)
        for other in others
        if other is not one
        and not other.skipped
        and other.starts_at < one.ends_at
        and other.ends_at > one.starts_at
    ]
