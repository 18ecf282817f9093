"""What is left to do, and what was done, read from the program's own database."""

from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.orm import InstrumentedAttribute

from bot.settings import Settings
from models import InboxState, InboxUpdate, Meeting, Notification, NotificationKind, NotificationState


async def count(
    settings: Settings, column: InstrumentedAttribute[Any], *conditions: ColumnElement[bool]
) -> int:
    """Count rows."""
    engine = create_async_engine(settings.database_url)
    try:
        async with engine.connect() as connection:
            query = select(func.count(column)).where(*conditions)
            return int(await connection.scalar(query) or 0)
    finally:
        await engine.dispose()


async def reminders_left(settings: Settings) -> int:
    """Count the reminders that are still to be sent."""
    return await count(
        settings,
        Notification.id,
        Notification.kind == NotificationKind.LESSON_STARTING,
        Notification.state == NotificationState.PLANNED,
    )


async def shown(settings: Settings) -> int:
    """Count the presses whose outcome was shown."""
    return await count(settings, InboxUpdate.shown_at)


async def unhandled(settings: Settings) -> int:
    """Count the presses that were not carried out, or only at a second try."""
    return await count(
        settings, InboxUpdate.update_id, (InboxUpdate.state != InboxState.DONE) | (InboxUpdate.attempts > 0)
    )


async def leases(settings: Settings) -> int:
    """Count the messages and meetings that somebody has taken up."""
    messages = await count(settings, Notification.id, Notification.lease_until.is_not(None))
    return messages + await count(settings, Meeting.id, Meeting.lease_until.is_not(None))
