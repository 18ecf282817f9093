"""Whom the reminder of a lesson reached, as its instructor sees it, and sending it again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from models import (
    Channel,
    Lesson,
    LessonParticipant,
    LessonStatus,
    Notification,
    NotificationKind,
    NotificationState,
    ParticipantState,
    Person,
)
from services import access
from services.errors import Refused
from services.lessons import places
from services.notifications import planning
from services.policy import Actor, Permission, require
from services.ports import Clock

MOST_AGAIN = 2
"""How often the reminder of a lesson is sent again to one person: after that a call serves better."""

PAUSE = timedelta(minutes=1)
"""How long a try is given before another one."""


class Reach(StrEnum):
    """What became of the reminder to one patient."""

    TELEGRAM = "telegram"
    MAIL = "mail"
    LOST = "lost"
    WAITS = "waits"
    ON_THE_WAY = "on_the_way"
    BLOCKED = "blocked"
    DECLINED = "declined"


@dataclass(frozen=True, slots=True)
class Line:
    """A patient of a lesson: what became of the reminder and when that was, or will be (aware UTC)."""

    place: LessonParticipant
    reach: Reach
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Board:
    """A lesson with a line for each place; ``again`` tells whether anybody can be sent the reminder again."""

    lesson: Lesson
    lines: Sequence[Line]
    again: bool


def no_way_of_telegram(person: Person) -> str | None:
    """Return why Telegram does not deliver to a person: ``absent``, ``closed``; None where it does."""
    if person.telegram_id is None:
        return "absent"
    return "closed" if person.telegram_lost_at is not None else None


class Delivering:
    """Reading how a lesson's reminder was delivered. Every method checks rights again at the press."""

    def __init__(self, session: AsyncSession, clock: Clock) -> None:
        self._session = session
        self._clock = clock

    async def board(self, actor: Actor, lesson_id: int) -> Board:
        """Return whom the reminder of the instructor's own lesson reached. Raises NotHere."""
        require(actor, Permission.PLAN_LESSONS)
        lesson = await access.lesson(self._session, actor, lesson_id)
        rows, now = await self._reminders(lesson), self._clock.now()
        lines = [_line(place, rows.get(place.patient.person_id, ()), now) for place in lesson.participants]
        open_now = lesson.status is LessonStatus.SCHEDULED and not lesson.over(now)
        return Board(lesson, lines, again=open_now and bool(_again(lesson, rows, now)))

    async def send_again(self, actor: Actor, lesson_id: int) -> int:
        """Send the reminder again to those whom Telegram did not reach; return to how many.

        Within ``PAUSE`` of the last try, and after ``MOST_AGAIN``, to nobody. Raises NotHere; Refused:
        ``lesson-cancelled``, ``lesson-over``.
        """
        require(actor, Permission.PLAN_LESSONS)
        await places.lock(self._session, lesson_id)
        lesson = await access.lesson(self._session, actor, lesson_id)
        now = self._clock.now()
        if lesson.status is LessonStatus.CANCELLED:
            raise Refused("lesson-cancelled")
        if lesson.over(now):
            raise Refused("lesson-over")
        people = _again(lesson, await self._reminders(lesson), now)
        for person in people:
            planning.plan_reminder_again(self._session, lesson, person, now)
        return len(people)

    async def _reminders(self, lesson: Lesson) -> Mapping[int, list[Notification]]:
        """Return the reminders of the lesson's present version by person, the first one first."""
        rows = await self._session.scalars(
            select(Notification)
            .where(
                Notification.lesson_id == lesson.id,
                Notification.kind == NotificationKind.LESSON_STARTING,
                Notification.state != NotificationState.VOID,
            )
            .order_by(Notification.id)
            .execution_options(populate_existing=True)
        )
        found: dict[int, list[Notification]] = {}
        for row in rows:
            if row.params.get("version") == lesson.version:
                found.setdefault(row.recipient_id, []).append(row)
        return found


def _line(place: LessonParticipant, rows: Sequence[Notification], now: datetime) -> Line:
    if place.state is ParticipantState.BLOCKED:
        return Line(place, Reach.BLOCKED)
    if place.state is ParticipantState.DECLINED:
        return Line(place, Reach.DECLINED)
    if not rows:
        return Line(place, Reach.LOST)
    row = rows[-1]
    if row.sent_by is Channel.MAIL:
        return Line(place, Reach.MAIL, row.sent_at)
    if row.state is NotificationState.SENT:
        return Line(place, Reach.TELEGRAM, row.sent_at)
    if row.state is not NotificationState.PLANNED:
        return Line(place, Reach.LOST)
    return Line(place, Reach.WAITS, row.due_at) if row.due_at > now else Line(place, Reach.ON_THE_WAY)


def _again(lesson: Lesson, rows: Mapping[int, Sequence[Notification]], now: datetime) -> list[Person]:
    """Return to whom the reminder can be sent again: somebody it did not reach, who can be reached at all."""
    people = []
    for place in planning.invited(lesson.participants):
        person = place.patient.person
        tries = rows.get(person.id, ())
        if not tries or len(tries) > MOST_AGAIN:
            continue
        last = tries[-1]
        mailed = last.state is NotificationState.SENT and last.sent_by is Channel.MAIL
        missed = mailed or last.state in (NotificationState.FAILED, NotificationState.EXPIRED)
        possible = no_way_of_telegram(person) is None or person.email is not None
        if missed and possible and (last.sent_at or last.due_at) + PAUSE <= now:
            people.append(person)
    return people
