"""Employees who are invited to lessons of others."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from models import Lesson, LessonSpecialist, LessonStatus, Membership
from services import access
from services.lessons import clashes
from services.notifications import planning, refreshing


async def leave(session: AsyncSession, member: Membership, now: datetime) -> None:
    """Take an employee whose access ends out of the lessons not over that they are invited to."""
    invited = select(LessonSpecialist.lesson_id).where(LessonSpecialist.membership_id == member.id)
    query = (
        access.lessons_with_people()
        .where(Lesson.id.in_(invited), Lesson.status == LessonStatus.SCHEDULED, Lesson.ends_at > now)
        .order_by(Lesson.starts_at, Lesson.id)
    )
    for lesson in (await session.scalars(query.with_for_update(of=Lesson))).all():
        await remove(session, lesson, member, now)


async def remove(session: AsyncSession, lesson: Lesson, member: Membership, now: datetime) -> None:
    """Take an employee out of a lesson (with its people): their time is free, no message of it comes."""
    lesson.specialists = [one for one in lesson.specialists if one.membership_id != member.id]
    await session.flush()
    await clashes.release_person(session, lesson.id, member.person_id)
    await planning.void(session, lesson.id, [member.person_id])
    await refreshing.refresh_cards(session, lesson, now, [member.person_id, lesson.instructor.person_id])
