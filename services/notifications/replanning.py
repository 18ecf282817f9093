"""What lessons owe, planned anew when a clinic or a person changes how they are told, or a lesson its end."""

from datetime import datetime, timedelta

from sqlalchemy import String, cast, or_, select, union, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload

from models import (
    UNEXPECTED,
    Lesson,
    LessonMessage,
    LessonParticipant,
    LessonSpecialist,
    LessonStatus,
    Membership,
    Notification,
    NotificationKind,
    NotificationState,
    Organization,
    Person,
)
from models.base import new_uid
from services.lessons.asking import asked_at, attendance_asked_at, day_told_at
from services.notifications.planning import (
    ATTENDANCE_KEPT,
    BY_THEIR_CLOCK,
    CARD_KINDS,
    FINISHED_KEPT,
    GROUP,
    LESSON_KINDS,
    OWED,
    WAITING_KINDS,
    after_quiet_hours,
    owe,
    plan_early,
    polite_moment,
)


async def replan_early(session: AsyncSession, organization: Organization, now: datetime) -> None:
    """Let the earlier reminders of coming lessons follow ``organization.reminder_minutes``.

    The number of queries does not grow with the lessons.
    """
    await session.execute(
        update(Notification)
        .where(
            Notification.organization_id == organization.id,
            Notification.kind == NotificationKind.LESSON_SOON,
            Notification.state == NotificationState.PLANNED,
        )
        .values(
            state=NotificationState.VOID,
            last_error="replanned",
            dedup_key=Notification.dedup_key + ":void:" + cast(Notification.id, String),
        )
        .execution_options(synchronize_session=False)
    )
    if organization.reminder_minutes is None:
        return
    holds = select(Lesson.id.label("lesson_id"), Membership.person_id).join(
        Membership, Membership.id == Lesson.instructor_id
    )
    has_place = (
        select(LessonParticipant.lesson_id, Membership.person_id)
        .join(Membership, Membership.id == LessonParticipant.patient_id)
        .where(LessonParticipant.state.not_in(UNEXPECTED))
    )
    invited = select(LessonSpecialist.lesson_id, Membership.person_id).join(
        Membership, Membership.id == LessonSpecialist.membership_id
    )
    concerned = union(holds, has_place, invited).subquery()
    rows = await session.execute(
        select(Lesson, Person)
        .join(concerned, concerned.c.lesson_id == Lesson.id)
        .join(Person, Person.id == concerned.c.person_id)
        .where(
            Lesson.organization_id == organization.id,
            Lesson.status == LessonStatus.SCHEDULED,
            Lesson.starts_at > now + timedelta(minutes=organization.reminder_minutes),
        )
        .order_by(Lesson.starts_at, Person.id)
    )
    for lesson, person in rows.all():
        plan_early(session, lesson, person, now)


async def refresh_cards_of_clinic(session: AsyncSession, organization_id: int, now: datetime) -> None:
    """Plan a silent edit of all cards of a clinic's lessons that are not over: they are worded otherwise now.

    A card on its way counts as in ``refreshing.refresh_cards``.
    """
    have = select(LessonMessage.lesson_id, LessonMessage.person_id)
    on_the_way = select(Notification.lesson_id, Notification.recipient_id).where(
        Notification.kind.in_(CARD_KINDS), Notification.lease_until > now
    )
    concerned = union(have, on_the_way).subquery()
    waiting = select(Notification.id).where(
        Notification.lesson_id == Lesson.id,
        Notification.recipient_id == Person.id,
        Notification.kind == NotificationKind.LESSON_REFRESH,
        Notification.state == NotificationState.PLANNED,
        or_(Notification.lease_until.is_(None), Notification.lease_until <= now),
    )
    rows = await session.execute(
        select(Lesson.id, Person)
        .join(concerned, concerned.c.lesson_id == Lesson.id)
        .join(Person, Person.id == concerned.c.person_id)
        .where(Lesson.organization_id == organization_id, Lesson.ends_at > now, ~waiting.exists())
        .order_by(Lesson.starts_at, Person.id)
    )
    for lesson_id, person in rows.all():
        owe(
            session,
            NotificationKind.LESSON_REFRESH,
            person,
            organization_id=organization_id,
            key=f"{lesson_id}:{new_uid()}",
            due_at=now,
            lesson_id=lesson_id,
        )


async def follow_end(session: AsyncSession, lesson: Lesson, was: datetime) -> None:
    """Let what is planned of a lesson follow its end, which was ``was`` (aware) until now.

    What was of no use after the end lasts as long as the lesson; the cards say later that it is over.
    """
    rows = await session.scalars(
        select(Notification)
        .where(
            Notification.lesson_id == lesson.id,
            Notification.state == NotificationState.PLANNED,
            Notification.kind.in_(LESSON_KINDS),
        )
        .options(joinedload(Notification.recipient))
        .with_for_update(of=Notification)
    )
    for row in rows.all():
        if row.kind is NotificationKind.LESSON_FINISHED:
            row.due_at, row.expires_at = lesson.ends_at, lesson.ends_at + FINISHED_KEPT
        elif row.kind is NotificationKind.ATTENDANCE_ASKED:
            _ask_about_attendance(row, lesson.ends_at, row.recipient, lesson.ends_at)
        elif row.expires_at == was:
            row.expires_at = lesson.ends_at
    session.info[OWED] = True


async def retime(session: AsyncSession, person: Person, now: datetime) -> None:
    """Plan anew what waits for the end of the person's quiet hours: these, or the zone, have just changed.

    So are the question of the day before, the one who was there, and the day's lessons, which come by their
    own clock.

    What is being sent, and what is sent again after a failure, keeps its moment.
    """
    rows = await session.execute(
        select(Notification, Lesson.starts_at, Lesson.ends_at)
        .outerjoin(Lesson, Lesson.id == Notification.lesson_id)
        .where(
            Notification.recipient_id == person.id,
            Notification.kind.in_((*WAITING_KINDS, *BY_THEIR_CLOCK)),
            Notification.state == NotificationState.PLANNED,
            Notification.lease_until.is_(None),
            Notification.last_error.is_(None),
            Notification.due_at > now,
        )
        .with_for_update(of=Notification)
    )
    for row, starts_at, ends_at in rows.all():
        session.info[OWED] = True
        if row.kind is NotificationKind.ATTENDANCE_ASKED and ends_at is not None:
            _ask_about_attendance(row, ends_at, person, now)
            continue
        if row.kind is NotificationKind.DAY_TOLD and starts_at is not None:
            told = day_told_at(starts_at, person)
            row.due_at, row.params = max(now, told), {**row.params, GROUP: told.isoformat()}
            continue
        if row.kind is NotificationKind.LESSON_ASKED and starts_at is not None:
            moment = asked_at(starts_at, person)
            row.due_at = moment if moment > now else polite_moment(now, starts_at, person)
            continue
        about = [
            datetime.fromisoformat(str(row.params[key])) for key in ("was", "about") if key in row.params
        ]
        if starts_at is not None:
            about.append(starts_at)
        row.due_at = polite_moment(now, min(about), person) if about else after_quiet_hours(now, person)


def _ask_about_attendance(row: Notification, ends_at: datetime, instructor: Person, now: datetime) -> None:
    """Let a row that asks who was at a lesson be due by its end (aware) and the instructor's clock."""
    row.due_at = max(now, attendance_asked_at(ends_at, instructor))
    row.expires_at = row.due_at + ATTENDANCE_KEPT
    row.params = {**row.params, GROUP: row.due_at.isoformat()}
