"""News of what was planned or changed: owed once for all lessons it is about, worded when it goes out."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from types import MappingProxyType

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload, selectinload

from models import (
    Channel,
    FormerEmail,
    Lesson,
    LessonParticipant,
    LessonSpecialist,
    LessonStatus,
    Membership,
    Notification,
    NotificationKind,
    NotificationState,
    ParticipantState,
    PlaceOffer,
)
from models.base import new_uid
from services.messages import changes as words
from services.messages.context import Context
from services.moments import Moments
from services.notifications import planning
from services.ports import Address, OutgoingMessage

KEPT = timedelta(days=2)
"""How long news that no lesson puts an end to is worth telling."""


LESSON_NEWS = frozenset(
    {
        NotificationKind.SERIES_PLANNED,
        NotificationKind.PATIENT_STUCK,
        NotificationKind.SERIES_MOVED,
        NotificationKind.LESSONS_RESIZED,
        NotificationKind.LESSONS_LED_BY_OTHER,
        NotificationKind.LESSONS_RECEIVED,
        NotificationKind.LESSONS_GIVEN_AWAY,
        NotificationKind.LESSONS_RETURNED,
        NotificationKind.PLACES_REMOVED,
        NotificationKind.PATIENT_REMOVED,
        NotificationKind.LESSON_DECLINED,
    }
)
"""News after which a person's open screen may show lessons, or places in them, that are so no more."""


def tell(
    session: AsyncSession,
    kind: NotificationKind,
    recipient: Membership,
    subject: Membership,
    lessons: Sequence[Lesson],
    *,
    key: str,
    now: datetime,
    more: Mapping[str, str] = MappingProxyType({}),
) -> None:
    """Owe one message about all these lessons; ``key`` tells a change from another, ``more`` goes with it."""
    nearest, latest = min(one.starts_at for one in lessons), max(one.ends_at for one in lessons)
    planning.owe(
        session,
        kind,
        recipient.person,
        organization_id=recipient.organization_id,
        key=f"{subject.id}:{key}",
        due_at=planning.polite_moment(now, nearest, recipient.person),
        expires_at=latest,
        membership_id=subject.id,
        params={
            "lessons": ",".join(str(one.id) for one in lessons),
            "about": nearest.isoformat(),
            **more,
        },
    )


async def told_later(
    session: AsyncSession, kind: NotificationKind, lessons: Sequence[Lesson], now: datetime
) -> dict[int, set[int]]:
    """Return which of these lessons news of this kind that has not gone out tells each reader (a person) of.

    It is worded when it goes out, so it tells of what is changed now too; it goes out in time for that.
    """
    rows = await session.scalars(
        select(Notification)
        .where(
            Notification.organization_id == lessons[0].organization_id,
            Notification.kind == kind,
            Notification.state == NotificationState.PLANNED,
            Notification.lease_until.is_(None),
        )
        .options(joinedload(Notification.recipient))
        .with_for_update(of=Notification, skip_locked=True)
    )
    waiting: dict[int, set[int]] = {}
    for row in rows.all():
        same = [one for one in lessons if one.id in _about(row)]
        if same:
            nearest = min(one.starts_at for one in same)
            row.due_at = min(row.due_at, planning.polite_moment(now, nearest, row.recipient))
            row.expires_at = max(row.expires_at or now, *(one.ends_at for one in same))
            waiting.setdefault(row.recipient_id, set()).update(one.id for one in same)
    return waiting


def tell_leader(
    session: AsyncSession, leader: Membership, patient: Membership, *, leads: bool, now: datetime
) -> None:
    """Owe a doctor or an instructor the news that they lead a patient from now on, or no longer."""
    planning.owe(
        session,
        NotificationKind.LEADER_CHANGED,
        leader.person,
        organization_id=patient.organization_id,
        key=f"{patient.id}:{leader.id}:{new_uid()}",
        due_at=planning.after_quiet_hours(now, leader.person),
        expires_at=now + KEPT,
        membership_id=patient.id,
        params={"leads": int(leads)},
    )


