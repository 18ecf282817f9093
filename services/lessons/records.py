"""What the journal says of lessons."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from models import JournalAction, Lesson
from services import journal
from services.policy import Actor


def record(
    session: AsyncSession, actor: Actor, action: JournalAction, lesson: Lesson, now: datetime, **details: str
) -> None:
    """Write down what was done with a lesson, and when it begins."""
    moments = {"starts_at": lesson.starts_at.isoformat(), **details}
    journal.record(session, actor, action, now, lesson_id=lesson.id, details=moments)
