"""What follows when several lessons change at once, but for the one message that tells of all."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from models import Lesson
from services import meetings
from services.lessons import calendar_files
from services.notifications import planning, refreshing


async def follow(
    session: AsyncSession, lesson: Lesson, now: datetime, *, ask: bool = False
) -> Mapping[int, datetime | None]:
    """Let the meeting, the messages, the cards and the calendar files follow a lesson's new version.

    With ``ask`` patients are asked anew whether they come. Returns whom (persons) a card tells that had not
    gone out yet, as ``planning.untold`` does: it tells of the present change too.
    """
    untold = await planning.untold(session, lesson.id, now)
    waiting = {person: known for person, known in untold.items() if known != lesson.starts_at}
    await planning.void(session, lesson.id)
    await meetings.replan(session, lesson, now)
    planning.plan_for_instructor(session, lesson, lesson.instructor, now)
    told = planning.invited(lesson.participants)
    for place in lesson.participants:
        person = place.patient.person_id
        if place not in told:
            planning.plan_end(session, lesson, place.patient.person)
        elif person in waiting:
            planning.plan_for_patient(session, lesson, place.patient, now, waiting[person])
        else:
            planning.plan_opened(session, lesson, place.patient, now, ask=ask)
    for one in lesson.invited_specialists:
        person = one.person_id
        known = waiting.get(person)
        planning.plan_for_specialist(session, lesson, one, now, known, told=person in waiting)
    await refreshing.refresh_cards(session, lesson, now)
    await calendar_files.renew(session, lesson, now)
    return waiting
