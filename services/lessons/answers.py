"""What patients answer to «Придёте?»: they come, they do not and why, they think again."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from models import (
    BusyInterval,
    DeclineReason,
    JournalAction,
    Lesson,
    LessonMessage,
    LessonMessageKind,
    LessonParticipant,
    LessonStatus,
    NotificationKind,
    ParticipantState,
    Resource,
)
from models.base import new_uid
from services import access
from services.errors import Refused
from services.lessons import clashes, offers, places
from services.lessons.records import record
from services.messages.answers import AGAIN, CANNOT
from services.notifications import planning, refreshing
from services.policy import Actor, Permission, require
from services.ports import Clock


@dataclass(frozen=True, slots=True)
class Answer:
    """A patient's place after an answer, in its lesson."""

    lesson: Lesson
    place: LessonParticipant


class Answers:
    """Answers of the patient whose place it is. Each given twice changes nothing the second time."""

    def __init__(self, session: AsyncSession, clock: Clock) -> None:
        self._session = session
        self._clock = clock

    async def confirm(self, actor: Actor, lesson_id: int) -> Answer:
        """Say that the patient comes, were it after all.

        Whoever comes back under a clearance that no longer covers the lesson has a blocked place again.
        Raises NotHere; Refused: ``lesson-begun``, ``lesson-cancelled``, ``place-waits``, ``own-time-taken``,
        ``place-given``.
        """
        lesson, place = await self._open(actor, lesson_id)
        if place.state is ParticipantState.DECLINED:
            await self._come_back(lesson, place)
        elif place.state is ParticipantState.CONFIRMED:
            await self._show(lesson, place)
            return Answer(lesson, place)
        else:
            place.state = ParticipantState.CONFIRMED
        place.reason, place.answered_at = None, self._clock.now()
        await self._show(lesson, place)
        record(
            self._session,
            actor,
            JournalAction.PLACE_CONFIRMED,
            lesson,
            self._clock.now(),
            subject_id=actor.membership_id,
        )
        return Answer(lesson, place)

    async def decline(self, actor: Actor, lesson_id: int, reason: DeclineReason) -> Answer:
        """Say that the patient does not come: their time is free, the instructor is told at once.

        Another reason given later changes the reason alone. Raises NotHere; Refused: ``lesson-begun``,
        ``lesson-cancelled``, ``place-waits``.
        """
        lesson, place = await self._open(actor, lesson_id)
        now = self._clock.now()
        again = place.state is ParticipantState.DECLINED
        if again and place.reason is reason:
            await self._show(lesson, place)
            return Answer(lesson, place)
        place.state, place.reason = ParticipantState.DECLINED, reason
        if not again:
            place.answered_at = now
            person = place.patient.person
            await clashes.release_person(self._session, lesson.id, person.id)
            await planning.void(self._session, lesson.id, [person.id])
            planning.plan_end(self._session, lesson, person)
            self._tell_instructor(lesson, place, now)
            record(
                self._session,
                actor,
                JournalAction.PLACE_DECLINED,
                lesson,
                now,
                subject_id=actor.membership_id,
            )
        await self._show(lesson, place)
        return Answer(lesson, place)

    async def choose(self, actor: Actor, lesson_id: int, view: str | None) -> Answer:
        """Let the patient's card show why not (``CANNOT``), the question again (``AGAIN``), or just itself.

        Raises as ``decline``.
        """
        lesson, place = await self._open(actor, lesson_id)
        shown = view if view in (CANNOT, AGAIN) and place.state.expected else None
        refreshing.refresh_card(self._session, lesson, place.patient.person, self._clock.now(), shown)
        return Answer(lesson, place)

    async def has_card(self, actor: Actor, lesson_id: int, message_id: int) -> bool:
        """Say whether a message of the chat is the patient's living card of the lesson."""
        require(actor, Permission.ANSWER_LESSONS)
        query = select(LessonMessage.id).where(
            LessonMessage.lesson_id == lesson_id,
            LessonMessage.person_id == actor.person_id,
            LessonMessage.kind == LessonMessageKind.CARD,
            LessonMessage.message_id == message_id,
        )
        return await self._session.scalar(query) is not None

    async def _open(self, actor: Actor, lesson_id: int) -> tuple[Lesson, LessonParticipant]:
        require(actor, Permission.ANSWER_LESSONS)
        await places.lock(self._session, lesson_id)
        lesson = await access.lesson(self._session, actor, lesson_id)
        place = next(place for place in lesson.participants if place.patient_id == actor.membership_id)
        if lesson.status is LessonStatus.CANCELLED:
            raise Refused("lesson-cancelled")
        if lesson.over(self._clock.now()):
            raise Refused("lesson-over")
        if lesson.begun(self._clock.now()):
            raise Refused("answer-late")
        if place.state is ParticipantState.BLOCKED:
            raise Refused("place-waits")
        return lesson, place

    async def _come_back(self, lesson: Lesson, place: LessonParticipant) -> None:
        now, person = self._clock.now(), place.patient.person
        if await offers.given_away(self._session, place):
            raise Refused("place-given")
        await offers.withdraw(self._session, lesson.id, place.patient_id, now)
        covered = place.clearance.covers(lesson.starts_at)
        try:
            async with self._session.begin_nested():
                self._session.add(
                    BusyInterval(
                        resource_id=Resource.person(person.id),
                        lesson_id=lesson.id,
                        starts_at=lesson.starts_at,
                        ends_at=lesson.ends_at,
                    )
                )
                await self._session.flush()
        except IntegrityError as refusal:
            if isinstance(clashes.told_apart(refusal), clashes.Clashed):
                raise Refused("own-time-taken") from refusal
            raise
        place.state = ParticipantState.CONFIRMED if covered else ParticipantState.BLOCKED
        await planning.void(self._session, lesson.id, [person.id])
        if covered:
            planning.plan_opened(self._session, lesson, place.patient, now)
        else:
            planning.plan_end(self._session, lesson, person)

    async def _show(self, lesson: Lesson, place: LessonParticipant) -> None:
        now = self._clock.now()
        refreshing.refresh_card(self._session, lesson, place.patient.person, now)
        await refreshing.refresh_cards(self._session, lesson, now, [lesson.instructor.person_id])

    def _tell_instructor(self, lesson: Lesson, place: LessonParticipant, now: datetime) -> None:
        instructor = lesson.instructor
        planning.owe(
            self._session,
            NotificationKind.LESSON_DECLINED,
            instructor.person,
            organization_id=lesson.organization_id,
            key=f"{place.id}:{new_uid()}",
            due_at=planning.polite_moment(now, lesson.starts_at, instructor.person),
            expires_at=lesson.ends_at,
            membership_id=place.patient_id,
            params={"lessons": str(lesson.id), "about": lesson.starts_at.isoformat()},
        )
