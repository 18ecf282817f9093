"""What is owed once a lesson that was cancelled stands again: as if it never had been."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import String, cast, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from models import Lesson, Notification, NotificationKind, NotificationState
from services.notifications import planning
from services.notifications.about_lesson import NEWS


async def take_back_news(session: AsyncSession, lessons: Sequence[Lesson], change: str) -> None:
    """Take back what was to be told of the cancelling that ``change`` names."""
    people = {member.person_id for one in lessons for member in one.invited_specialists}
    people |= {place.patient.person_id for one in lessons for place in one.participants}
    of_one = (Notification.kind == NotificationKind.LESSON_CANCELLED) & Notification.lesson_id.in_(
        [one.id for one in lessons]
    )
    of_all = (Notification.kind == NotificationKind.PLACES_REMOVED) & Notification.dedup_key.endswith(change)
    await session.execute(
        update(Notification)
        .where(
            Notification.recipient_id.in_(people),
            Notification.state == NotificationState.PLANNED,
            or_(of_one, of_all),
        )
        .values(
            state=NotificationState.VOID,
            last_error="restored",
            dedup_key=Notification.dedup_key + ":void:" + cast(Notification.id, String),
        )
        .execution_options(synchronize_session=False)
    )


async def plan_again(session: AsyncSession, lesson: Lesson, now: datetime) -> None:
    """Plan the messages of a lesson that stands again; news that had not gone out yet is told after all."""
    taken_back = await session.scalars(
        select(Notification).where(
            Notification.lesson_id == lesson.id,
            Notification.kind.in_((NotificationKind.LESSON_PLANNED, NotificationKind.LESSON_MOVED)),
            Notification.state == NotificationState.VOID,
        )
    )
    # Cancelling was one version, putting back another.
    before = lesson.version - 2
    untold = {row.recipient_id: row.params for row in taken_back if row.params.get("version") == before}
    asked = await _keep_news(session, lesson, before)
    planning.plan_for_instructor(session, lesson, lesson.instructor, now)
    for one in lesson.invited_specialists:
        params = untold.get(one.person_id)
        was = _was(params)
        planning.plan_for_specialist(session, lesson, one, now, was, told=params is not None)
    invited = planning.invited(lesson.participants)
    for place in lesson.participants:
        params = untold.get(place.patient.person_id)
        if place not in invited:
            planning.plan_end(session, lesson, place.patient.person)
        elif params is None:
            # Of a series no card has told yet, so none has asked either.
            ask = place.patient.person_id not in asked
            planning.plan_opened(session, lesson, place.patient, now, ask=ask)
        else:
            planning.plan_for_patient(session, lesson, place.patient, now, _was(params))


async def _keep_news(session: AsyncSession, lesson: Lesson, before: int) -> set[int]:
    """Let the cards go on telling of what they told of before; return whom (persons) one has told."""
    rows = await session.scalars(
        select(Notification).where(
            Notification.lesson_id == lesson.id,
            Notification.kind.in_((NotificationKind.LESSON_PLANNED, *NEWS)),
            Notification.state == NotificationState.SENT,
        )
    )
    told = set()
    for row in rows:
        told.add(row.recipient_id)
        if row.params.get("version") == before:
            row.params = {**row.params, "version": lesson.version}
    return told


def _was(params: Mapping[str, int | str] | None) -> datetime | None:
    return datetime.fromisoformat(str(params["was"])) if params is not None and "was" in params else None
