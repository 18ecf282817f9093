"""Whether patients get into the meeting: they say that they are in, or that they cannot get in."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from models import Lesson, LessonParticipant, LessonStatus, Notification, NotificationKind
from models.base import new_uid
from services import access
from services.errors import NotHere, Refused
from services.lessons import places
from services.lessons.rules import entry_open
from services.messages.entering import STUCK
from services.notifications import changes, planning, refreshing
from services.policy import Actor, Permission, require
from services.ports import Clock
from services.support import Support

TOLD_AGAIN = timedelta(minutes=5)
"""So often at most an instructor is told that the same patient cannot get in."""


class Entering:
    """Presses of a patient while the way in is open. Each given twice changes nothing the second time."""

    def __init__(self, session: AsyncSession, clock: Clock, support: Support) -> None:
        self._session = session
        self._clock = clock
        self._support = support

    async def entered(self, actor: Actor, lesson_id: int) -> None:
        """Note that the patient is in; the instructor's card shows it.

        Raises NotHere; Refused: ``lesson-cancelled``, ``lesson-over``, ``entry-early``, ``place-waits``.
        """
        lesson, place, now = await self._open(actor, lesson_id)
        if place.entered_at is None:
            place.entered_at = now
        refreshing.refresh_card(self._session, lesson, place.patient.person, now)
        await refreshing.refresh_cards(self._session, lesson, now, [lesson.instructor.person_id])

    async def choose(self, actor: Actor, lesson_id: int, view: str | None) -> None:
        """Let the patient's card show how one gets in (``STUCK``), or just itself. Raises as ``entered``."""
        lesson, place, now = await self._open(actor, lesson_id)
        shown = view if view == STUCK else None
        refreshing.refresh_card(self._session, lesson, place.patient.person, now, shown)

    async def ask_for_help(self, actor: Actor, lesson_id: int) -> None:
        """Tell the instructor at once that the patient cannot get in. Raises as ``entered``."""
        lesson, place, now = await self._open(actor, lesson_id)
        kind, instructor = NotificationKind.PATIENT_STUCK, lesson.instructor
        if not await self._told_of(kind, instructor.person_id, place.patient_id, now):
            changes.tell(self._session, kind, instructor, place.patient, [lesson], key=new_uid(), now=now)
        refreshing.refresh_card(self._session, lesson, place.patient.person, now)

    async def trial_failed(self, actor: Actor, lesson_id: int | None) -> None:
        """Tell the instructor that the patient's camera or microphone does not work; not again at once.

        Without a lesson it is whoever answers the patient; named is the next one with them. Raises NotHere,
        also where nobody answers.
        """
        require(actor, Permission.ANSWER_LESSONS)
        instructor = await self._support.instructor_of(actor, lesson_id)
        if instructor is None:
            raise NotHere
        now, kind = self._clock.now(), NotificationKind.TRIAL_FAILED
        if await self._told_of(kind, instructor.person_id, actor.membership_id, now):
            return
        coming = access.lessons_of(actor).where(
            Lesson.status == LessonStatus.SCHEDULED,
            Lesson.ends_at > now,
            Lesson.instructor_id == instructor.id,
        )
        lesson = (await self._session.scalars(coming.order_by(Lesson.starts_at).limit(1))).one_or_none()
        due_at, about = planning.after_quiet_hours(now, instructor.person), {}
        if lesson is not None:
            due_at = planning.polite_moment(now, lesson.starts_at, instructor.person)
            about = {"lessons": str(lesson.id), "about": lesson.starts_at.isoformat()}
        planning.owe(
            self._session,
            kind,
            instructor.person,
            organization_id=actor.organization_id,
            key=f"{actor.membership_id}:{new_uid()}",
            due_at=due_at,
            expires_at=now + changes.KEPT,
            membership_id=actor.membership_id,
            params={**about},
        )

    async def _told_of(self, kind: NotificationKind, person_id: int, patient_id: int, now: datetime) -> bool:
        """Say whether somebody was told the same of a patient a moment ago, or is about to be."""
        told = select(Notification.id).where(
            Notification.kind == kind,
            Notification.recipient_id == person_id,
            Notification.membership_id == patient_id,
            Notification.due_at > now - TOLD_AGAIN,
        )
        return await self._session.scalar(told.limit(1)) is not None

    async def _open(self, actor: Actor, lesson_id: int) -> tuple[Lesson, LessonParticipant, datetime]:
        require(actor, Permission.ANSWER_LESSONS)
        await places.lock(self._session, lesson_id)
        lesson, now = await access.lesson(self._session, actor, lesson_id), self._clock.now()
        place = next(place for place in lesson.participants if place.patient_id == actor.membership_id)
        if lesson.status is LessonStatus.CANCELLED:
            raise Refused("lesson-cancelled")
        if lesson.over(now):
            raise Refused("lesson-over")
        if not entry_open(lesson, now):
            raise Refused("entry-early")
        if not place.state.expected:
            raise Refused("place-waits")
        return lesson, place, now
