"""What is owed to whom, read from the rows."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from models import Notification, NotificationKind, NotificationState
from services.policy import Actor


async def rows_for(
    session: AsyncSession, actor: Actor, state: NotificationState = NotificationState.PLANNED
) -> list[Notification]:
    """Return a person's messages in a state, in the order they are due."""
    query = (
        select(Notification)
        .where(Notification.recipient_id == actor.person_id, Notification.state == state)
        .order_by(Notification.due_at, Notification.id)
        .execution_options(populate_existing=True)
    )
    return list(await session.scalars(query))


async def owed(session: AsyncSession, actor: Actor) -> list[tuple[NotificationKind, datetime]]:
    """Return what is owed to a person and when it is due, earliest first."""
    return [(row.kind, row.due_at) for row in await rows_for(session, actor)]


async def kinds(session: AsyncSession, actor: Actor) -> list[NotificationKind]:
    """Return what is owed to a person, earliest first."""
    return [row.kind for row in await rows_for(session, actor)]


async def nothing_owed(session: AsyncSession, *actors: Actor) -> bool:
    """Say whether these people are owed nothing at all."""
    return not [row for actor in actors for row in await rows_for(session, actor)]
