"""Planning what is owed: rows added in the transaction of the change that causes them."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import String, cast, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from models import (
    Channel,
    Lesson,
    LessonParticipant,
    Membership,
    Notification,
    NotificationKind,
    NotificationState,
    Person,
)
from services import timetable
from services.lessons.asking import ASKED_WITHIN, asked_at, attendance_asked_at, day_told_at
from services.lessons.rules import (
    AWAITED_AFTER,
    DELIVERY_SHOWN,
    ENTRY_ASKED_AFTER,
    ENTRY_OPENS,
    LINK_DEADLINE,
)

QUIET_MARGIN = timedelta(hours=2)
"""A message that waited for the morning comes at least this long before its lesson, or does not wait."""

FINISHED_KEPT = timedelta(hours=12)
"""How long after the end a card is still worth turning into «Занятие завершено»."""

CARD_KINDS = (
    NotificationKind.LESSON_PLANNED,
    NotificationKind.LESSON_ASKED,
    NotificationKind.LESSON_SOON,
    NotificationKind.LESSON_STARTING,
    NotificationKind.LESSON_RUNNING,
    NotificationKind.ENTRY_ASKED,
    NotificationKind.LESSON_FINISHED,
    NotificationKind.LESSON_MOVED,
    NotificationKind.LESSON_CANCELLED,
    NotificationKind.LESSON_REFRESH,
    NotificationKind.LESSON_CARD,
)
"""What sends or edits a person's card of a lesson."""

LESSON_KINDS = (
    NotificationKind.LESSON_PLANNED,
    NotificationKind.LESSON_ASKED,
    NotificationKind.LESSON_SOON,
    NotificationKind.LESSON_STARTING,
    NotificationKind.LESSON_RUNNING,
    NotificationKind.ENTRY_ASKED,
    NotificationKind.LESSON_FINISHED,
    NotificationKind.LESSON_MOVED,
    NotificationKind.HOST_ENTRY,
    NotificationKind.MEETING_MISSING,
    NotificationKind.PATIENTS_UNREACHED,
    NotificationKind.INSTRUCTOR_AWAITED,
    NotificationKind.ATTENDANCE_ASKED,
    NotificationKind.DAY_TOLD,
    NotificationKind.LESSON_CARD,
)

WAITING_KINDS = (
    NotificationKind.LESSON_PLANNED,
    NotificationKind.LESSON_MOVED,
    NotificationKind.LESSON_CANCELLED,
    NotificationKind.LESSON_DECLINED,
    NotificationKind.TRIAL_FAILED,
    NotificationKind.PLACE_OFFERED,
    NotificationKind.CLEARANCE_GIVEN,
    NotificationKind.CLEARANCE_PAUSED,
    NotificationKind.CLEARANCE_CHANGED,
    NotificationKind.INVITATION_REJECTED,
    NotificationKind.PATIENT_LEFT,
    NotificationKind.CONSENT_WITHDRAWN,
    NotificationKind.ERASURE_ASKED,
    NotificationKind.ERASURE_TAKEN_BACK,
    NotificationKind.LESSONS_LED_BY_OTHER,
    NotificationKind.LESSONS_RECEIVED,
    NotificationKind.LESSONS_GIVEN_AWAY,
    NotificationKind.LESSONS_RETURNED,
    NotificationKind.STAND_IN_FOUND,
    NotificationKind.SERIES_PLANNED,
    NotificationKind.SERIES_MOVED,
    NotificationKind.LESSONS_RESIZED,
    NotificationKind.PLACES_REMOVED,
    NotificationKind.PATIENT_REMOVED,
    NotificationKind.LEADER_CHANGED,
    NotificationKind.EMAIL_CHANGED,
    NotificationKind.EMAIL_REPLACED,
    NotificationKind.CHECKUP_REMARKS,
    NotificationKind.LINK_ASKED,
    NotificationKind.SIGN_IN_STOPPED,
)
"""What waits for the end of its reader's quiet hours; nothing else is ever held back by them."""

