"""After a lesson: who was there, or why it was not held, and what its instructor notes."""

from collections.abc import Collection

from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import selectinload

from models import (
    JournalAction,
    Lesson,
    LessonNote,
    LessonParticipant,
    LessonStatus,
    Outcome,
    ParticipantState,
)
from services import access
from services.errors import NotHere, Refused
from services.lessons import places
from services.lessons.records import record
from services.notifications import refreshing
from services.policy import Actor, Permission, require
from services.ports import Clock
from services.support import clean_words

ABSENT = (ParticipantState.DECLINED, ParticipantState.NO_SHOW, ParticipantState.EXCUSED)
"""States of a place whose patient was not there, or will not be."""

_EXCUSED = (ParticipantState.DECLINED, ParticipantState.EXCUSED)


class Attendance:
    """What an instructor says of lessons that have begun. It can be said again as often as it changes."""

    def __init__(self, session: AsyncSession, clock: Clock) -> None:
        self._session = session
        self._clock = clock

    async def sheet(self, actor: Actor, lesson_id: int) -> Lesson:
        """Return a lesson with its people and its note.

        Raises Refused: ``lesson-not-begun``, ``lesson-cancelled``; NotHere.
        """
        require(actor, Permission.PLAN_LESSONS)
        query = access.lessons_held_by(actor.membership_id).options(selectinload(Lesson.note))
        lesson = (
            await self._session.scalars(
                query.where(Lesson.id == lesson_id).execution_options(populate_existing=True)
            )
        ).one_or_none()
        if lesson is None:
            raise NotHere
        if lesson.status is LessonStatus.CANCELLED:
            raise Refused("lesson-cancelled")
        if not lesson.begun(self._clock.now()):
            raise Refused("lesson-not-begun")
        return lesson

    async def save(
        self, actor: Actor, lesson_id: int, absent: Collection[int], note: str | None = None
    ) -> Lesson:
        """Note that the lesson was held: everybody came but the patients ``absent`` (membership ids).

        Who had said that they would not come is excused. ``note`` takes the place of the old one, None leaves
        it. Raises as ``sheet``; Refused("nobody-ticked") when nobody came, and as ``clean_words``; NotHere
        for patients without a place.
        """
        await places.lock(self._session, lesson_id)
        lesson = await self.sheet(actor, lesson_id)
        known = {place.patient_id for place in listed(lesson)}
        if not set(absent) <= known:
            raise NotHere
        if set(absent) == known:
            raise Refused("nobody-ticked")
        for place in listed(lesson):
            if place.patient_id not in absent:
                place.state = ParticipantState.ATTENDED
            elif place.state not in _EXCUSED:
                place.state = ParticipantState.NO_SHOW
            else:
                place.state = ParticipantState.EXCUSED
        await self._close(actor, lesson, Outcome.HELD, note)
        return lesson

    async def not_held(
        self, actor: Actor, lesson_id: int, outcome: Outcome, note: str | None = None
    ) -> Lesson:
        """Note why the lesson was not held: patients who did not come are one thing, an instructor another.

        Raises as ``sheet``, and as ``clean_words``; ValueError for ``Outcome.HELD``.
        """
        if outcome is Outcome.HELD:
            raise ValueError("a lesson that was held has people who came")
        await places.lock(self._session, lesson_id)
        lesson = await self.sheet(actor, lesson_id)
        nobody = outcome is Outcome.NOBODY_CAME
        for place in listed(lesson):
            missed = nobody and place.state not in _EXCUSED
            place.state = ParticipantState.NO_SHOW if missed else ParticipantState.EXCUSED
        await self._close(actor, lesson, outcome, note)
        return lesson

    async def _close(self, actor: Actor, lesson: Lesson, outcome: Outcome, note: str | None) -> None:
        now = self._clock.now()
        lesson.outcome, lesson.attendance_at = outcome, now
        if note is not None:
            words = clean_words(note)
            if lesson.note is None:
                lesson.note = LessonNote(lesson_id=lesson.id)
                self._session.add(lesson.note)
            lesson.note.text = words
        await self._session.flush()
        await refreshing.refresh_cards(self._session, lesson, now)
        record(self._session, actor, JournalAction.ATTENDANCE_SAVED, lesson, now, outcome=outcome.value)


def listed(lesson: Lesson) -> list[LessonParticipant]:
    """Return the places that somebody could take: a blocked one had no link."""
    return [place for place in lesson.participants if place.state is not ParticipantState.BLOCKED]
