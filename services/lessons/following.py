"""What follows when several lessons change at once, but for the one message that tells of all."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from models import Lesson
from services import meetings
from services.lessons import calendar_files
from services.notifications import planning, refreshing


async def follow(session: AsyncSession, lesson: Lesson, now: datetime) -> None:
    """Let the meeting, the messages, the cards and the calendar files follow a lesson's new version."""
    await planning.void(session, lesson.id)
    await meetings.replan(session, lesson, now)
    planning.plan_for_instructor(session, lesson, lesson.instructor, now)
    told = planning.invited(lesson.participants)
    for place in lesson.participants:
        if place in told:
            planning.plan_opened(session, lesson, place.patient, now)
        else:
            planning.plan_end(session, lesson, place.patient.person)
    for one in lesson.invited_specialists:
        planning.plan_for_specialist(session, lesson, one, now, told=False)
    await refreshing.refresh_cards(session, lesson, now)
    await calendar_files.renew(session, lesson, now)
