"""Planning what is owed: rows added in the transaction of the change that causes them."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from models import (
    Channel,
    Lesson,
    LessonMessage,
    LessonMessageKind,
    LessonParticipant,
    Membership,
    Notification,
    NotificationKind,
    NotificationState,
    ParticipantState,
    Person,
)
from services import timetable
from services.lessons.rules import ENTRY_OPENS, LINK_DEADLINE

QUIET_MARGIN = timedelta(hours=2)
"""A message that waited for the morning comes at least this long before its lesson, or does not wait."""

FINISHED_KEPT = timedelta(hours=12)
"""How long after the end a card is still worth turning into «Занятие завершено»."""

LESSON_KINDS = (
    NotificationKind.LESSON_PLANNED,
    NotificationKind.LESSON_STARTING,
    NotificationKind.LESSON_RUNNING,
    NotificationKind.LESSON_FINISHED,
    NotificationKind.LESSON_MOVED,
    NotificationKind.HOST_ENTRY,
    NotificationKind.MEETING_MISSING,
)


def owe(
    session: AsyncSession,
    kind: NotificationKind,
    recipient: Person,
    *,
    organization_id: int,
    key: str,
    due_at: datetime,
    expires_at: datetime | None = None,
    lesson_id: int | None = None,
    membership_id: int | None = None,
    channel: Channel = Channel.TELEGRAM,
    params: dict[str, int | str] | None = None,
) -> Notification:
    """Add a planned message; ``key`` with kind and recipient makes it one of its kind for good."""
    row = Notification(
        kind=kind,
        recipient_id=recipient.id,
        organization_id=organization_id,
        lesson_id=lesson_id,
        membership_id=membership_id,
        params=params or {},
        channel=channel,
        dedup_key=f"{kind.value}:{recipient.id}:{key}",
        due_at=due_at,
        expires_at=expires_at,
        state=NotificationState.PLANNED,
        attempts=0,
    )
    session.add(row)
    return row


def plan_for_instructor(session: AsyncSession, lesson: Lesson, instructor: Membership, now: datetime) -> None:
    """Plan the instructor's messages of a lesson's present version."""
    _plan_course_of_lesson(session, lesson, instructor.person, now)
    _owe_lesson(
        session,
        NotificationKind.MEETING_MISSING,
        lesson,
        instructor.person,
        due_at=max(now, lesson.starts_at - LINK_DEADLINE),
        expires_at=lesson.ends_at,
    )


def plan_for_patient(
    session: AsyncSession,
    lesson: Lesson,
    patient: Membership,
    now: datetime,
    told: NotificationKind = NotificationKind.LESSON_PLANNED,
    params: dict[str, int | str] | None = None,
) -> None:
    """Plan a patient's messages of a lesson's present version; ``told`` is the one that goes out first."""
    entry = lesson.starts_at - ENTRY_OPENS
    due_at = polite_moment(now, lesson.starts_at, patient.person.timezone)
    if due_at < entry:
        _owe_lesson(session, told, lesson, patient.person, due_at=due_at, expires_at=entry, params=params)
    elif told is NotificationKind.LESSON_MOVED:
        _owe_lesson(
            session, told, lesson, patient.person, due_at=now, expires_at=lesson.starts_at, params=params
        )
    _plan_course_of_lesson(session, lesson, patient.person, now)


def _plan_course_of_lesson(session: AsyncSession, lesson: Lesson, person: Person, now: datetime) -> None:
    for kind, due_at, expires_at in (
        (NotificationKind.LESSON_STARTING, max(now, lesson.starts_at - ENTRY_OPENS), lesson.ends_at),
        (NotificationKind.LESSON_RUNNING, lesson.starts_at, lesson.ends_at),
        (NotificationKind.LESSON_FINISHED, lesson.ends_at, lesson.ends_at + FINISHED_KEPT),
    ):
        _owe_lesson(session, kind, lesson, person, due_at=due_at, expires_at=expires_at)


def _owe_lesson(
    session: AsyncSession,
    kind: NotificationKind,
    lesson: Lesson,
    person: Person,
    *,
    due_at: datetime,
    expires_at: datetime,
    params: dict[str, int | str] | None = None,
) -> None:
    owe(
        session,
        kind,
        person,
        organization_id=lesson.organization_id,
        key=f"{lesson.id}:{lesson.version}:{due_at:%Y%m%d%H%M%S%f}",
        due_at=due_at,
        expires_at=expires_at,
        lesson_id=lesson.id,
        params={"version": lesson.version, **(params or {})},
    )


def polite_moment(now: datetime, subject_at: datetime, zone: str) -> datetime:
    """Return when a message about ``subject_at`` may go out to someone in ``zone``.

    At once, unless it is 21:00–08:00 there; then at 08:00, but for what concerns the same local day, or would
    come less than two hours before (product.md, Quiet hours).
    """
    if timetable.to_local(now, zone).date() == timetable.to_local(subject_at, zone).date():
        return now
    morning = timetable.quiet_until(now, zone)
    return morning if morning <= subject_at - QUIET_MARGIN else now


async def void(session: AsyncSession, lesson_id: int, person_ids: Iterable[int] | None = None) -> None:
    """Take back what is planned about a lesson, for everyone or for these people."""
    query = (
        update(Notification)
        .where(
            Notification.lesson_id == lesson_id,
            Notification.state == NotificationState.PLANNED,
            Notification.kind.in_(LESSON_KINDS),
        )
        .values(state=NotificationState.VOID, last_error="replanned")
    )
    if person_ids is not None:
        query = query.where(Notification.recipient_id.in_(list(person_ids)))
    await session.execute(query.execution_options(synchronize_session=False))


async def refresh_cards(
    session: AsyncSession, lesson: Lesson, now: datetime, person_ids: Iterable[int] | None = None
) -> None:
    """Plan a silent edit of the cards that people have of a lesson, everyone's or these people's."""
    query = (
        select(Person)
        .join(LessonMessage, LessonMessage.person_id == Person.id)
        .where(LessonMessage.lesson_id == lesson.id, LessonMessage.kind == LessonMessageKind.CARD)
    )
    if person_ids is not None:
        query = query.where(Person.id.in_(list(person_ids)))
    waiting = set(
        await session.scalars(
            select(Notification.recipient_id).where(
                Notification.lesson_id == lesson.id,
                Notification.kind == NotificationKind.LESSON_REFRESH,
                Notification.state == NotificationState.PLANNED,
                Notification.lease_until.is_(None),
            )
        )
    )
    for person in await session.scalars(query):
        if person.id not in waiting:
            owe(
                session,
                NotificationKind.LESSON_REFRESH,
                person,
                organization_id=lesson.organization_id,
                key=f"{lesson.id}:{now:%Y%m%d%H%M%S%f}",
                due_at=now,
                lesson_id=lesson.id,
            )


def invited(participants: Iterable[LessonParticipant]) -> list[LessonParticipant]:
    """Return the places that get messages and a link."""
    return [place for place in participants if place.state is ParticipantState.INVITED]
