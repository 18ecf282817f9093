"""Owed messages when they are due: claimed under a lease, settled once."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, case, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from models import Channel, Lesson, Notification, NotificationKind, NotificationState
from services.lessons.rules import ENTRY_OPENS
from services.notifications.planning import CARD_KINDS

LEASE = timedelta(seconds=60)
"""How long a claimed message is left to its worker; a crash costs at most this much delay."""

MOST_ATTEMPTS = 20
QUICKEST_RETRY = timedelta(seconds=4)
SLOWEST_RETRY = timedelta(minutes=1)

FRESH = ENTRY_OPENS
"""A message due longer ago than this is backlog: what is due now goes out before it."""

MAIL_AFTER = timedelta(minutes=2)
"""How long Telegram may fail with a reminder before a mail takes its place."""

UNSURE = "telegram_cut"
"""The reason of a message that may have arrived: the answer was lost (``integrations.telegram.failures``)."""

URGENT = (NotificationKind.HOST_ENTRY, NotificationKind.LESSON_STARTING, NotificationKind.MEETING_MISSING)


async def claim(
    session: AsyncSession, now: datetime, most: int = 50, among: ColumnElement[bool] | None = None
) -> Sequence[int]:
    """Take due messages under a lease, ``among`` narrowing which, and return their ids.

    What concerns lessons about to begin comes first, then what is due now, then what is left of an outage.
    """
    fresh = Notification.due_at > now - FRESH
    urgent = Notification.kind.in_(URGENT)
    query = (
        select(Notification)
        .where(_claimable(now))
        .order_by(
            case((urgent & fresh, 0), (urgent, 1), (fresh, 2), else_=3), Notification.due_at, Notification.id
        )
        .limit(most)
        .with_for_update(skip_locked=True)
    )
    taken = (await session.scalars(query if among is None else query.where(among))).all()
    for row in taken:
        row.lease_until = now + LEASE
    return [row.id for row in taken]


def by(channel: Channel) -> ColumnElement[bool]:
    """Return the condition that a message is to travel by this channel."""
    return Notification.channel == channel


def to_be_mailed(now: datetime) -> ColumnElement[bool]:
    """Return the condition that a reminder may go by mail while Telegram does not work; see ``mailable``."""
    near = select(Lesson.id).where(Lesson.starts_at <= now + ENTRY_OPENS - MAIL_AFTER)
    return (
        (Notification.channel == Channel.TELEGRAM)
        & (Notification.kind == NotificationKind.LESSON_STARTING)
        & Notification.sent_by.is_(None)
        & Notification.lesson_id.in_(near)
    )


def mailable(row: Notification, lesson: Lesson, now: datetime) -> bool:
    """Say whether mail may take Telegram's place: for a reminder, ``MAIL_AFTER`` past its moment."""
    return (
        row.channel is Channel.TELEGRAM
        and row.kind is NotificationKind.LESSON_STARTING
        and row.sent_by is None
        and lesson.starts_at <= now + ENTRY_OPENS - MAIL_AFTER
    )


async def next_due(session: AsyncSession) -> datetime | None:
    """Return when the next message is due (aware UTC)."""
    planned = select(Notification).where(_readable, Notification.state == NotificationState.PLANNED)
    free = planned.where(Notification.lease_until.is_(None)).order_by(Notification.due_at).limit(1)
    leased = planned.where(Notification.lease_until.is_not(None)).order_by(Notification.lease_until).limit(1)
    moments = [row.due_at for row in await session.scalars(free)]
    moments += [row.lease_until for row in await session.scalars(leased) if row.lease_until is not None]
    return min(moments, default=None)


