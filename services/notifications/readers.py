"""What a message needs to know of its reader."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from models import UNEXPECTED, Lesson, LessonParticipant, LessonStatus, Membership, Organization, Person
from services.moments import Moments, Reader
from services.ports import Clock
from services.texts import Catalogues


class Readers:
    """Who reads a message, and what is ahead of them."""

    def __init__(self, session: AsyncSession, clock: Clock, catalogues: Catalogues) -> None:
        self._session = session
        self._clock = clock
        self._catalogues = catalogues

    def moments(self, person: Person, organization: Organization) -> Moments:
        """Return the words and the clock of a person."""
        reader = Reader(person.language, person.timezone, organization.timezone)
        return Moments(self._catalogues.texts(person.language), reader, self._clock.now())

    async def is_first(self, person_id: int, lesson: Lesson) -> bool:
        """Say whether a person was to come to no lesson of the clinic's before this one."""
        query = (
            select(Lesson.id)
            .join(LessonParticipant, LessonParticipant.lesson_id == Lesson.id)
            .join(Membership, Membership.id == LessonParticipant.patient_id)
            .where(
                Membership.person_id == person_id,
                LessonParticipant.state.not_in(UNEXPECTED),
                Lesson.organization_id == lesson.organization_id,
                Lesson.status == LessonStatus.SCHEDULED,
                Lesson.starts_at < lesson.starts_at,
            )
        )
        return await self._session.scalar(query.limit(1)) is None

    async def coming(self, patient_id: int, but: Lesson | None) -> Lesson | None:
        """Return a patient's next lesson from now on, but for one that they are told of anyhow."""
        query = (
            select(Lesson)
            .join(LessonParticipant, LessonParticipant.lesson_id == Lesson.id)
            .where(
                LessonParticipant.patient_id == patient_id,
                LessonParticipant.state.not_in(UNEXPECTED),
                Lesson.status == LessonStatus.SCHEDULED,
                Lesson.starts_at > self._clock.now(),
                Lesson.id != (but.id if but is not None else 0),
            )
            .order_by(Lesson.starts_at)
            .limit(1)
        )
        return (await self._session.scalars(query)).one_or_none()
