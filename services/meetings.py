"""The meeting of a lesson: planned with it, and worked off by rows when due.

The network is never called here: ``claim`` says what to do outside, the ``settle_*`` functions store what
came of it, each in a short transaction of the caller's.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, auto

from sqlalchemy import Select, case, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload

from models import (
    HostProvider,
    Lesson,
    LessonStatus,
    Meeting,
    MeetingHost,
    MeetingState,
    Membership,
    NotificationKind,
)
from services import troubles
from services.lessons.rules import ENTRY_OPENS, MEETING_KEPT, MEETING_LEAD
from services.notifications.planning import already_owed, owe
from services.notifications.refreshing import refresh_cards
from services.ports import MeetingRef, MeetingWish, OutsideFailure, PermanentFailure, TemporaryFailure
from services.vault import CannotOpen

LEASE = timedelta(seconds=60)
"""How long a claimed meeting is left to its worker before another takes it up."""

SLOWEST_RETRY = timedelta(minutes=5)

DAILY_LIMIT = "zoom_daily_limit"
"""The reason that a host's makings of the day are used up (``integrations.zoom.errors``)."""


class Step(Enum):
    """What a meeting needs of its provider."""

    CREATE = auto()
    FIND_OR_CREATE = auto()
    UPDATE = auto()
    DELETE = auto()
    FIND_AND_DELETE = auto()


@dataclass(frozen=True, slots=True)
class MeetingTask:
    """One step at the provider, for the lesson's ``version``."""

    meeting_id: int
    step: Step
    provider: HostProvider
    wish: MeetingWish
    external_id: str | None
    version: int


def plan(session: AsyncSession, lesson: Lesson, host: MeetingHost, now: datetime) -> Meeting:
    """Add the meeting of a new lesson; it is made a day before the start, or at once when that has passed."""
    meeting = Meeting(
        lesson_id=lesson.id,
        host_id=host.id,
        provider=host.provider,
        state=MeetingState.PLANNED,
        due_at=max(now, lesson.starts_at - MEETING_LEAD),
        attempts=0,
    )
    session.add(meeting)
    return meeting


async def replan(session: AsyncSession, lesson: Lesson, now: datetime) -> None:
    """Let the meeting follow a lesson that was moved or cancelled."""
    meeting = await of_lesson(session, lesson.id)
    if meeting is None or meeting.state is MeetingState.REMOVED:
        return
    meeting.attempts = 0
    if meeting.state is MeetingState.PLANNED and lesson.status is LessonStatus.SCHEDULED:
        meeting.due_at = max(now, lesson.starts_at - MEETING_LEAD)
    else:
        meeting.due_at = now


async def hand_to(session: AsyncSession, lesson: Lesson, host: MeetingHost, now: datetime) -> None:
    """Let the meeting follow a lesson to another host: the old one is removed first, then it is made anew.

    An account that both share keeps the meeting.
    """
    meeting = await of_lesson(session, lesson.id)
    if meeting is None or meeting.state is MeetingState.REMOVED:
        return
    before = await session.get_one(MeetingHost, meeting.host_id)
    if meeting.provider is HostProvider.ZOOM is host.provider and before.resource == host.resource:
        meeting.host_id = host.id
    else:
        meeting.join_url = None
        if meeting.state is MeetingState.PLANNED and not _leased(meeting, now):
            _start_over(meeting, host)
    await replan(session, lesson, now)


async def replace(session: AsyncSession, lesson: Lesson, now: datetime) -> None:
    """Make the lesson's meeting anew: its host's account or link is another one now."""
    meeting = await of_lesson(session, lesson.id)
    if meeting is None or meeting.state is MeetingState.REMOVED:
        return
    if meeting.state is not MeetingState.PLANNED:
        meeting.join_url = None
        meeting.synced_version = None
    elif not _leased(meeting, now):
        _start_over(meeting, await session.get_one(MeetingHost, lesson.host_id))
    await replan(session, lesson, now)


async def of_lesson(session: AsyncSession, lesson_id: int) -> Meeting | None:
    """Return a lesson's meeting."""
    return (await session.scalars(select(Meeting).where(Meeting.lesson_id == lesson_id))).one_or_none()


async def use_link(session: AsyncSession, lesson: Lesson, url: str, now: datetime) -> None:
    """Make a link that the instructor gave the lesson's meeting and show it on the cards that are out.

    A meeting that Zoom holds for the lesson is removed with it: its id is kept for that.
    """
    meeting = await of_lesson(session, lesson.id)
    if meeting is None:
        raise ValueError("a lesson has a meeting from the moment it is saved")
    meeting.provider = HostProvider.LINK
    meeting.host_id = lesson.host_id
    meeting.state = MeetingState.READY
    meeting.join_url = url
    meeting.synced_version = lesson.version
    meeting.last_error = None
    meeting.due_at = lesson.ends_at + MEETING_KEPT
    await refresh_cards(session, lesson, now)


