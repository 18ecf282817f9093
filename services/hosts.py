"""Instructors' accounts at the meeting provider: checked by rows when due."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from models import HostProvider, MeetingHost, Membership, NotificationKind
from services import troubles
from services.notifications.planning import owe
from services.ports import HostCheck, HostState, OutsideFailure, PermanentFailure
from services.roster import active_organizers
from services.vault import CannotOpen

LEASE = timedelta(seconds=60)
MOST_ATTEMPTS = 5
"""How often a provider that does not answer is asked before the organizers are told."""

ASKED_AGAIN = timedelta(days=1)

UNCHECKED = "unchecked"
"""The problem of an account about which the provider gave no answer; it is asked again."""


@dataclass(frozen=True, slots=True)
class CheckTask:
    """One account to ask the provider about."""

    host_id: int
    provider: HostProvider
    login: str


async def claim(
    session: AsyncSession, now: datetime, providers: Collection[HostProvider], most: int = 10
) -> list[CheckTask]:
    """Take accounts of these providers whose check is due; an interrupted one comes up after ``LEASE``."""
    rows = await session.scalars(
        select(MeetingHost)
        .where(MeetingHost.check_due_at <= now, MeetingHost.provider.in_(providers))
        .order_by(MeetingHost.check_due_at)
        .limit(most)
        .with_for_update(skip_locked=True)
    )
    tasks = []
    for host in rows:
        host.check_due_at = now + LEASE
        try:
            login = host.login or ""
        except CannotOpen:
            host.problem, host.check_due_at = UNCHECKED, now + ASKED_AGAIN
            continue
        tasks.append(CheckTask(host.id, host.provider, login))
    return tasks


async def next_due(session: AsyncSession) -> datetime | None:
    """Return when the next check is due (aware UTC)."""
    query = (
        select(MeetingHost.check_due_at)
        .where(MeetingHost.check_due_at.is_not(None))
        .order_by(MeetingHost.check_due_at)
        .limit(1)
    )
    return (await session.scalars(query)).one_or_none()


def note_answer(host: MeetingHost, answer: HostCheck, now: datetime) -> None:
    """Store what the provider said of an account."""
    host.check_due_at = None
    host.check_attempts = 0
    host.checked_at = now
    host.minutes_limit = answer.minutes_limit
    host.problem = None if answer.state is HostState.READY else answer.state.value


async def settle(
    session: AsyncSession, task: CheckTask, answer: HostCheck | OutsideFailure, now: datetime
) -> None:
    """Store what the provider said, and tell the clinic's organizers.

    They are told of an answer, and once that there is none; the provider is then asked again every day.
    """
    host = await session.get_one(MeetingHost, task.host_id)
    if (host.login or "") != task.login:
        return
    if isinstance(answer, OutsideFailure) and troubles.of_the_account(answer):
        host.check_due_at = now
        return
    if isinstance(answer, OutsideFailure):
        told = host.check_attempts >= MOST_ATTEMPTS
        host.check_attempts = (
            MOST_ATTEMPTS if isinstance(answer, PermanentFailure) else host.check_attempts + 1
        )
        host.problem = UNCHECKED
        given_up = host.check_attempts >= MOST_ATTEMPTS
        host.check_due_at = now + (ASKED_AGAIN if given_up else timedelta(minutes=host.check_attempts))
        if told or not given_up:
            return
    else:
        note_answer(host, answer, now)
    instructor = await session.get_one(Membership, host.membership_id)
    for organizer in await active_organizers(session, instructor.organization_id):
        owe(
            session,
            NotificationKind.HOST_CHECKED,
            organizer.person,
            organization_id=instructor.organization_id,
            key=f"{host.id}:{now:%Y%m%d%H%M%S%f}",
            due_at=now,
            expires_at=now + timedelta(days=1),
            membership_id=instructor.id,
        )
