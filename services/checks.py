"""What rows say about how the installation fares: messages, presses, meetings, reminders, sealed values.

Functions only read, but for ``named_lessons``. They take a session and a moment (aware) and return findings
without words: those are in the catalogues under ``check.line.<area>.<code>``. With ``organization_id`` they
look at one clinic alone.
"""

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, and_, func, or_, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from models import (
    HostProvider,
    InboxState,
    InboxUpdate,
    Lesson,
    LessonStatus,
    Meeting,
    MeetingHost,
    MeetingState,
    Membership,
    Notification,
    NotificationState,
    Organization,
    Person,
)
from services import keys
from services.lessons import proof
from services.lessons.rules import LINK_DEADLINE
from services.ports import HostCheck, HostState, MeetingProvider
from services.texts import Texts
from services.vault import CannotOpen, Vault

LATE = timedelta(minutes=2)
"""What is due longer than this is not on its way: a tick comes every second, a lease lasts one minute."""

LOOKED_BACK = timedelta(days=1)
"""What failed before is old news."""

LOOKED_AHEAD = timedelta(days=1)
"""Lessons so near have their meetings made (``services.lessons.rules.MEETING_LEAD``)."""

NO_LINK = "no_link"
"""Why a lesson over a pasted link has none yet; its instructor is asked at ``LINK_DEADLINE``."""


COUNTED_AHEAD = timedelta(days=14)
"""For how long it is told how many messages are planned (screens: two weeks)."""

MOST_NAMED = 3
"""So many lessons of one kind are named one by one, the rest are counted: a message has room for no more."""

NOBODY = "nobody@example.invalid"
"""Asking Zoom about a user it cannot have needs a token and the right to read users, as any host does."""


class Area(StrEnum):
    """What a finding is about."""

    SETTINGS = "settings"
    DATABASE = "database"
    TELEGRAM = "telegram"
    CLOCK = "clock"
    ZOOM = "zoom"
    MAIL = "mail"
    MESSAGES = "messages"
    LESSONS = "lessons"


