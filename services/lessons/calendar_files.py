"""Lessons for a phone's calendar: a file that is asked for, and that follows its lesson's changes."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import and_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from models import Lesson, LessonStatus, Notification, NotificationKind, NotificationState, Person, Role
from models.base import new_uid
from services import access
from services.errors import NotHere, Refused
from services.notifications import planning
from services.policy import Actor, Permission, require
from services.ports import Clock

MOST = 200
"""Lessons one file holds: a year of four a week."""


class CalendarFiles:
    """Files for calendars of the lessons an instructor holds or a patient has a place in."""

    def __init__(self, session: AsyncSession, clock: Clock) -> None:
        self._session = session
        self._clock = clock

    async def ask(self, actor: Actor, lesson_id: int) -> None:
        """Send the person a file of one lesson; asked twice at once, one is sent.

        Raises Refused("lesson-over"); NotHere, also for a place that is not waited for.
        """
        lesson = await self.lesson(actor, lesson_id)
        if lesson.over(self._clock.now()):
            raise Refused("lesson-over")
        if lesson.status is LessonStatus.CANCELLED:
            raise Refused("lesson-cancelled")
        await self._owe(actor, NotificationKind.LESSON_FILE, {"lesson": lesson.id, "version": lesson.version})

    async def ask_all(self, actor: Actor) -> None:
        """Send the person a file of all their coming lessons. Raises Refused("no-lessons")."""
        if not await self.coming(actor):
            raise Refused("no-lessons")
        await self._owe(actor, NotificationKind.LESSONS_FILE, {})

    async def lesson(self, actor: Actor, lesson_id: int) -> Lesson:
        """Return a lesson that is in somebody's calendar by right, cancelled or not. Raises NotHere."""
        require(actor, Permission.SEE_OWN_LESSONS)
        lesson = await access.lesson(self._session, actor, lesson_id)
        if not _theirs(actor, lesson):
            raise NotHere
        return lesson

    async def coming(self, actor: Actor) -> Sequence[Lesson]:
        """Return the person's lessons that are not over, earliest first."""
        require(actor, Permission.SEE_OWN_LESSONS)
        query = (
            access.lessons_of(actor)
            .where(Lesson.status == LessonStatus.SCHEDULED, Lesson.ends_at > self._clock.now())
            .order_by(Lesson.starts_at)
            .limit(MOST)
        )
        return [lesson for lesson in await self._session.scalars(query) if _theirs(actor, lesson)]

    async def _owe(self, actor: Actor, kind: NotificationKind, params: dict[str, int | str]) -> None:
        now = self._clock.now()
        waiting = await self._session.scalars(
            select(Notification.params).where(
                Notification.membership_id == actor.membership_id,
                Notification.kind == kind,
                Notification.state == NotificationState.PLANNED,
            )
        )
        if params in waiting.all():
            return
        person = await self._session.get_one(Person, actor.person_id)
        planning.owe(
            self._session,
            kind,
            person,
            organization_id=actor.organization_id,
            key=new_uid(),
            due_at=now,
            membership_id=actor.membership_id,
            params=params,
        )


async def renew(
    session: AsyncSession, lesson: Lesson, now: datetime, *, due_at: datetime | None = None
) -> None:
    """Owe a fresh file of a changed lesson to everybody who has an older one in their calendar.

    It comes at once, or with the news at ``due_at``; one that is out of date by then is not sent. ``lesson``
    comes with its people.
    """
    members = [lesson.instructor, *(place.patient for place in lesson.participants)]
    by_id = {member.id: member for member in members}
    has_file = or_(
        Notification.params["lesson"].as_integer() == lesson.id,
        and_(Notification.kind == NotificationKind.LESSONS_FILE, Notification.sent_at >= lesson.created_at),
    )
    holders = await session.scalars(
        select(Notification.membership_id)
        .where(
            Notification.membership_id.in_(by_id),
            Notification.kind.in_((NotificationKind.LESSON_FILE, NotificationKind.LESSONS_FILE)),
            Notification.state == NotificationState.SENT,
            has_file,
        )
        .distinct()
    )
    for number in holders:
        member = by_id[number or 0]
        planning.owe(
            session,
            NotificationKind.LESSON_FILE,
            member.person,
            organization_id=lesson.organization_id,
            key=f"{lesson.id}:{lesson.version}",
            due_at=planning.polite_moment(due_at or now, lesson.starts_at, member.person),
            expires_at=lesson.ends_at,
            membership_id=member.id,
            params={"lesson": lesson.id, "version": lesson.version, "renewed": 1},
        )


def _theirs(actor: Actor, lesson: Lesson) -> bool:
    if actor.role is Role.INSTRUCTOR:
        return True
    return any(p.patient_id == actor.membership_id and p.state.expected for p in lesson.participants)