def retry(
    row: Notification, now: datetime, reason: str, retry_at: datetime | None = None, *, counted: bool = True
) -> None:
    """Put a message back after a failure, with a growing pause; after ``MOST_ATTEMPTS`` it has failed.

    Not ``counted`` is what lies with the service: a long outage gives up no message that is still of use.
    One that was taken back meanwhile stays so.
    """
    row.lease_until = None
    if row.state is not NotificationState.PLANNED:
        return
    row.last_error = reason[:64]
    if counted:
        row.attempts += 1
    if row.attempts >= MOST_ATTEMPTS:
        close(row, NotificationState.FAILED, reason)
        return
    pause = min(SLOWEST_RETRY, timedelta(seconds=2.0 ** min(row.attempts, 10) * 2))
    row.due_at = retry_at or now + pause


def sent(row: Notification, channel: Channel, message_id: int | None, now: datetime) -> None:
    """Note that a message went out and how; one that was taken back meanwhile stays so."""
    row.lease_until = None
    if row.state is not NotificationState.PLANNED:
        return
    row.state = NotificationState.SENT
    row.sent_at = now
    row.sent_by = channel
    row.message_id = message_id


def mailed_first(row: Notification, now: datetime) -> None:
    """Note that a mail went out; in Telegram the message follows if that works again while it is of use."""
    row.lease_until = None
    if row.state is not NotificationState.PLANNED:
        return
    row.sent_at = now
    row.sent_by = Channel.MAIL
    row.due_at = now + QUICKEST_RETRY


def close(row: Notification, state: NotificationState, reason: str) -> None:
    """End a message that does not go out, with the reason; one that has ended already stays so.

    What was mailed first and finds no way into Telegram was sent all the same.
    """
    row.lease_until = None
    if row.state is not NotificationState.PLANNED:
        return
    mailed = row.sent_by is not None and state is not NotificationState.VOID
    row.state = NotificationState.SENT if mailed else state
    row.last_error = reason[:64]


async def on_the_way(session: AsyncSession, row: Notification, now: datetime) -> bool:
    """Say whether an earlier message about the same card of the same person is being sent."""
    query = select(Notification.id).where(
        Notification.lesson_id == row.lesson_id,
        Notification.recipient_id == row.recipient_id,
        Notification.kind.in_(CARD_KINDS),
        Notification.lease_until > now,
        Notification.id < row.id,
    )
    return await session.scalar(query.limit(1)) is not None


async def unreached(session: AsyncSession, lesson_ids: Sequence[int]) -> dict[int, dict[int, bool]]:
    """Return, for each lesson, the person ids whom its last reminder did not reach in Telegram.

    With each goes whether a mail went out instead, for good or until Telegram works again. What became of the
    reminder of a time the lesson was moved from says nothing of the present one.
    """
    rows = await session.execute(
        select(Notification, Lesson.version)
        .join(Lesson, Lesson.id == Notification.lesson_id)
        .where(
            Notification.lesson_id.in_(lesson_ids),
            Notification.kind == NotificationKind.LESSON_STARTING,
            or_(
                Notification.state.in_((NotificationState.SENT, NotificationState.FAILED)),
                (Notification.state == NotificationState.PLANNED) & (Notification.sent_by == Channel.MAIL),
            ),
        )
        .order_by(Notification.id)
    )
    found: dict[int, dict[int, bool]] = {lesson_id: {} for lesson_id in lesson_ids}
    for row, version in rows:
        if row.lesson_id is None or (row.params or {}).get("version") != version:
            continue
        mailed = row.sent_by is Channel.MAIL
        if row.state is NotificationState.FAILED or mailed:
            found[row.lesson_id][row.recipient_id] = mailed
        else:
            found[row.lesson_id].pop(row.recipient_id, None)
    return found


_readable = Notification.kind.in_(NotificationKind) & Notification.channel.in_(Channel)
"""A message of a kind that this release does not know (a newer one planned it) holds up no other one."""


def _claimable(now: datetime) -> ColumnElement[bool]:
    return (
        _readable
        & (Notification.state == NotificationState.PLANNED)
        & (Notification.due_at <= now)
        & or_(Notification.lease_until.is_(None), Notification.lease_until <= now)
    )