BY_THEIR_CLOCK = (
    NotificationKind.LESSON_ASKED,
    NotificationKind.ATTENDANCE_ASKED,
    NotificationKind.DAY_TOLD,
)
"""What is asked or told at a certain time of its reader's day."""

ATTENDANCE_KEPT = timedelta(days=1)
"""How long an instructor is still asked who was at a lesson."""

GROUP = "group"
"""The parameter that those of an instructor's lessons share which one message is about."""

OWED = "owed"
"""The key under which a session's ``info`` says that it planned something, which may be due at once."""


AGAIN = "again"
"""The parameter of a reminder that its instructor sent once more."""


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
        dedup_key=_dedup_key(kind, recipient, key),
        due_at=due_at,
        expires_at=expires_at,
        state=NotificationState.PLANNED,
        attempts=0,
    )
    session.add(row)
    session.info[OWED] = True
    return row


async def already_owed(session: AsyncSession, kind: NotificationKind, recipient: Person, key: str) -> bool:
    """Say whether a message with this key was planned before, whatever became of it."""
    query = select(Notification.id).where(Notification.dedup_key == _dedup_key(kind, recipient, key))
    return await session.scalar(query) is not None


def _dedup_key(kind: NotificationKind, recipient: Person, key: str) -> str:
    return f"{kind.value}:{recipient.id}:{key}"


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
    looked_at = max(now, lesson.starts_at - DELIVERY_SHOWN)
    # From the reminder on the card itself tells of whom it did not reach: later there is nothing to say.
    if looked_at < lesson.starts_at - ENTRY_OPENS:
        _owe_lesson(
            session,
            NotificationKind.PATIENTS_UNREACHED,
            lesson,
            instructor.person,
            due_at=looked_at,
        )
    told = day_told_at(lesson.starts_at, instructor.person)
    if now < told < lesson.starts_at - ENTRY_OPENS:
        _owe_lesson(
            session,
            NotificationKind.DAY_TOLD,
            lesson,
            instructor.person,
            due_at=told,
            expires_at=lesson.starts_at,
            params={GROUP: told.isoformat()},
        )
    awaited, who = NotificationKind.INSTRUCTOR_AWAITED, instructor.person
    _owe_lesson(session, awaited, lesson, who, due_at=lesson.starts_at + AWAITED_AFTER)
    asked = attendance_asked_at(lesson.ends_at, instructor.person)
    _owe_lesson(
        session,
        NotificationKind.ATTENDANCE_ASKED,
        lesson,
        instructor.person,
        due_at=asked,
        expires_at=asked + ATTENDANCE_KEPT,
        params={GROUP: asked.isoformat()},
    )


def plan_for_patient(
    session: AsyncSession, lesson: Lesson, patient: Membership, now: datetime, was: datetime | None = None
) -> None:
    """Plan a patient's messages of a lesson's present version; ``was`` is its start before it was moved.

    Within ten minutes of the start the reminder alone tells all there is to tell.
    """
    entry = lesson.starts_at - ENTRY_OPENS
    told = NotificationKind.LESSON_PLANNED if was is None else NotificationKind.LESSON_MOVED
    params: dict[str, int | str] = {} if was is None else {"was": was.isoformat()}
    due_at = polite_moment(now, min(was or lesson.starts_at, lesson.starts_at), patient.person)
    if due_at < entry:
        _owe_lesson(session, told, lesson, patient.person, due_at=due_at, expires_at=entry, params=params)
        params = {}
    silent = was is None and patient.person.does_without(told)
    plan_question(session, lesson, patient.person, now, told_at=None if silent else due_at)
    _plan_course_of_lesson(session, lesson, patient.person, now, params)
    _ask_about_entry(session, lesson, patient.person)


