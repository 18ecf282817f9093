"""Planning silent edits of the cards that people have of lessons."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import or_, select, union
from sqlalchemy.ext.asyncio import AsyncSession

from models import Lesson, LessonMessage, Notification, NotificationKind, NotificationState, Person
from models.base import new_uid
from services.messages.answers import VIEW
from services.notifications.planning import CARD_KINDS, owe

REFRESH_PAUSE = timedelta(seconds=3)
"""How long a card's edit waits for the card itself and for other news of the same kind."""

LEFT = "left"
"""The parameter that tells a card's last edit: its reader has no place in the lesson any more."""


async def refresh_cards(
    session: AsyncSession,
    lesson: Lesson,
    now: datetime,
    person_ids: Iterable[int] | None = None,
    due_at: datetime | None = None,
) -> None:
    """Plan a silent edit of the cards that people have of a lesson, everyone's or these people's.

    It is due ``now`` or at ``due_at``.

    What else they have of it and no longer need is taken away with that. A card on its way to a person counts
    as one they have: its words may be older than this change.
    """
    have = select(LessonMessage.person_id).where(LessonMessage.lesson_id == lesson.id)
    on_the_way = select(Notification.recipient_id).where(
        Notification.lesson_id == lesson.id,
        Notification.kind.in_(CARD_KINDS),
        Notification.lease_until > now,
    )
    query = select(Person).where(or_(Person.id.in_(have), Person.id.in_(on_the_way)))
    if person_ids is not None:
        query = query.where(Person.id.in_(list(person_ids)))
    waiting = set(
        await session.scalars(
            select(Notification.recipient_id).where(
                Notification.lesson_id == lesson.id,
                Notification.kind == NotificationKind.LESSON_REFRESH,
                Notification.state == NotificationState.PLANNED,
                Notification.lease_until.is_(None),
            )
        )
    )
    for person in await session.scalars(query):
        if person.id not in waiting:
            owe(
                session,
                NotificationKind.LESSON_REFRESH,
                person,
                organization_id=lesson.organization_id,
                key=f"{lesson.id}:{now:%Y%m%d%H%M%S%f}",
                due_at=due_at or now,
                lesson_id=lesson.id,
            )


async def take_leave(session: AsyncSession, lesson: Lesson, person_id: int, now: datetime) -> None:
    """Plan the last edit of the card of somebody who gave up their place: it says so, and leads nowhere."""
    owe(
        session,
        NotificationKind.LESSON_REFRESH,
        await session.get_one(Person, person_id),
        organization_id=lesson.organization_id,
        key=f"{lesson.id}:left:{now:%Y%m%d%H%M%S%f}",
        due_at=now,
        lesson_id=lesson.id,
        params={LEFT: lesson.version},
    )


def refresh_card(
    session: AsyncSession, lesson: Lesson, person: Person, now: datetime, view: str | None = None
) -> None:
    """Plan that a person's own press shows on their card, whatever else is planned for it.

    ``view`` is what they choose from for a while (``services.messages.answers``).
    """
    owe(
        session,
        NotificationKind.LESSON_REFRESH,
        person,
        organization_id=lesson.organization_id,
        key=f"{lesson.id}:{new_uid()}",
        due_at=now,
        lesson_id=lesson.id,
        params={VIEW: view} if view is not None else None,
    )


async def refresh_cards_of(session: AsyncSession, person: Person, now: datetime) -> None:
    """Plan a silent edit of all cards that a person has of lessons not over: they read them differently now.

    A card on its way counts as in ``refresh_cards``.
    """
    of_person = Notification.recipient_id == person.id
    have = select(LessonMessage.lesson_id).where(LessonMessage.person_id == person.id)
    on_the_way = select(Notification.lesson_id).where(
        of_person, Notification.kind.in_(CARD_KINDS), Notification.lease_until > now
    )
    waiting = select(Notification.lesson_id).where(
        of_person,
        Notification.kind == NotificationKind.LESSON_REFRESH,
        Notification.state == NotificationState.PLANNED,
        Notification.lease_until.is_(None),
    )
    lessons = await session.execute(
        select(Lesson.id, Lesson.organization_id)
        .where(
            Lesson.id.in_(union(have, on_the_way)),
            Lesson.id.not_in(waiting),
            Lesson.ends_at > now,
        )
        .order_by(Lesson.starts_at)
    )
    for lesson_id, organization_id in lessons.all():
        owe(
            session,
            NotificationKind.LESSON_REFRESH,
            person,
            organization_id=organization_id,
            key=f"{lesson_id}:{new_uid()}",
            due_at=now,
            lesson_id=lesson_id,
        )


async def refresh_soon(
    session: AsyncSession, lesson_id: int, organization_id: int, person: Person, now: datetime
) -> None:
    """Plan a silent edit of a person's card a moment from now, when it may only just be on its way."""
    waiting = await session.scalar(
        select(Notification.id).where(
            Notification.lesson_id == lesson_id,
            Notification.recipient_id == person.id,
            Notification.kind == NotificationKind.LESSON_REFRESH,
            Notification.state == NotificationState.PLANNED,
            Notification.due_at > now,
        )
    )
    if waiting is None:
        owe(
            session,
            NotificationKind.LESSON_REFRESH,
            person,
            organization_id=organization_id,
            key=f"{lesson_id}:{now:%Y%m%d%H%M%S%f}",
            due_at=now + REFRESH_PAUSE,
            lesson_id=lesson_id,
        )
