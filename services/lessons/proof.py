"""Proof, by the rows alone, that every lesson to come has all it needs; queries do not grow with lessons."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, Subquery, and_, exists, func, or_, select, union_all
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from models import (
    UNEXPECTED,
    BusyInterval,
    Clearance,
    Lesson,
    LessonParticipant,
    LessonSpecialist,
    LessonStatus,
    Meeting,
    MeetingHost,
    MeetingState,
    Membership,
    Notification,
    NotificationKind,
    NotificationState,
    ParticipantState,
    Person,
)
from models.base import new_uid
from models.clearance import ACTIVE_CLEARANCES
from services import meetings
from services.lessons.rules import ENTRY_OPENS, MEETING_LEAD
from services.notifications.planning import owe

REMINDER, PLAN, BUSY, CLASH, CLEARANCE = "no_reminder", "no_plan", "not_busy", "clash", "not_cleared"
CODES = (REMINDER, PLAN, BUSY, CLASH, CLEARANCE)
"""What can be amiss: somebody is not reminded; no meeting is planned; the times that are kept busy are not
those of the lesson's people; two lessons have one person or host; an open place has no clearance."""


@dataclass(frozen=True, slots=True)
class Fault:
    """A lesson that lacks something: what, when it begins (aware UTC) and who holds it (a membership)."""

    code: str
    lesson_id: int
    starts_at: datetime
    instructor_id: int


async def faults(session: AsyncSession, now: datetime, organization_id: int | None = None) -> list[Fault]:
    """Return what lessons from ``now`` (aware) on lack, in one clinic or all; earliest first."""
    coming = _coming(now, organization_id)
    found: list[Fault] = []
    for code, lessons in (
        (REMINDER, select(_unreminded(now, coming).c.lesson_id)),
        (PLAN, _unplanned(now, coming)),
        (BUSY, _wrongly_busy(now, coming, organization_id)),
        (CLASH, _clashing(now)),
        (CLEARANCE, _uncleared(coming)),
    ):
        query = select(Lesson.id, Lesson.starts_at, Lesson.instructor_id).where(Lesson.id.in_(lessons))
        if organization_id is not None:
            query = query.where(Lesson.organization_id == organization_id)
        rows = await session.execute(query.order_by(Lesson.starts_at, Lesson.id))
        found += [Fault(code, *row) for row in rows]
    return found


async def mend(session: AsyncSession, now: datetime, organization_id: int) -> list[Fault]:
    """Plan what nobody has to decide about, reminders and meetings, and return what was lacking."""
    coming = _coming(now, organization_id)
    unreminded = _unreminded(now, coming)
    people = await session.execute(
        select(Lesson, Person)
        .join(unreminded, unreminded.c.lesson_id == Lesson.id)
        .join(Person, Person.id == unreminded.c.person_id)
        .order_by(Lesson.starts_at, Lesson.id)
    )
    mended: dict[tuple[str, int], Fault] = {}
    for lesson, person in people.all():
        owe(
            session,
            NotificationKind.LESSON_STARTING,
            person,
            organization_id=lesson.organization_id,
            key=f"{lesson.id}:{lesson.version}:{new_uid()}",
            due_at=lesson.starts_at - ENTRY_OPENS,
            expires_at=lesson.ends_at,
            lesson_id=lesson.id,
            params={"version": lesson.version},
        )
        mended[REMINDER, lesson.id] = Fault(REMINDER, lesson.id, lesson.starts_at, lesson.instructor_id)
    hosts = await session.execute(
        select(Lesson, MeetingHost)
        .join(MeetingHost, MeetingHost.id == Lesson.host_id)
        .where(*coming, ~exists().where(Meeting.lesson_id == Lesson.id))
        .order_by(Lesson.starts_at, Lesson.id)
    )
    for lesson, host in hosts.all():
        meetings.plan(session, lesson, host, now)
        mended[PLAN, lesson.id] = Fault(PLAN, lesson.id, lesson.starts_at, lesson.instructor_id)
    await session.flush()
    return list(mended.values())


def _coming(now: datetime, organization_id: int | None) -> tuple[ColumnElement[bool], ...]:
    coming: tuple[ColumnElement[bool], ...] = (
        Lesson.status == LessonStatus.SCHEDULED,
        Lesson.starts_at > now,
    )
    return coming if organization_id is None else (*coming, Lesson.organization_id == organization_id)