def plan_for_specialist(
    session: AsyncSession,
    lesson: Lesson,
    specialist: Membership,
    now: datetime,
    was: datetime | None = None,
    *,
    told: bool = True,
) -> None:
    """Plan a specialist's messages of a lesson's present version; ``was`` is its start before it was moved.

    Not ``told`` is who reads of it in one message together with other lessons.
    """
    entry, person = lesson.starts_at - ENTRY_OPENS, specialist.person
    params: dict[str, int | str] = {} if was is None else {"was": was.isoformat()}
    due_at = polite_moment(now, min(was or lesson.starts_at, lesson.starts_at), person)
    if told and due_at < entry:
        kind = NotificationKind.LESSON_PLANNED if was is None else NotificationKind.LESSON_MOVED
        _owe_lesson(session, kind, lesson, person, due_at=due_at, expires_at=entry, params=params)
        params = {}
    _plan_course_of_lesson(session, lesson, person, now, params)


def plan_opened(
    session: AsyncSession, lesson: Lesson, patient: Membership, now: datetime, *, ask: bool = False
) -> None:
    """Plan a patient's messages of a lesson of which they are told together with others.

    Such are those that waited for the doctor and can take place now, and those of a series. Whether they come
    they are asked the day before; with ``ask`` also where that moment has passed, for no card has asked yet.
    """
    plan_question(session, lesson, patient.person, now, told_at=None if ask else now)
    _plan_course_of_lesson(session, lesson, patient.person, now)
    _ask_about_entry(session, lesson, patient.person)


def plan_question(
    session: AsyncSession, lesson: Lesson, person: Person, now: datetime, *, told_at: datetime | None
) -> None:
    """Plan that a patient is asked the day before whether they come.

    A card that tells of the lesson (at ``told_at``) close to that moment, or after it, asks at once; where no
    card tells, the question comes as soon as that is polite.
    """
    moment, entry = asked_at(lesson.starts_at, person), lesson.starts_at - ENTRY_OPENS
    if told_at is not None and told_at >= moment - ASKED_WITHIN:
        return
    if moment <= now:
        moment = polite_moment(now, lesson.starts_at, person)
    if moment < entry:
        _owe_lesson(session, NotificationKind.LESSON_ASKED, lesson, person, due_at=moment, expires_at=entry)


def plan_reminder_again(session: AsyncSession, lesson: Lesson, person: Person, now: datetime) -> None:
    """Plan the reminder once more for somebody whom it did not reach."""
    _owe_lesson(
        session,
        NotificationKind.LESSON_STARTING,
        lesson,
        person,
        due_at=now,
        expires_at=lesson.ends_at,
        params={AGAIN: 1},
    )


def plan_end(session: AsyncSession, lesson: Lesson, person: Person) -> None:
    """Plan that a card the person may have says at last that the lesson is over."""
    _owe_lesson(
        session,
        NotificationKind.LESSON_FINISHED,
        lesson,
        person,
        due_at=lesson.ends_at,
        expires_at=lesson.ends_at + FINISHED_KEPT,
    )


def plan_early(session: AsyncSession, lesson: Lesson, person: Person, now: datetime) -> None:
    """Plan the clinic's own earlier reminder of a lesson, unless its moment has passed.

    The lesson's clinic has been loaded by this session.
    """
    minutes = lesson.organization.reminder_minutes
    if minutes is None or lesson.starts_at - timedelta(minutes=minutes) <= now:
        return
    _owe_lesson(
        session,
        NotificationKind.LESSON_SOON,
        lesson,
        person,
        due_at=lesson.starts_at - timedelta(minutes=minutes),
        expires_at=lesson.starts_at - ENTRY_OPENS,
    )


def _plan_course_of_lesson(
    session: AsyncSession,
    lesson: Lesson,
    person: Person,
    now: datetime,
    params: dict[str, int | str] | None = None,
) -> None:
    for kind, due_at, stored in (
        (NotificationKind.LESSON_STARTING, max(now, lesson.starts_at - ENTRY_OPENS), params),
        (NotificationKind.LESSON_RUNNING, lesson.starts_at, None),
    ):
        _owe_lesson(session, kind, lesson, person, due_at=due_at, expires_at=lesson.ends_at, params=stored)
    plan_early(session, lesson, person, now)
    plan_end(session, lesson, person)


