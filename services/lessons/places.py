"""Patients' places in lessons: those that are given up before the lesson begins."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from models import (
    BusyInterval,
    JournalAction,
    Lesson,
    LessonParticipant,
    LessonStatus,
    Membership,
    NotificationKind,
    Resource,
)
from models.base import new_uid
from services import access, journal
from services.notifications import changes, planning, refreshing
from services.policy import Actor


async def lock(session: AsyncSession, lesson_id: int) -> None:
    """Let this be the one transaction that changes the lesson: another waits, and reads what was done."""
    await session.execute(select(Lesson.id).where(Lesson.id == lesson_id).with_for_update())


async def coming_of(session: AsyncSession, patient: Membership, now: datetime) -> Sequence[Lesson]:
    """Return, locked, the lessons a patient has a place in that have not begun, earliest first."""
    mine = select(LessonParticipant.lesson_id).where(LessonParticipant.patient_id == patient.id)
    query = (
        access.lessons_with_people()
        .where(Lesson.id.in_(mine), Lesson.status == LessonStatus.SCHEDULED, Lesson.starts_at > now)
        .order_by(Lesson.starts_at, Lesson.id)
        .with_for_update(of=Lesson)
        .execution_options(populate_existing=True)
    )
    return (await session.scalars(query)).all()


def place_of(lesson: Lesson, patient: Membership) -> LessonParticipant:
    """Return the place a patient has in a lesson."""
    return next(place for place in lesson.participants if place.patient_id == patient.id)


async def remove(
    session: AsyncSession, actor: Actor, lesson: Lesson, patient: Membership, now: datetime
) -> None:
    """Take a patient out of a group's lesson: nobody else is told, the instructor sees it on the card."""
    place = place_of(lesson, patient)
    lesson.participants.remove(place)
    await session.delete(place)
    await session.flush()
    person = Resource.person(patient.person_id)
    await session.execute(
        delete(BusyInterval).where(BusyInterval.lesson_id == lesson.id, BusyInterval.resource_id == person)
    )
    await planning.void(session, lesson.id, [patient.person_id])
    await refreshing.refresh_cards(session, lesson, now, [patient.person_id, lesson.instructor.person_id])
    journal.record(
        session,
        actor,
        JournalAction.PLACE_REMOVED,
        now,
        subject_id=patient.id,
        lesson_id=lesson.id,
        details={"starts_at": lesson.starts_at.isoformat()},
    )


def tell(
    session: AsyncSession,
    actor: Actor,
    patient: Membership,
    lessons: Sequence[Lesson],
    told: Sequence[Lesson],
    now: datetime,
) -> None:
    """Owe the patient one message about the lessons they knew of, and each instructor one about theirs."""
    change = new_uid()
    if told and patient.person_id != actor.person_id:
        kind = NotificationKind.PLACES_REMOVED
        changes.tell(session, kind, patient, patient, told, key=change, now=now)
    of_instructor: dict[int, list[Lesson]] = {}
    for lesson in lessons:
        of_instructor.setdefault(lesson.instructor_id, []).append(lesson)
    for own in of_instructor.values():
        if own[0].instructor.person_id != actor.person_id:
            kind = NotificationKind.PATIENT_REMOVED
            changes.tell(session, kind, own[0].instructor, patient, own, key=change, now=now)
