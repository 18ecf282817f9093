"""What an instructor notes about lessons; staff alone read it."""

from collections.abc import Sequence

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from models import Lesson, LessonNote
from services.support import clean_words


def cleaned(text: str) -> str:
    """Return a note without the white space around it, empty for none. Raises as ``clean_words``."""
    return clean_words(text) if text.strip() else ""


def write(session: AsyncSession, lessons: Sequence[Lesson], text: str) -> None:
    """Note the same about lessons (stored) that have no note; nothing for an empty text."""
    words = cleaned(text)
    for lesson in lessons if words else ():
        note = LessonNote(lesson_id=lesson.id)
        session.add(note)
        note.text = words


async def rewrite(session: AsyncSession, lessons: Sequence[Lesson], text: str) -> None:
    """Let this be the lessons' note in place of what was noted before; an empty text takes it away."""
    await session.execute(delete(LessonNote).where(LessonNote.lesson_id.in_([one.id for one in lessons])))
    write(session, lessons, text)
    await session.flush()


async def read(session: AsyncSession, lesson_id: int) -> str:
    """Return what is noted about a lesson, empty for nothing. Who may read it is the caller's to check."""
    note = (await session.scalars(select(LessonNote).where(LessonNote.lesson_id == lesson_id))).one_or_none()
    return note.text or "" if note is not None else ""