async def tell_of_email(session: AsyncSession, member: Membership, before: str | None, now: datetime) -> None:
    """Owe a person the news that their email is another one, in Telegram and by a letter to ``before``."""
    key = f"{member.id}:{new_uid()}"
    due_at = planning.after_quiet_hours(now, member.person)
    planning.owe(
        session,
        NotificationKind.EMAIL_CHANGED,
        member.person,
        organization_id=member.organization_id,
        key=key,
        due_at=due_at,
        expires_at=now + KEPT,
        membership_id=member.id,
    )
    if before is None:
        return
    former = FormerEmail(person_id=member.person_id)
    session.add(former)
    former.email = before
    await session.flush()
    planning.owe(
        session,
        NotificationKind.EMAIL_REPLACED,
        member.person,
        organization_id=member.organization_id,
        key=key,
        due_at=due_at,
        expires_at=now + KEPT,
        membership_id=member.id,
        channel=Channel.MAIL,
        params={"former": former.id},
    )


async def note(
    session: AsyncSession, row: Notification, context: Context, moments: Moments
) -> OutgoingMessage | None:
    """Return what a row of news says now, None when nothing of it is true any more."""
    match row.kind:
        case NotificationKind.LEADER_CHANGED:
            return words.leader_changed(context, moments)
        case NotificationKind.EMAIL_CHANGED:
            return words.email_changed(context, moments)
        case NotificationKind.EMAIL_REPLACED:
            return words.email_replaced(context, moments)
    if row.kind is NotificationKind.LESSON_DECLINED:
        return await _declined(session, row, context, moments)
    if row.kind is NotificationKind.PLACE_OFFERED:
        return await _offered(session, row, context, moments)
    lessons = await _lessons(session, row, moments.now)
    scheduled = [one for one in lessons if one.status is LessonStatus.SCHEDULED]
    subject_id = row.membership_id
    match row.kind:
        case NotificationKind.SERIES_PLANNED:
            own = [one for one in scheduled if _invited(one, subject_id)]
            return words.series_planned(context, moments, own) if own else None
        case NotificationKind.PATIENT_STUCK:
            held = [one for one in scheduled if one.instructor.person_id == row.recipient_id]
            return words.stuck(context, moments, held[0]) if held else None
        case NotificationKind.TRIAL_FAILED:
            held = [one for one in scheduled if one.instructor.person_id == row.recipient_id]
            return words.trial_failed(context, moments, held[0] if held else None)
        case NotificationKind.SERIES_MOVED:
            was = _was(row)
            own = [one for one in scheduled if _invited(one, subject_id) and was[one.id] != one.starts_at]
            return words.series_moved(context, moments, own, was) if own else None
        case NotificationKind.LESSONS_RESIZED:
            own = [one for one in scheduled if _invited(one, subject_id) and _lasts(one, row)]
            return words.resized(context, moments, own) if own else None
        case NotificationKind.LESSONS_LED_BY_OTHER:
            own = [one for one in scheduled if _invited(one, subject_id)]
            return words.led_by_other(context, moments, own) if own else None
        case NotificationKind.LESSONS_RECEIVED:
            held = [one for one in scheduled if one.instructor.person_id == row.recipient_id]
            return words.received(context, moments, held) if held else None
        case NotificationKind.LESSONS_RETURNED:
            held = [one for one in scheduled if one.instructor.person_id == row.recipient_id]
            return words.returned(context, moments, held) if held else None
        case NotificationKind.STAND_IN_FOUND:
            gone = [one for one in scheduled if one.instructor_id != subject_id]
            return words.stand_in_found(context, moments, gone) if gone else None
        case NotificationKind.LESSONS_GIVEN_AWAY:
            gone = [one for one in scheduled if one.instructor.person_id != row.recipient_id]
            return words.given_away(context, moments, gone) if gone else None
        case NotificationKind.PLACES_REMOVED:
            lost = [one for one in lessons if one not in scheduled or not _invited(one, subject_id)]
            return words.places_removed(context, moments, lost) if lost else None
        case NotificationKind.PATIENT_REMOVED:
            return words.patient_removed(context, moments, lessons) if lessons else None
        case _:
            return None


