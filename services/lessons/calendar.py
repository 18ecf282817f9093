"""An instructor's calendar: days with their lessons, other times that are taken, and free hours."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncSession

from models import BusyInterval, Lesson, LessonParticipant, LessonStatus, Membership, Resource
from services import access, timetable
from services.lessons import clashes
from services.policy import Actor, Permission, require
from services.ports import Clock

WEEK = 7

SHORTEST_FREE = timedelta(minutes=15)
"""A gap between two lessons that is shorter is not called free: it is there to take breath."""

ROOM = timedelta(minutes=30)
"""So long it must be free from an hour on that a lesson is offered then."""

STEP = timedelta(minutes=15)
"""From such a mark on today's remaining time counts as free."""


@dataclass(frozen=True, slots=True)
class Span:
    """A time from one moment to another (aware UTC)."""

    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """A calendar day in the instructor's zone.

    ``busy`` is when the instructor is taken by what is not among ``lessons``, ``patient_busy`` when the
    patient whom the calendar was asked for is; of either nobody is told by what. ``free`` lies between 08:00
    and 20:30 and is not past; ``starts`` are the full hours at which a lesson could begin then.
    """

    day: date
    lessons: Sequence[Lesson]
    busy: Sequence[Span]
    patient_busy: Sequence[Span]
    free: Sequence[Span]
    starts: Sequence[time]


@dataclass(frozen=True, slots=True)
class CalendarDays:
    """Days one after another, and the patient to whom they are narrowed."""

    days: Sequence[CalendarDay]
    patient: Membership | None

    @property
    def total(self) -> int:
        """How many lessons there are."""
        return sum(len(day.lessons) for day in self.days)

    def on(self, day: date) -> CalendarDay:
        """Return one of the days."""
        return self.days[(day - self.days[0].day).days]


@dataclass(frozen=True, slots=True)
class CalendarMonth:
    """How many lessons each day of a month has, and the patient to whom they are narrowed."""

    counts: Counter[date]
    patient: Membership | None


def week_of(day: date) -> date:
    """Return the Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def month_of(day: date) -> date:
    """Return the first day of a day's month."""
    return day.replace(day=1)


def next_month(month: date) -> date:
    """Return the first day of the month after."""
    return (month_of(month) + timedelta(days=32)).replace(day=1)


class LessonCalendar:
    """Reading an instructor's time, day by day, in their own zone. Cancelled lessons are not in it.

    With ``patient_id`` only that patient's lessons are shown; the instructor's others are time that is taken.
    Raises NotHere for a patient who is not the instructor's.
    """

    def __init__(self, session: AsyncSession, clock: Clock) -> None:
        self._session = session
        self._clock = clock

    async def week(self, actor: Actor, day: date, patient_id: int | None = None) -> CalendarDays:
        """Return the week of a day, from Monday on."""
        return await self._days(actor, week_of(day), WEEK, patient_id)

    async def ahead(self, actor: Actor) -> CalendarDays:
        """Return the seven days after today."""
        today = timetable.to_local(self._clock.now(), actor.timezone).date()
        return await self._days(actor, today + timedelta(days=1), WEEK, None)

    async def month(self, actor: Actor, day: date, patient_id: int | None = None) -> CalendarMonth:
        """Return how many lessons the days of a day's month have."""
        require(actor, Permission.PLAN_LESSONS)
        patient = await self._patient(actor, patient_id)
        first = month_of(day)
        query = select(Lesson.starts_at).where(
            _within(actor, first, next_month(first)), Lesson.instructor_id == actor.membership_id
        )
        if patient is not None:
            query = query.where(_of_patient(patient))
        moments = await self._session.scalars(query)
        return CalendarMonth(Counter(_day(moment, actor) for moment in moments), patient)

    async def _days(self, actor: Actor, first: date, count: int, patient_id: int | None) -> CalendarDays:
        require(actor, Permission.PLAN_LESSONS)
        patient = await self._patient(actor, patient_id)
        end = first + timedelta(days=count)
        query = access.lessons_with_patients().where(
            Lesson.instructor_id == actor.membership_id, _within(actor, first, end)
        )
        if patient is not None:
            query = query.where(_of_patient(patient))
        lessons = (await self._session.scalars(query.order_by(Lesson.starts_at))).all()
        own = Resource.person(actor.person_id)
        theirs = Resource.person(patient.person_id) if patient is not None else own
        taken = await clashes.taken(
            self._session,
            {own, theirs},
            timetable.day_start(first, actor.timezone),
            timetable.day_start(end, actor.timezone),
        )
        shown = {lesson.id for lesson in lessons}
        mine = {row.lesson_id for row in taken if row.resource_id == own}
        everything = [_span(row) for row in taken]
        busy = [_span(row) for row in taken if row.resource_id == own and row.lesson_id not in shown]
        patient_busy = [_span(row) for row in taken if row.resource_id != own and row.lesson_id not in mine]
        days = []
        for day in (first + timedelta(days=number) for number in range(count)):
            free = _free(_on(day, actor, everything), day, actor, self._clock.now())
            days.append(
                CalendarDay(
                    day=day,
                    lessons=[lesson for lesson in lessons if _day(lesson.starts_at, actor) == day],
                    busy=_on(day, actor, busy),
                    patient_busy=_on(day, actor, patient_busy),
                    free=free,
                    starts=_starts(free, day, actor),
                )
            )
        return CalendarDays(days, patient)

    async def _patient(self, actor: Actor, patient_id: int | None) -> Membership | None:
        if patient_id is None:
            return None
        return await access.patient(self._session, actor, patient_id, self._clock.now())


