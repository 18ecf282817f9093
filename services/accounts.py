"""Binding a person to a Telegram account, and taking them off it."""

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from models import (
    AccountMove,
    JournalAction,
    Lesson,
    LessonMessage,
    LessonStatus,
    Membership,
    Notification,
    NotificationKind,
    NotificationState,
    Person,
)
from models.base import new_uid
from services import journal
from services.notifications import planning
from services.policy import Actor

MOST_CARDS_ANEW = 20
"""Cards sent again to a new account: a chat is to be read, and the screens list all lessons."""


async def locked(session: AsyncSession, person_id: int) -> Person:
    """Return the person; a rival who wants them on another account waits."""
    query = select(Person).where(Person.id == person_id).with_for_update()
    return (await session.scalars(query.execution_options(populate_existing=True))).one()


async def holder(session: AsyncSession, telegram_id: int) -> Person | None:
    """Return whom an account stands for."""
    return (await session.scalars(select(Person).where(Person.telegram_id == telegram_id))).one_or_none()


async def sign_out(session: AsyncSession, person: Person) -> None:
    """Take a person off their account; what they were sent there is theirs no more."""
    person.telegram_id = None
    person.telegram_lost_at = None
    await session.execute(delete(LessonMessage).where(LessonMessage.person_id == person.id))
    # At once: an account stands for one person, and the next one may be given it in the same transaction.
    await session.flush()


async def cards_anew(session: AsyncSession, person: Person, now: datetime) -> None:
    """Plan that the cards of lessons not over come to a person again: they read on another account now.

    Those are the lessons they were told of in whatever way. Nothing rings: they knew of them.
    """
    told = select(Notification.lesson_id).where(
        Notification.recipient_id == person.id,
        Notification.kind.in_(set(planning.CARD_KINDS) - {NotificationKind.LESSON_REFRESH}),
        Notification.state == NotificationState.SENT,
    )
    lessons = await session.execute(
        select(Lesson.id, Lesson.organization_id, Lesson.ends_at, Lesson.version)
        .where(
            Lesson.id.in_(told),
            Lesson.status == LessonStatus.SCHEDULED,
            Lesson.ends_at > now,
        )
        .order_by(Lesson.starts_at)
        .limit(MOST_CARDS_ANEW)
    )
    for lesson_id, organization_id, ends_at, version in lessons.all():
        planning.owe(
            session,
            NotificationKind.LESSON_CARD,
            person,
            organization_id=organization_id,
            key=f"{lesson_id}:{new_uid()}",
            due_at=now,
            expires_at=ends_at,
            lesson_id=lesson_id,
            params={"version": version},
        )


async def sign_in(session: AsyncSession, membership: Membership, telegram_id: int, now: datetime) -> None:
    """Let an account stand for the membership's person from now on, the one before it no more.

    Cards of coming lessons come anew to the new one; the old one is told.
    """
    person = membership.person
    old = person.telegram_id
    if old == telegram_id:
        return
    await sign_out(session, person)
    person.telegram_id = telegram_id
    await session.flush()
    await cards_anew(session, person, now)
    signed_in = JournalAction.SIGNED_IN
    journal.record(session, Actor.of(membership), signed_in, now, subject_id=membership.id)
    if old is None:
        return
    move = AccountMove(person_id=person.id, old_telegram_id=old, new_telegram_id=telegram_id, moved_at=now)
    session.add(move)
    await session.flush()
    planning.owe(
        session,
        NotificationKind.SIGNED_IN_ELSEWHERE,
        person,
        organization_id=membership.organization_id,
        key=str(move.id),
        due_at=now,
        membership_id=membership.id,
        params={"move": move.id},
    )
