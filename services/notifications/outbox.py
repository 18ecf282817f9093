"""Owed messages when they are due: claimed under a lease, settled once."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, case, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from models import Channel, Notification, NotificationKind, NotificationState, Person

LEASE = timedelta(seconds=60)
"""How long a claimed message is left to its worker; a crash costs at most this much delay."""

MOST_ATTEMPTS = 20
SLOWEST_RETRY = timedelta(minutes=5)

URGENT = (NotificationKind.HOST_ENTRY, NotificationKind.LESSON_STARTING, NotificationKind.MEETING_MISSING)


async def claim(session: AsyncSession, now: datetime, most: int = 50) -> Sequence[int]:
    """Take due messages under a lease, what concerns lessons about to begin first; return their ids."""
    rows = await session.scalars(
        select(Notification)
        .where(_claimable(now))
        .order_by(case((Notification.kind.in_(URGENT), 0), else_=1), Notification.due_at, Notification.id)
        .limit(most)
        .with_for_update(skip_locked=True)
    )
    taken = rows.all()
    for row in taken:
        row.lease_until = now + LEASE
    return [row.id for row in taken]


async def next_due(session: AsyncSession) -> datetime | None:
    """Return when the next message is due (aware UTC)."""
    planned = select(Notification).where(Notification.state == NotificationState.PLANNED)
    free = planned.where(Notification.lease_until.is_(None)).order_by(Notification.due_at).limit(1)
    leased = planned.where(Notification.lease_until.is_not(None)).order_by(Notification.lease_until).limit(1)
    moments = [row.due_at for row in await session.scalars(free)]
    moments += [row.lease_until for row in await session.scalars(leased) if row.lease_until is not None]
    return min(moments, default=None)


def later(row: Notification, until: datetime, reason: str | None = None) -> None:
    """Put a message back, to be taken up again at ``until`` (aware)."""
    row.lease_until = None
    row.due_at = until
    if reason is not None:
        row.last_error = reason[:64]


def retry(row: Notification, now: datetime, reason: str, retry_at: datetime | None = None) -> None:
    """Put a message back after a failure, with a growing pause; after ``MOST_ATTEMPTS`` it has failed."""
    row.attempts += 1
    if row.attempts >= MOST_ATTEMPTS:
        close(row, NotificationState.FAILED, reason)
        return
    pause = min(SLOWEST_RETRY, timedelta(seconds=2.0 ** min(row.attempts, 10) * 2))
    later(row, retry_at or now + pause, reason)


def sent(row: Notification, channel: Channel, message_id: int | None, now: datetime) -> None:
    """Note that a message went out and how."""
    row.state = NotificationState.SENT
    row.sent_at = now
    row.sent_by = channel
    row.message_id = message_id
    row.lease_until = None


def close(row: Notification, state: NotificationState, reason: str) -> None:
    """End a message that does not go out, with the reason."""
    row.state = state
    row.last_error = reason[:64]
    row.lease_until = None


async def unreached(session: AsyncSession, lesson_ids: Sequence[int]) -> dict[int, set[int]]:
    """Return, for each lesson, the person ids whom its reminder did not reach in Telegram."""
    rows = await session.execute(
        select(Notification.lesson_id, Notification.recipient_id)
        .join(Person, Person.id == Notification.recipient_id)
        .where(
            Notification.lesson_id.in_(lesson_ids),
            Notification.kind == NotificationKind.LESSON_STARTING,
            or_(
                Notification.state == NotificationState.FAILED,
                (Notification.state == NotificationState.SENT) & (Notification.sent_by == Channel.MAIL),
            ),
        )
    )
    found: dict[int, set[int]] = {}
    for lesson_id, person_id in rows:
        if lesson_id is not None:
            found.setdefault(lesson_id, set()).add(person_id)
    return found


def _claimable(now: datetime) -> ColumnElement[bool]:
    return (
        (Notification.state == NotificationState.PLANNED)
        & (Notification.due_at <= now)
        & or_(Notification.lease_until.is_(None), Notification.lease_until <= now)
    )