@dataclass(frozen=True, slots=True)
class Finding:
    """One point looked at. ``params`` go into its words: numbers, a clinic's name, a code under ``reason``.

    They hold nothing personal and no secret.
    """

    area: Area
    code: str
    ok: bool = False
    params: Mapping[str, int | str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ZoomHost:
    """An instructor's Zoom account, and the length of their longest coming lesson (minutes, 0: none)."""

    clinic: str
    login: str
    longest: int
    host_id: int = 0
    membership_id: int = 0


def words(texts: Texts, found: Finding) -> str:
    """Return what a finding says in a language: what is, and where it is not well what to do."""
    params: dict[str, int | str] = dict(found.params)
    if "reason" in params:
        params["reason"] = _reason(texts, str(params["reason"]))
    count = params.pop("count", None)
    if count is None:
        return texts.plain(f"check.line.{found.area}.{found.code}", **params)
    return texts.many_plain(f"check.line.{found.area}.{found.code}", int(count), **params)


def _reason(texts: Texts, code: str) -> str:
    if f"check.reason.{code}" not in texts:
        return texts.plain("check.reason_unknown", code=code)
    return texts.plain(f"check.reason.{code}")


async def opened(session: AsyncSession) -> Finding:
    """Say whether the installation's keys open what is stored: the oldest and the newest person's name."""
    ends = select(func.min(Person.id)).union(select(func.max(Person.id)))
    people = await session.scalars(select(Person).where(Person.id.in_(ends)))
    try:
        readable = all(person.last_name for person in people)
    except CannotOpen:
        readable = False
    return Finding(Area.DATABASE, "opened" if readable else "sealed", ok=readable)


async def key_use(session: AsyncSession, vault: Vault) -> list[Finding]:
    """Say, where there are several keys, whether the first one alone is enough."""
    if len(vault.key_ids) == 1:
        return []
    found = await keys.standing(session, vault)
    if found.done:
        return [Finding(Area.DATABASE, "keys_spare", ok=True)]
    left = found.older + found.unknown + found.found_by_older
    return [Finding(Area.DATABASE, "keys_older", params={"count": left})]


async def journal(session: AsyncSession) -> Finding:
    """Say whether a SQLite file keeps its write-ahead log, without which readers and writers wait in line."""
    mode = await session.scalar(text("PRAGMA journal_mode"))
    return Finding(Area.DATABASE, "journal" if mode == "wal" else "no_journal", ok=mode == "wal")


async def planned_messages(
    session: AsyncSession, now: datetime, organization_id: int | None = None
) -> list[Finding]:
    """Say what is wrong with messages and presses; one finding that all is well when nothing is.

    Presses belong to no clinic, so of one clinic alone nothing is said of them.
    """
    found = [
        *await _overdue(session, now, organization_id),
        *await _undelivered(session, now, organization_id),
        *(await _presses(session, now) if organization_id is None else ()),
    ]
    return found or [Finding(Area.MESSAGES, "well", ok=True)]


async def messages_ahead(session: AsyncSession, now: datetime, organization_id: int) -> Finding:
    """Count what is planned to be told to a clinic's people within ``COUNTED_AHEAD``."""
    query = select(func.count(Notification.id)).where(
        Notification.state == NotificationState.PLANNED,
        Notification.due_at <= now + COUNTED_AHEAD,
        Notification.organization_id == organization_id,
    )
    return Finding(Area.MESSAGES, "ahead", ok=True, params={"count": await session.scalar(query) or 0})


async def coming_lessons(
    session: AsyncSession, now: datetime, organization_id: int | None = None
) -> list[Finding]:
    """Say which coming lessons lack a meeting or a reminder; one finding that all is well when none does."""
    coming = _coming(now)
    if organization_id is not None:
        coming = (*coming, Lesson.organization_id == organization_id)
    faults = Counter(fault.code for fault in await proof.faults(session, now, organization_id))
    found = [
        *await _meetings(session, now, coming),
        *(
            Finding(Area.LESSONS, code, params={"count": faults[code]})
            for code in proof.CODES
            if faults[code]
        ),
    ]
    return found or [Finding(Area.LESSONS, "well", ok=True)]


async def named_lessons(session: AsyncSession, now: datetime, organization_id: int) -> list[Finding]:
    """Say of a clinic's coming lessons what ``coming_lessons`` counts, lesson by lesson.

    What needs nobody's decision is put right and said so. Unlike all else here it writes.
    """
    mended = await proof.mend(session, now, organization_id)
    found = []
    for prefix, faults in (("mended_", mended), ("", await proof.faults(session, now, organization_id))):
        of_code: dict[str, list[proof.Fault]] = {}
        for fault in faults:
            of_code.setdefault(f"{prefix}{fault.code}", []).append(fault)
        for code, own in of_code.items():
            found += [
                Finding(
                    Area.LESSONS,
                    code,
                    params={"who": fault.instructor_id, "at": fault.starts_at.isoformat()},
                )
                for fault in own[:MOST_NAMED]
            ]
            if len(own) > MOST_NAMED:
                more: dict[str, int | str] = {"count": len(own) - MOST_NAMED, "what": code}
                found.append(Finding(Area.LESSONS, "more", params=more))
    return found


async def zoom_hosts(
    session: AsyncSession, now: datetime, organization_id: int | None = None
) -> Sequence[ZoomHost]:
    """Return the Zoom accounts of the instructors. Raises CannotOpen."""
    lessons = await session.execute(
        select(Lesson.host_id, Lesson.starts_at, Lesson.ends_at)
        .join(MeetingHost, MeetingHost.id == Lesson.host_id)
        .where(MeetingHost.provider == HostProvider.ZOOM, *_coming(now))
    )
    longest: dict[int, int] = {}
    for host_id, starts_at, ends_at in lessons:
        minutes = (ends_at - starts_at) // timedelta(minutes=1)
        longest[host_id] = max(longest.get(host_id, 0), minutes)
    query = (
        select(MeetingHost, Organization.name)
        .join(Membership, Membership.id == MeetingHost.membership_id)
        .join(Organization, Organization.id == Membership.organization_id)
        .where(MeetingHost.provider == HostProvider.ZOOM, Membership.deactivated_at.is_(None))
        .order_by(Organization.id, MeetingHost.id)
    )
    if organization_id is not None:
        query = query.where(Organization.id == organization_id)
    return [
        ZoomHost(clinic, host.login or "", longest.get(host.id, 0), host.id, host.membership_id)
        for host, clinic in await session.execute(query)
    ]


async def ask_hosts(provider: MeetingProvider, hosts: Sequence[ZoomHost]) -> Sequence[HostCheck]:
    """Ask for a token, with it for a user, and then about the accounts. Raises OutsideFailure."""
    await provider.check_host(NOBODY)
    return await asyncio.gather(*(provider.check_host(host.login) for host in hosts))


def host_problem(host: ZoomHost, answer: HostCheck) -> str | None:
    """Return the code of what is wrong with an account by what the provider said of it, None if nothing."""
    if answer.state is HostState.UNKNOWN:
        return "unknown"
    if answer.state is HostState.INACTIVE:
        return "inactive"
    limit = answer.minutes_limit
    return "too_long" if limit is not None and host.longest > limit else None


def _of(organization_id: int | None) -> tuple[ColumnElement[bool], ...]:
    return () if organization_id is None else (Notification.organization_id == organization_id,)


async def _overdue(session: AsyncSession, now: datetime, organization_id: int | None) -> list[Finding]:
    waiting = select(func.count(Notification.id), func.min(Notification.due_at)).where(
        Notification.state == NotificationState.PLANNED,
        Notification.due_at <= now - LATE,
        or_(Notification.lease_until.is_(None), Notification.lease_until <= now),
        *_of(organization_id),
    )
    count, oldest = (await session.execute(waiting)).one()
    if not count:
        return []
    minutes = (now - oldest) // timedelta(minutes=1)
    return [Finding(Area.MESSAGES, "overdue", params={"count": count, "minutes": minutes})]


async def _undelivered(session: AsyncSession, now: datetime, organization_id: int | None) -> list[Finding]:
    """Count what was given up. When that was is not kept; each try moves ``due_at`` to the next one."""
    given_up = (
        select(Notification.last_error, func.count(Notification.id))
        .where(
            Notification.state.in_((NotificationState.FAILED, NotificationState.EXPIRED)),
            Notification.due_at > now - LOOKED_BACK,
            *_of(organization_id),
        )
        .group_by(Notification.last_error)
        .order_by(Notification.last_error)
    )
    return [
        Finding(Area.MESSAGES, "undelivered", params={"count": count, "reason": reason or "broken"})
        for reason, count in await session.execute(given_up)
    ]


async def _presses(session: AsyncSession, now: datetime) -> list[Finding]:
    parked = and_(InboxUpdate.state == InboxState.PARKED, InboxUpdate.received_at > now - LOOKED_BACK)
    waiting = and_(InboxUpdate.state == InboxState.NEW, InboxUpdate.received_at <= now - LATE)
    counts = select(func.count().filter(parked), func.count().filter(waiting)).select_from(InboxUpdate)
    found = zip(("parked", "waiting"), (await session.execute(counts)).one(), strict=True)
    return [Finding(Area.MESSAGES, code, params={"count": count}) for code, count in found if count]


async def _meetings(
    session: AsyncSession, now: datetime, coming: tuple[ColumnElement[bool], ...]
) -> list[Finding]:
    not_made = and_(
        Meeting.state.in_((MeetingState.PLANNED, MeetingState.UNKNOWN)), Meeting.due_at <= now - LATE
    )
    to_be_pasted = and_(Meeting.last_error == NO_LINK, Lesson.starts_at > now + LINK_DEADLINE)
    reason = func.coalesce(Meeting.last_error, "not_made").label("reason")
    lacking = (
        select(reason, func.count(Lesson.id))
        .outerjoin(Meeting, Meeting.lesson_id == Lesson.id)
        .where(
            *coming,
            Lesson.starts_at <= now + LOOKED_AHEAD,
            or_(Meeting.id.is_(None), not_made, and_(Meeting.last_error.is_not(None), ~to_be_pasted)),
        )
        .group_by(reason)
        .order_by(reason)
    )
    return [
        Finding(Area.LESSONS, "no_meeting", params={"count": count, "reason": reason})
        for reason, count in await session.execute(lacking)
    ]


def _coming(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (Lesson.status == LessonStatus.SCHEDULED, Lesson.starts_at > now)
