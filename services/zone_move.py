"""What moving a clinic to another time zone does to clearances, whose days are days of its zone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload, selectinload

from models import Clearance, Lesson, LessonParticipant, LessonStatus, Membership, ParticipantState
from services import timetable
from services.places import block_places, open_places


@dataclass(frozen=True, slots=True)
class ZoneMove:
    """What a zone would change: ends of clearances by id (aware UTC), and places by id of coming lessons."""

    ends: dict[int, datetime]
    closing: Sequence[int]
    opening: Sequence[int]


async def foresee(session: AsyncSession, organization_id: int, zone: str, now: datetime) -> ZoneMove:
    """Say what moving the clinic to ``zone`` (a name that pytz knows) would change."""
    rows = await session.execute(
        select(Clearance)
        .join(Membership, Membership.id == Clearance.patient_id)
        .where(Membership.organization_id == organization_id, Clearance.valid_until.is_not(None))
    )
    moved = {}
    for clearance in rows.scalars():
        if clearance.valid_until is not None:
            ends_at = timetable.day_end(clearance.valid_until, zone)
            if ends_at != clearance.ends_at:
                moved[clearance.id] = (clearance, ends_at)
    held = await session.execute(
        select(
            LessonParticipant.id, LessonParticipant.clearance_id, LessonParticipant.state, Lesson.starts_at
        )
        .join(Lesson, Lesson.id == LessonParticipant.lesson_id)
        .where(
            Lesson.organization_id == organization_id,
            Lesson.status == LessonStatus.SCHEDULED,
            Lesson.starts_at > now,
        )
        .order_by(Lesson.starts_at, LessonParticipant.id)
    )
    closing, opening = [], []
    for place_id, clearance_id, state, starts_at in held:
        if clearance_id not in moved:
            continue
        clearance, ends_at = moved[clearance_id]
        if state.expected and starts_at >= ends_at:
            closing.append(place_id)
        elif state is ParticipantState.BLOCKED and clearance.was_given and starts_at < ends_at:
            opening.append(place_id)
    return ZoneMove({number: ends_at for number, (_, ends_at) in moved.items()}, closing, opening)


async def carry_out(session: AsyncSession, move: ZoneMove, now: datetime) -> None:
    """Let clearances end when their days do in the new zone, closing and opening places with that."""
    await block_places(session, await _places(session, move.closing), now)
    await session.flush()
    query = select(Clearance).where(Clearance.id.in_(move.ends)).order_by(Clearance.id).with_for_update()
    for clearance in await session.scalars(query):
        clearance.ends_at = move.ends[clearance.id]
        clearance.decided_at = now
    await session.flush()
    await open_places(session, await _places(session, move.opening), now, told=True)


async def _places(session: AsyncSession, ids: Sequence[int]) -> Sequence[LessonParticipant]:
    if not ids:
        return []
    query = (
        select(LessonParticipant)
        .where(LessonParticipant.id.in_(ids))
        .options(
            joinedload(LessonParticipant.patient).joinedload(Membership.person),
            joinedload(LessonParticipant.lesson).options(
                joinedload(Lesson.organization),
                joinedload(Lesson.instructor).joinedload(Membership.person),
                selectinload(Lesson.participants),
            ),
        )
        .order_by(LessonParticipant.id)
    )
    return (await session.scalars(query)).all()
