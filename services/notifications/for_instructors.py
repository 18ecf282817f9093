"""What an instructor is told besides the cards: the day, whom nothing reaches, who waits, who was there.

All are planned with the lesson; right before they go out it is looked whether there is anything to tell.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select, union_all
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload, selectinload

from models import (
    HostProvider,
    Lesson,
    LessonParticipant,
    LessonStatus,
    Meeting,
    Membership,
    Notification,
    NotificationKind,
    NotificationState,
    Person,
)
from services.lessons.rules import AWAITED_AFTER, entry_opens_at
from services.messages import instructors
from services.messages.context import Context
from services.moments import Moments
from services.notifications.planning import GROUP, invited
from services.ports import OutgoingMessage

KINDS = (
    NotificationKind.PATIENTS_UNREACHED,
    NotificationKind.INSTRUCTOR_AWAITED,
    NotificationKind.ATTENDANCE_ASKED,
    NotificationKind.DAY_TOLD,
)

MAILED = (
    NotificationKind.LESSON_PLANNED,
    NotificationKind.LESSON_MOVED,
    NotificationKind.LESSON_SOON,
    NotificationKind.LESSON_STARTING,
)
"""What is mailed to patients whom Telegram does not reach: how that went tells whether mails do."""

HOST_IS_IN = "host_is_in"
"""Why an instructor was not called: the meeting service says that they have begun the meeting."""

_LIVE = (NotificationState.PLANNED, NotificationState.SENT)


async def note(
    session: AsyncSession, row: Notification, context: Context, moments: Moments
) -> OutgoingMessage | None:
    """Return what a row of ``KINDS`` says now, None when there is nothing to tell."""
    if row.kind is NotificationKind.PATIENTS_UNREACHED:
        if moments.now >= entry_opens_at(context.the_lesson.starts_at):
            return None
        people = await unreachable(session, context.the_lesson)
        return instructors.unreached(context, moments, people) if people else None
    if row.kind is NotificationKind.INSTRUCTOR_AWAITED:
        late = await is_awaited(session, context.the_lesson, moments.now)
        return instructors.awaited(context, moments) if late else None
    if row.kind is NotificationKind.DAY_TOLD:
        ahead = [one for one in await grouped(session, row) if not one.begun(moments.now)]
        return instructors.day(moments, ahead) if ahead else None
    lessons = await unmarked(session, row, moments)
    return instructors.attendance_asked(moments, lessons) if lessons else None


async def unreachable(session: AsyncSession, lesson: Lesson) -> list[Person]:
    """Return the patients of a lesson (with its people) whom neither Telegram nor a mail reaches."""
    lost = [
        place.patient.person
        for place in invited(lesson.participants)
        if place.patient.person.telegram_id is None or place.patient.person.telegram_lost_at is not None
    ]
    rows = await session.execute(
        select(Notification.recipient_id, Notification.state)
        .where(
            Notification.lesson_id == lesson.id,
            Notification.recipient_id.in_([person.id for person in lost]),
            Notification.kind.in_(MAILED),
            Notification.state.in_((NotificationState.SENT, NotificationState.FAILED)),
        )
        .order_by(Notification.id)
    )
    newest = {row.recipient_id: row.state for row in rows}
    return [
        person for person in lost if person.email is None or newest.get(person.id) is NotificationState.FAILED
    ]


async def is_awaited(session: AsyncSession, lesson: Lesson, now: datetime) -> bool:
    """Say whether a lesson has begun without its instructor, as far as can be known.

    Whoever uses a link of their own goes in past the bot; of a meeting begun in Zoom itself Zoom tells.
    """
    if lesson.over(now) or now < lesson.starts_at + AWAITED_AFTER:
        return False
    own_link = select(Meeting.id).where(Meeting.lesson_id == lesson.id, Meeting.provider == HostProvider.LINK)
    asked = select(Notification.id).where(
        Notification.lesson_id == lesson.id,
        Notification.kind == NotificationKind.HOST_ENTRY,
        Notification.recipient_id == lesson.instructor.person_id,
        Notification.state.in_(_LIVE),
        # Whoever pressed before the lesson was moved has not gone into this one.
        Notification.due_at >= entry_opens_at(lesson.starts_at),
    )
    began = select(Notification.id).where(
        Notification.lesson_id == lesson.id,
        Notification.kind == NotificationKind.INSTRUCTOR_AWAITED,
        Notification.last_error == HOST_IS_IN,
        Notification.due_at >= lesson.starts_at,
    )
    return await session.scalar(union_all(own_link, asked, began).limit(1)) is None


async def unmarked(session: AsyncSession, row: Notification, moments: Moments) -> Sequence[Lesson]:
    """Return the lessons about which a row asks: those of its group that are over and have no attendance."""
    return [
        lesson
        for lesson in await grouped(session, row)
        if lesson.attendance_at is None and lesson.ends_at <= moments.now
    ]


async def grouped(session: AsyncSession, row: Notification) -> Sequence[Lesson]:
    """Return the lessons of a row's group, earliest first.

    The first row of a group is about all of them, the others about none: one message comes.
    """
    rows = await session.execute(
        select(Notification.id, Notification.state, Lesson)
        .join(Lesson, Lesson.id == Notification.lesson_id)
        .join(Membership, Membership.id == Lesson.instructor_id)
        .where(
            Notification.kind == row.kind,
            Notification.recipient_id == row.recipient_id,
            Notification.organization_id == row.organization_id,
            Notification.params[GROUP].as_string() == str(row.params[GROUP]),
            Notification.params["version"].as_integer() == Lesson.version,
            Membership.person_id == row.recipient_id,
            Lesson.status == LessonStatus.SCHEDULED,
        )
        .options(
            selectinload(Lesson.participants)
            .joinedload(LessonParticipant.patient)
            .joinedload(Membership.person),
            joinedload(Lesson.instructor),
        )
        .order_by(Lesson.starts_at, Lesson.id)
        .execution_options(populate_existing=True)
    )
    found = rows.all()
    if row.id != min((number for number, state, _ in found if state in _LIVE), default=row.id):
        return []
    return [lesson for _, _, lesson in found]