async def claim(
    session: AsyncSession, now: datetime, providers: Collection[HostProvider], most: int = 10
) -> list[MeetingTask]:
    """Take due meetings of these providers, under a lease, and say what each needs.

    Those that need nothing are put to rest.
    """
    rows = await session.execute(
        _due(now)
        .where(_asked.in_(providers))
        .join(Lesson, Lesson.id == Meeting.lesson_id)
        .join(MeetingHost, MeetingHost.id == Meeting.host_id)
        .add_columns(Lesson, MeetingHost)
        .options(joinedload(Lesson.instructor).joinedload(Membership.person))
        .order_by(Lesson.starts_at)
        .limit(most)
        .with_for_update(of=Meeting, skip_locked=True)
    )
    tasks = []
    for meeting, lesson, host in rows.all():
        if meeting.state is MeetingState.PLANNED and meeting.host_id != lesson.host_id:
            _start_over(meeting, await session.get_one(MeetingHost, lesson.host_id))
            continue
        step = _step(meeting, lesson, now)
        if step is None:
            _rest(meeting, lesson, now)
            continue
        login = _login(host)
        if login is None:
            meeting.last_error = "broken"
            meeting.due_at = now + SLOWEST_RETRY
            continue
        meeting.lease_until = now + LEASE
        tasks.append(
            MeetingTask(
                meeting_id=meeting.id,
                step=step,
                provider=HostProvider.ZOOM if meeting.external_id is not None else meeting.provider,
                wish=MeetingWish(
                    host_login=login,
                    topic=f"№ {lesson.id}",
                    starts_at=lesson.starts_at,
                    minutes=lesson.minutes,
                    marker=meeting.marker,
                ),
                external_id=meeting.external_id,
                version=lesson.version,
            )
        )
    return tasks


async def next_due(session: AsyncSession) -> datetime | None:
    """Return when the next meeting is due (aware UTC)."""
    waiting = select(Meeting).where(Meeting.due_at.is_not(None), Meeting.state.in_(MeetingState))
    free = waiting.where(Meeting.lease_until.is_(None)).order_by(Meeting.due_at).limit(1)
    leased = waiting.where(Meeting.lease_until.is_not(None)).order_by(Meeting.lease_until).limit(1)
    moments = [row.due_at for row in await session.scalars(free) if row.due_at is not None]
    moments += [row.lease_until for row in await session.scalars(leased) if row.lease_until is not None]
    return min(moments, default=None)


async def settle_ready(
    session: AsyncSession, task: MeetingTask, ref: MeetingRef | None, now: datetime
) -> None:
    """Store that the provider has the meeting as the task's version of the lesson wants it."""
    meeting, lesson = await _settled(session, task)
    was_ready = meeting.state is MeetingState.READY
    replaced = _replaced(meeting, lesson)
    if ref is not None and task.provider is HostProvider.ZOOM:
        meeting.external_id = ref.external_id
    if ref is not None and not _link_given(meeting, task) and not replaced:
        meeting.join_url = ref.join_url
    meeting.state = MeetingState.READY
    meeting.synced_version = None if replaced else task.version
    _rest(meeting, lesson, now)
    if not was_ready and now >= lesson.starts_at - ENTRY_OPENS:
        await refresh_cards(session, lesson, now)


async def settle_removed(session: AsyncSession, task: MeetingTask) -> None:
    """Store that the provider has the meeting no more; one that is to be another host's is made next."""
    meeting, lesson = await _settled(session, task)
    meeting.external_id = None
    wanted = lesson.status is LessonStatus.SCHEDULED
    if wanted and _link_given(meeting, task):
        meeting.due_at = lesson.ends_at + MEETING_KEPT
        return
    meeting.join_url = None
    if wanted and _replaced(meeting, lesson):
        _start_over(meeting, await session.get_one(MeetingHost, lesson.host_id))
        meeting.due_at = lesson.starts_at - MEETING_LEAD
        return
    meeting.state = MeetingState.REMOVED
    meeting.due_at = None


async def settle_unknown(session: AsyncSession, task: MeetingTask, now: datetime) -> None:
    """Store that a creation's answer was cut off: look for the meeting before making another."""
    meeting, _ = await _settled(session, task)
    if _link_given(meeting, task):
        return
    meeting.state = MeetingState.UNKNOWN
    meeting.last_error = "unknown_outcome"
    meeting.due_at = now + _delay(meeting)


async def settle_failed(
    session: AsyncSession, task: MeetingTask, failure: OutsideFailure, now: datetime
) -> None:
    """Store a failure and when to try again: when the provider says, or after a growing pause."""
    meeting, lesson = await _settled(session, task)
    meeting.last_error = failure.reason[:64]
    gone = isinstance(failure, PermanentFailure) and failure.reason == "gone"
    if task.step is Step.UPDATE and gone:
        meeting.external_id = None
        meeting.due_at = now
        if not _link_given(meeting, task):
            meeting.state = MeetingState.PLANNED
            meeting.join_url = None
            meeting.synced_version = None
    elif troubles.of_the_account(failure):
        # Nothing is wrong with this meeting: it waits until the provider is asked again at all.
        meeting.due_at = now
    elif isinstance(failure, TemporaryFailure) and failure.retry_at is not None:
        meeting.due_at = failure.retry_at
        if failure.reason == DAILY_LIMIT and task.step in (Step.CREATE, Step.FIND_OR_CREATE, Step.UPDATE):
            await _tell_of_limit(session, lesson, failure.retry_at, now)
    else:
        meeting.due_at = now + _delay(meeting)