def _was(row: Notification) -> dict[int, datetime]:
    """Return when the lessons of a row were before, by their ids."""
    ids, moments = str(row.params["lessons"]).split(","), str(row.params["was"]).split(",")
    return {int(number): datetime.fromisoformat(was) for number, was in zip(ids, moments, strict=True)}


def _lasts(lesson: Lesson, row: Notification) -> bool:
    """Say whether a lesson still lasts as long as a row tells; rows of older releases tell no length."""
    return str(lesson.minutes) == row.params.get("minutes", str(lesson.minutes))


async def _declined(
    session: AsyncSession, row: Notification, context: Context, moments: Moments
) -> OutgoingMessage | None:
    """Return who does not come and why, None once they come after all or the lesson is another's."""
    for lesson in await _lessons(session, row, moments.now):
        for place in lesson.participants:
            stands = lesson.status is LessonStatus.SCHEDULED and place.state is ParticipantState.DECLINED
            if stands and place.patient_id == row.membership_id:
                held = lesson.instructor.person_id == row.recipient_id
                return words.declined(context, moments, lesson, place) if held else None
    return None


async def _offered(
    session: AsyncSession, row: Notification, context: Context, moments: Moments
) -> OutgoingMessage | None:
    """Return which place is free, None once it is not."""
    offer = await session.get(PlaceOffer, row.params["offer"])
    if offer is None or offer.closed_at is not None:
        return None
    lesson = await session.get_one(
        Lesson,
        offer.lesson_id,
        options=[joinedload(Lesson.instructor).joinedload(Membership.person)],
    )
    free = lesson.status is LessonStatus.SCHEDULED and not lesson.begun(moments.now)
    return words.offered(context, moments, lesson, offer.id) if free else None


async def former_address(session: AsyncSession, row: Notification) -> Address | None:
    """Return the address a person had before, for the letter that goes there; None for any other row."""
    if row.kind is not NotificationKind.EMAIL_REPLACED:
        return None
    former = await session.get(FormerEmail, row.params["former"])
    email = former.email if former is not None else None
    return Address(telegram_id=None, email=email, language=row.recipient.language)


async def forget_address(session: AsyncSession, row: Notification) -> None:
    """Forget a former address once its letter has gone, or cannot go."""
    if row.kind is NotificationKind.EMAIL_REPLACED:
        former = await session.get(FormerEmail, row.params["former"])
        if former is not None:
            await session.delete(former)


def _invited(lesson: Lesson, membership_id: int | None) -> bool:
    return any(one.id == membership_id for one in planning.invitees(lesson))


def _about(row: Notification) -> set[int]:
    """Return the ids of the lessons a row is about."""
    return {int(one) for one in str(row.params.get("lessons", "")).split(",") if one}


async def _lessons(session: AsyncSession, row: Notification, now: datetime) -> list[Lesson]:
    """Return the lessons a row is about that are not over, earliest first."""
    ids = _about(row)
    query = (
        select(Lesson)
        .where(Lesson.id.in_(ids), Lesson.ends_at > now)
        .options(
            joinedload(Lesson.instructor).joinedload(Membership.person),
            selectinload(Lesson.participants)
            .joinedload(LessonParticipant.patient)
            .joinedload(Membership.person),
            selectinload(Lesson.specialists)
            .joinedload(LessonSpecialist.membership)
            .joinedload(Membership.person),
        )
        .order_by(Lesson.starts_at)
        .execution_options(populate_existing=True)
    )
    return list(await session.scalars(query))
