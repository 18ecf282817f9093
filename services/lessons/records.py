"""What the journal says of lessons."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from models import JournalAction, Lesson
from services import journal
from services.policy import Actor


def record(
    session: AsyncSession,
    actor: Actor,
    action: JournalAction,
    lesson: Lesson,
    now: datetime,
    *,
    subject_id: int | None = None,
    **details: str,
) -> None:
    """Write down what was done with a lesson, and when it begins; ``subject_id`` is whose place it was."""
    moments = {"starts_at": lesson.starts_at.isoformat(), **details}
    journal.record(session, actor, action, now, subject_id=subject_id, lesson_id=lesson.id, details=moments)
