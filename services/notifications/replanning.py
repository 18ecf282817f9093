"""What a clinic's lessons owe, planned anew at once when the clinic changes how it is told."""

from datetime import datetime, timedelta

from sqlalchemy import String, cast, or_, select, union, update
from sqlalchemy.ext.asyncio import AsyncSession

from models import (
    UNEXPECTED,
    Lesson,
    LessonMessage,
    LessonParticipant,
    LessonStatus,
    Membership,
    Notification,
    NotificationKind,
    NotificationState,
    Organization,
    Person,
)
from models.base import new_uid
from services.notifications.planning import CARD_KINDS, owe, plan_early


async def replan_early(session: AsyncSession, organization: Organization, now: datetime) -> None:
    """Let the earlier reminders of coming lessons follow ``organization.reminder_minutes``.

    The number of queries does not grow with the lessons.
    """
    await session.execute(
        update(Notification)
        .where(
            Notification.organization_id == organization.id,
            Notification.kind == NotificationKind.LESSON_SOON,
            Notification.state == NotificationState.PLANNED,
        )
        .values(
            state=NotificationState.VOID,
            last_error="replanned",
            dedup_key=Notification.dedup_key + ":void:" + cast(Notification.id, String),
        )
        .execution_options(synchronize_session=False)
    )
    if organization.reminder_minutes is None:
        return
    holds = select(Lesson.id.label("lesson_id"), Membership.person_id).join(
        Membership, Membership.id == Lesson.instructor_id
    )
    has_place = (
        select(LessonParticipant.lesson_id, Membership.person_id)
        .join(Membership, Membership.id == LessonParticipant.patient_id)
        .where(LessonParticipant.state.not_in(UNEXPECTED))
    )
    concerned = union(holds, has_place).subquery()
    rows = await session.execute(
        select(Lesson, Person)
        .join(concerned, concerned.c.lesson_id == Lesson.id)
        .join(Person, Person.id == concerned.c.person_id)
        .where(
            Lesson.organization_id == organization.id,
            Lesson.status == LessonStatus.SCHEDULED,
            Lesson.starts_at > now + timedelta(minutes=organization.reminder_minutes),
        )
        .order_by(Lesson.starts_at, Person.id)
    )
    for lesson, person in rows.all():
        plan_early(session, lesson, person, now)


async def refresh_cards_of_clinic(session: AsyncSession, organization_id: int, now: datetime) -> None:
    """Plan a silent edit of all cards of a clinic's lessons that are not over: they are worded otherwise now.

    A card on its way counts as in ``refreshing.refresh_cards``.
    """
    have = select(LessonMessage.lesson_id, LessonMessage.person_id)
    on_the_way = select(Notification.lesson_id, Notification.recipient_id).where(
        Notification.kind.in_(CARD_KINDS), Notification.lease_until > now
    )
    concerned = union(have, on_the_way).subquery()
    waiting = select(Notification.id).where(
        Notification.lesson_id == Lesson.id,
        Notification.recipient_id == Person.id,
        Notification.kind == NotificationKind.LESSON_REFRESH,
        Notification.state == NotificationState.PLANNED,
        or_(Notification.lease_until.is_(None), Notification.lease_until <= now),
    )
    rows = await session.execute(
        select(Lesson.id, Person)
        .join(concerned, concerned.c.lesson_id == Lesson.id)
        .join(Person, Person.id == concerned.c.person_id)
        .where(Lesson.organization_id == organization_id, Lesson.ends_at > now, ~waiting.exists())
        .order_by(Lesson.starts_at, Person.id)
    )
    for lesson_id, person in rows.all():
        owe(
            session,
            NotificationKind.LESSON_REFRESH,
            person,
            organization_id=organization_id,
            key=f"{lesson_id}:{new_uid()}",
            due_at=now,
            lesson_id=lesson_id,
        )