def _ask_about_entry(session: AsyncSession, lesson: Lesson, person: Person) -> None:
    """Plan that a patient's card asks, without a sound, whether they got in."""
    asked = lesson.starts_at + ENTRY_ASKED_AFTER
    kind = NotificationKind.ENTRY_ASKED
    _owe_lesson(session, kind, lesson, person, due_at=asked, expires_at=lesson.ends_at)


def _owe_lesson(
    session: AsyncSession,
    kind: NotificationKind,
    lesson: Lesson,
    person: Person,
    *,
    due_at: datetime,
    expires_at: datetime | None = None,
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


def polite_moment(now: datetime, subject_at: datetime, person: Person) -> datetime:
    """Return when a message about ``subject_at`` may go out to a person.

    At once, unless their quiet hours are on; then at their end, but for what concerns the same local day, or
    would come less than two hours before (product.md, Quiet hours).
    """
    zone = person.timezone
    if timetable.to_local(now, zone).date() == timetable.to_local(subject_at, zone).date():
        return now
    morning = after_quiet_hours(now, person)
    return morning if morning <= subject_at - QUIET_MARGIN else now


def after_quiet_hours(now: datetime, person: Person) -> datetime:
    """Return ``now``, or the end of the person's quiet hours while they are on."""
    return timetable.quiet_until(now, person.timezone, person.quiet_hours)


async def void(session: AsyncSession, lesson_id: int, person_ids: Iterable[int] | None = None) -> None:
    """Take back what is planned about a lesson, for everyone or for these people; it may be planned anew."""
    query = (
        update(Notification)
        .where(
            Notification.lesson_id == lesson_id,
            Notification.state == NotificationState.PLANNED,
            Notification.kind.in_(LESSON_KINDS),
        )
        .values(
            state=NotificationState.VOID,
            last_error="replanned",
            dedup_key=Notification.dedup_key + ":void:" + cast(Notification.id, String),
        )
    )
    if person_ids is not None:
        query = query.where(Notification.recipient_id.in_(list(person_ids)))
    await session.execute(query.execution_options(synchronize_session=False))


async def untold(
    session: AsyncSession, lesson_id: int, after: datetime | None = None
) -> dict[int, datetime | None]:
    """Return whom (persons) a card about a lesson, new or moved, still waits for, until ``after`` if given.

    With each goes when they believe it to be (aware), None for whoever has not heard of it at all.
    """
    query = select(Notification.recipient_id, Notification.params).where(
        Notification.lesson_id == lesson_id,
        Notification.kind.in_((NotificationKind.LESSON_PLANNED, NotificationKind.LESSON_MOVED)),
        Notification.state == NotificationState.PLANNED,
        Notification.lease_until.is_(None),
    )
    if after is not None:
        query = query.where(Notification.due_at > after)
    return {
        recipient_id: datetime.fromisoformat(str(params["was"])) if "was" in params else None
        for recipient_id, params in await session.execute(query)
    }


def invited(participants: Iterable[LessonParticipant]) -> list[LessonParticipant]:
    """Return the places that get messages and a link."""
    return [place for place in participants if place.state.expected]


def invitees(lesson: Lesson) -> list[Membership]:
    """Return who gets messages and a link besides the instructor: patients and specialists."""
    return [*(place.patient for place in invited(lesson.participants)), *lesson.invited_specialists]


def of_each_invitee(lessons: Iterable[Lesson]) -> list[tuple[Membership, list[Lesson]]]:
    """Return patients and specialists to be told of these lessons, each once with their own in order."""
    people: dict[int, Membership] = {}
    own: dict[int, list[Lesson]] = {}
    for lesson in sorted(lessons, key=lambda one: one.starts_at):
        for one in invitees(lesson):
            people.setdefault(one.id, one)
            own.setdefault(one.id, []).append(lesson)
    return [(one, own[number]) for number, one in people.items()]