def _unreminded(now: datetime, coming: tuple[ColumnElement[bool], ...]) -> Subquery:
    """Return whom no planned reminder of a lesson's present version waits for."""
    ahead = (*coming, Lesson.starts_at > now + ENTRY_OPENS)
    of_lesson = select(Lesson.id.label("lesson_id"), Lesson.version, Membership.person_id)
    wanted = union_all(
        of_lesson.join(Membership, Membership.id == Lesson.instructor_id).where(*ahead),
        of_lesson.join(LessonParticipant, LessonParticipant.lesson_id == Lesson.id)
        .join(Membership, Membership.id == LessonParticipant.patient_id)
        .where(*ahead, LessonParticipant.state.not_in(UNEXPECTED)),
        of_lesson.join(LessonSpecialist, LessonSpecialist.lesson_id == Lesson.id)
        .join(Membership, Membership.id == LessonSpecialist.membership_id)
        .where(*ahead),
    ).subquery()
    planned = exists().where(
        Notification.lesson_id == wanted.c.lesson_id,
        Notification.recipient_id == wanted.c.person_id,
        Notification.kind == NotificationKind.LESSON_STARTING,
        Notification.state == NotificationState.PLANNED,
        Notification.params["version"].as_integer() == wanted.c.version,
    )
    return select(wanted.c.lesson_id, wanted.c.person_id).where(~planned).subquery()


def _unplanned(now: datetime, coming: tuple[ColumnElement[bool], ...]) -> Select[int]:
    """Return lessons whose meeting nobody will make; from a day before on it is looked at itself (checks)."""
    never = and_(Meeting.state == MeetingState.PLANNED, Meeting.due_at.is_(None))
    return (
        select(Lesson.id)
        .outerjoin(Meeting, Meeting.lesson_id == Lesson.id)
        .where(
            *coming,
            Lesson.starts_at > now + MEETING_LEAD,
            or_(Meeting.id.is_(None), Meeting.state == MeetingState.REMOVED, never),
        )
    )


def _wrongly_busy(
    now: datetime, coming: tuple[ColumnElement[bool], ...], organization_id: int | None
) -> Select[int]:
    """Return lessons that keep other people or times busy than their own, cancelled ones included."""
    interval = (Lesson.id.label("lesson_id"), Lesson.starts_at, Lesson.ends_at)
    person = (Membership.person_id * 2).label("resource_id")
    host = (func.coalesce(MeetingHost.shares_id, MeetingHost.id) * 2 + 1).label("resource_id")
    of_host = select(*interval, host).join(MeetingHost, MeetingHost.id == Lesson.host_id).where(*coming)
    of_instructor = select(*interval, person).join(Membership, Membership.id == Lesson.instructor_id)
    of_patients = (
        select(*interval, person)
        .join(LessonParticipant, LessonParticipant.lesson_id == Lesson.id)
        .join(Membership, Membership.id == LessonParticipant.patient_id)
        .where(*coming, LessonParticipant.state != ParticipantState.DECLINED)
    )
    of_specialists = (
        select(*interval, person)
        .join(LessonSpecialist, LessonSpecialist.lesson_id == Lesson.id)
        .join(Membership, Membership.id == LessonSpecialist.membership_id)
        .where(*coming)
    )
    needed = union_all(of_host, of_instructor.where(*coming), of_patients, of_specialists).subquery()
    kept = exists().where(
        BusyInterval.lesson_id == needed.c.lesson_id,
        BusyInterval.resource_id == needed.c.resource_id,
        BusyInterval.starts_at == needed.c.starts_at,
        BusyInterval.ends_at == needed.c.ends_at,
    )
    own = exists().where(
        needed.c.lesson_id == BusyInterval.lesson_id,
        needed.c.resource_id == BusyInterval.resource_id,
        needed.c.starts_at == BusyInterval.starts_at,
        needed.c.ends_at == BusyInterval.ends_at,
    )
    others = (
        select(BusyInterval.lesson_id).join(Lesson, Lesson.id == BusyInterval.lesson_id).where(*coming, ~own)
    )
    left = (
        select(BusyInterval.lesson_id)
        .join(Lesson, Lesson.id == BusyInterval.lesson_id)
        .where(Lesson.status == LessonStatus.CANCELLED, BusyInterval.ends_at > now)
    )
    if organization_id is not None:
        left = left.where(Lesson.organization_id == organization_id)
    wrong = union_all(select(needed.c.lesson_id).where(~kept), others, left).subquery()
    return select(wrong.c.lesson_id)


def _clashing(now: datetime) -> Select[int]:
    """Return lessons that keep a person or a host busy while another one does."""
    one, other = aliased(BusyInterval), aliased(BusyInterval)
    return (
        select(one.lesson_id)
        .join(other, one.resource_id == other.resource_id)
        .where(
            one.id != other.id,
            one.lesson_id != other.lesson_id,
            one.starts_at < other.ends_at,
            other.starts_at < one.ends_at,
            one.ends_at > now,
        )
    )


def _uncleared(coming: tuple[ColumnElement[bool], ...]) -> Select[int]:
    """Return lessons with a place that is not blocked though its clearance does not cover them."""
    return (
        select(Lesson.id)
        .join(LessonParticipant, LessonParticipant.lesson_id == Lesson.id)
        .join(Clearance, Clearance.id == LessonParticipant.clearance_id)
        .where(
            *coming,
            LessonParticipant.state.not_in(UNEXPECTED),
            or_(
                Clearance.status.not_in(ACTIVE_CLEARANCES),
                Clearance.ends_at.is_(None),
                Clearance.ends_at <= Lesson.starts_at,
                Clearance.patient_id != LessonParticipant.patient_id,
            ),
        )
    )
