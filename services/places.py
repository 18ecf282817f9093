"""Places in lessons that a clearance no longer covers, or covers again."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from models import LessonParticipant, ParticipantState
from services.notifications import planning, refreshing


async def block_places(
    session: AsyncSession, places: Sequence[LessonParticipant], now: datetime
) -> list[LessonParticipant]:
    """Block the places of lessons that have not begun, and return them: no message, no link any more.

    They come with patient and person, and with the lesson and its instructor.
    """
    closed = [place for place in places if not place.lesson.begun(now)]
    for place in closed:
        place.state = ParticipantState.BLOCKED
        await planning.void(session, place.lesson_id, [place.patient.person_id])
        planning.plan_end(session, place.lesson, place.patient.person)
        await refreshing.refresh_cards(session, place.lesson, now)
    return closed


async def open_places(
    session: AsyncSession, places: Sequence[LessonParticipant], now: datetime, *, told: bool = False
) -> None:
    """Open blocked places, whose clearance must cover them by now; they come as for ``block_places``.

    ``told`` lets the patients have word of each lesson, where nothing else tells them of all.
    """
    for place in places:
        place.state = ParticipantState.INVITED
        await planning.void(session, place.lesson_id, [place.patient.person_id])
        plan = planning.plan_for_patient if told else planning.plan_opened
        plan(session, place.lesson, place.patient, now)
        await refreshing.refresh_cards(session, place.lesson, now)