def _within(actor: Actor, first: date, end: date) -> ColumnElement[bool]:
    return (
        (Lesson.status == LessonStatus.SCHEDULED)
        & (Lesson.starts_at >= timetable.day_start(first, actor.timezone))
        & (Lesson.starts_at < timetable.day_start(end, actor.timezone))
    )


def _of_patient(patient: Membership) -> ColumnElement[bool]:
    places = select(LessonParticipant.lesson_id).where(LessonParticipant.patient_id == patient.id)
    return Lesson.id.in_(places)


def _span(row: BusyInterval) -> Span:
    return Span(row.starts_at, row.ends_at)


def _day(moment: datetime, actor: Actor) -> date:
    return timetable.to_local(moment, actor.timezone).date()


def _on(day: date, actor: Actor, spans: Iterable[Span]) -> list[Span]:
    """Return the spans that touch a day, as they are, earliest first."""
    begin, end = timetable.day_start(day, actor.timezone), timetable.day_end(day, actor.timezone)
    touching = (span for span in spans if span.starts_at < end and span.ends_at > begin)
    return sorted(touching, key=lambda span: span.starts_at)


def _free(taken: Sequence[Span], day: date, actor: Actor, now: datetime) -> list[Span]:
    """Return what is left of a day's waking hours from ``now`` on; ``taken`` are in their order."""
    begin = timetable.first_valid(datetime.combine(day, timetable.AWAKE_FROM), actor.timezone)
    end = timetable.first_valid(datetime.combine(day, timetable.AWAKE_UNTIL), actor.timezone)
    if now > begin:
        late = (now - begin) % STEP
        begin = now if not late else now - late + STEP
    free = []
    for span in (*taken, Span(end, end)):
        if min(span.starts_at, end) - begin >= SHORTEST_FREE:
            free.append(Span(begin, min(span.starts_at, end)))
        begin = max(begin, span.ends_at)
    return free


def _starts(free: Sequence[Span], day: date, actor: Actor) -> list[time]:
    starts = []
    for hour in range(timetable.AWAKE_FROM.hour, timetable.AWAKE_UNTIL.hour + 1):
        moment = timetable.first_valid(datetime.combine(day, time(hour)), actor.timezone)
        if any(span.starts_at <= moment and moment + ROOM <= span.ends_at for span in free):
            starts.append(time(hour))
    return starts
