"""The instructor's way into a lesson: the host's link, or a link of their own."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from models import JournalAction, Lesson, LessonStatus, Notification, NotificationKind, NotificationState
from models.base import new_uid
from services import access, meetings
from services.errors import Refused
from services.lessons.records import record
from services.lessons.rules import AWAITED_AFTER, entry_open
from services.notifications import planning, refreshing
from services.policy import Actor, Permission, require
from services.ports import Clock


class Entry:
    """The links of lessons that their instructor uses or gives."""

    def __init__(self, session: AsyncSession, clock: Clock) -> None:
        self._session = session
        self._clock = clock

    async def ask(self, actor: Actor, lesson_id: int) -> Lesson:
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
            if now >= lesson.starts_at + AWAITED_AFTER:
                patients = [place.patient.person_id for place in lesson.participants]
                await refreshing.refresh_cards(self._session, lesson, now, patients)
        return lesson

    async def give_link(self, actor: Actor, lesson_id: int, url: str) -> Lesson:
        """Use the instructor's own link (checked by the caller to be one) as the lesson's meeting.

        Raises Refused: ``lesson-over``, ``lesson-cancelled``; NotHere.
        """
        lesson = await self.check_link(actor, lesson_id)
        now = self._clock.now()
        await meetings.use_link(self._session, lesson, url, now)
        record(self._session, actor, JournalAction.LINK_PASTED, lesson, now)
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