_asked = case((Meeting.external_id.is_not(None), HostProvider.ZOOM), else_=Meeting.provider)
"""Whom a meeting's next step asks: what Zoom holds is Zoom's, were a pasted link in its place."""


async def _tell_of_limit(session: AsyncSession, lesson: Lesson, until: datetime, now: datetime) -> None:
    """Tell the instructor, once a day, that the provider makes no more of their meetings today."""
    key = f"{lesson.instructor_id}:{until:%Y%m%d}"
    instructor = await session.get_one(
        Membership, lesson.instructor_id, options=[joinedload(Membership.person)], populate_existing=True
    )
    if not await already_owed(session, NotificationKind.MEETING_DELAYED, instructor.person, key):
        owe(
            session,
            NotificationKind.MEETING_DELAYED,
            instructor.person,
            organization_id=instructor.organization_id,
            key=key,
            due_at=now,
            expires_at=until,
            membership_id=instructor.id,
            params={"until": until.isoformat()},
        )


def _login(host: MeetingHost) -> str | None:
    """Return the host's account, None for one that was sealed with a lost key or damaged."""
    try:
        return host.login or ""
    except CannotOpen:
        return None


def _due(now: datetime) -> Select[Meeting]:
    return select(Meeting).where(
        Meeting.state.in_(MeetingState),
        Meeting.due_at <= now,
        or_(Meeting.lease_until.is_(None), Meeting.lease_until <= now),
    )


def _step(meeting: Meeting, lesson: Lesson, now: datetime) -> Step | None:
    wanted = lesson.status is LessonStatus.SCHEDULED and now < lesson.ends_at
    kept = lesson.status is LessonStatus.SCHEDULED and now < lesson.ends_at + MEETING_KEPT
    match meeting.state:
        case MeetingState.PLANNED:
            return Step.CREATE if wanted and now >= lesson.starts_at - MEETING_LEAD else None
        case MeetingState.UNKNOWN:
            stays = wanted and meeting.host_id == lesson.host_id
            return Step.FIND_OR_CREATE if stays else Step.FIND_AND_DELETE
        case MeetingState.READY if not kept or _replaced(meeting, lesson):
            return Step.DELETE
        case MeetingState.READY if meeting.synced_version != lesson.version:
            return Step.UPDATE
        case _:
            return None


def _replaced(meeting: Meeting, lesson: Lesson) -> bool:
    """Say whether what the provider holds is of no use: the host is another one, or has another account."""
    ready = meeting.state is MeetingState.READY
    return meeting.host_id != lesson.host_id or (ready and meeting.synced_version is None)


def _leased(meeting: Meeting, now: datetime) -> bool:
    return meeting.lease_until is not None and meeting.lease_until > now


def _start_over(meeting: Meeting, host: MeetingHost) -> None:
    meeting.host_id = host.id
    meeting.provider = host.provider
    meeting.state = MeetingState.PLANNED
    meeting.synced_version = None
    meeting.attempts = 0
    meeting.last_error = None


def _rest(meeting: Meeting, lesson: Lesson, now: datetime) -> None:
    """Set when the meeting wants attention next."""
    outdated = lesson.version != (meeting.synced_version or lesson.version)
    if (
        outdated
        or _replaced(meeting, lesson)
        or (lesson.status is LessonStatus.CANCELLED and meeting.state is MeetingState.READY)
    ):
        meeting.due_at = now
    elif meeting.state is MeetingState.READY:
        meeting.due_at = lesson.ends_at + MEETING_KEPT
    elif (
        meeting.state is MeetingState.PLANNED
        and lesson.status is LessonStatus.SCHEDULED
        and now < lesson.starts_at - MEETING_LEAD
    ):
        meeting.due_at = lesson.starts_at - MEETING_LEAD
    else:
        meeting.state = MeetingState.REMOVED
        meeting.due_at = None


async def _settled(session: AsyncSession, task: MeetingTask) -> tuple[Meeting, Lesson]:
    row = await session.execute(
        select(Meeting, Lesson)
        .join(Lesson, Lesson.id == Meeting.lesson_id)
        .where(Meeting.id == task.meeting_id)
    )
    meeting, lesson = row.one()
    meeting.lease_until = None
    meeting.last_error = None
    meeting.attempts = meeting.attempts + 1
    return meeting, lesson


def _link_given(meeting: Meeting, task: MeetingTask) -> bool:
    """Say whether the instructor's own link has taken the place of the meeting the task is about."""
    return meeting.provider is HostProvider.LINK and task.provider is HostProvider.ZOOM


def _delay(meeting: Meeting) -> timedelta:
    return min(SLOWEST_RETRY, timedelta(seconds=5 * 2.0 ** min(meeting.attempts, 10)))
