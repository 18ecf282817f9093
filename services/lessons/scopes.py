"""Which lessons of a series a change is for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from models import Lesson, LessonStatus
from services import access
from services.lessons.rules import Scope
from services.policy import Actor


@dataclass(frozen=True, slots=True)
class Position:
    """Which of how many lessons of its series a lesson is."""

    number: int
    of: int


async def lessons_of(
    session: AsyncSession, actor: Actor, lesson: Lesson, scope: Scope, now: datetime, *, locked: bool = False
) -> Sequence[Lesson]:
    """Return the lesson, or those of its series in the scope that have not begun, earliest first."""
    if scope is Scope.ONE or lesson.series_id is None:
        return [lesson]
    query = (
        access.lessons_of(actor)
        .where(
            Lesson.series_id == lesson.series_id,
            Lesson.status == LessonStatus.SCHEDULED,
            Lesson.starts_at > now,
        )
        .order_by(Lesson.starts_at, Lesson.id)
    )
    if scope is Scope.LATER:
        query = query.where(Lesson.starts_at >= lesson.starts_at)
    if locked:
        query = query.with_for_update(of=Lesson).execution_options(populate_existing=True)
    return (await session.scalars(query)).all() or [lesson]


async def counts(session: AsyncSession, actor: Actor, lesson: Lesson, now: datetime) -> Mapping[Scope, int]:
    """Return how many lessons each scope would be of."""
    everything = await lessons_of(session, actor, lesson, Scope.ALL, now)
    later = [one for one in everything if one.starts_at >= lesson.starts_at]
    return {Scope.ONE: 1, Scope.LATER: len(later), Scope.ALL: len(everything)}


async def position(session: AsyncSession, lesson: Lesson) -> Position | None:
    """Return which of its series' lessons that stand a lesson is, None for one of no series or cancelled."""
    if lesson.series_id is None or lesson.status is LessonStatus.CANCELLED:
        return None
    query = (
        select(Lesson.id)
        .where(Lesson.series_id == lesson.series_id, Lesson.status == LessonStatus.SCHEDULED)
        .order_by(Lesson.starts_at, Lesson.id)
    )
    ids = (await session.scalars(query)).all()
    return Position(ids.index(lesson.id) + 1, len(ids))
