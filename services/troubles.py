"""A meeting provider that turns the whole program away: asked seldom, and the organizers told once.

Zoom may disable an app with many errors among its requests (developers.zoom.us, using Zoom's APIs), so keys
that it refused are not tried again for every meeting.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from models import HostProvider, MeetingHost, Membership, NotificationKind, ProviderTrouble
from services.notifications.planning import owe
from services.ports import OutsideFailure, PermanentFailure
from services.roster import active_organizers

OF_THE_ACCOUNT = frozenset({"zoom_credentials", "zoom_scopes"})
"""Reasons that concern every request alike (``integrations.zoom.errors``)."""

FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=1), timedelta(minutes=30)
"""How long nothing is asked: twice as long after each refusal."""

TOLD_AT = 2
"""At which refusal in a row the organizers are told: the first may be a slip that a minute mends."""


def of_the_account(failure: OutsideFailure) -> bool:
    """Say whether a failure concerns the program's account there and not one meeting."""
    return isinstance(failure, PermanentFailure) and failure.reason in OF_THE_ACCOUNT


async def turned_away(session: AsyncSession) -> Sequence[ProviderTrouble]:
    """Return what stands in the way of providers now."""
    return (await session.scalars(select(ProviderTrouble))).all()


def left_alone(trouble: ProviderTrouble, now: datetime) -> bool:
    """Say whether the provider is not to be asked yet."""
    # Further off than any pause it is only because the clock was set back meanwhile.
    return now < trouble.retry_at <= now + LONGEST_PAUSE


async def asked_again_at(session: AsyncSession) -> datetime | None:
    """Return when a provider that turns the program away is asked next (aware UTC)."""
    return min((trouble.retry_at for trouble in await turned_away(session)), default=None)


async def refused(
    session: AsyncSession, provider: HostProvider, reason: str, asked_at: datetime, now: datetime
) -> None:
    """Note that the provider turned the program away.

    What was asked before the first refusal came, side by side with it, says nothing new.
    """
    trouble = await session.get(ProviderTrouble, provider, with_for_update=True)
    if trouble is not None and asked_at <= trouble.since:
        return
    if trouble is None:
        trouble = ProviderTrouble(provider=provider, reason=reason, since=now, refusals=0, retry_at=now)
        session.add(trouble)
    trouble.refusals += 1
    trouble.reason = reason
    trouble.retry_at = now + min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** min(trouble.refusals - 1, 10))
    if trouble.refusals == TOLD_AT:
        await _tell(session, NotificationKind.PROVIDER_REFUSES, trouble, now)


async def answered(session: AsyncSession, provider: HostProvider, now: datetime) -> None:
    """Note that the provider lets the program in."""
    trouble = await session.get(ProviderTrouble, provider, with_for_update=True)
    if trouble is None:
        return
    if trouble.refusals >= TOLD_AT:
        await _tell(session, NotificationKind.PROVIDER_BACK, trouble, now)
    await session.delete(trouble)


async def _tell(
    session: AsyncSession, kind: NotificationKind, trouble: ProviderTrouble, now: datetime
) -> None:
    """Tell the organizers of every clinic whose instructors hold their lessons there."""
    clinics = await session.scalars(
        select(Membership.organization_id)
        .join(MeetingHost, MeetingHost.membership_id == Membership.id)
        .where(MeetingHost.provider == trouble.provider)
        .distinct()
    )
    for organizer in await active_organizers(session, *clinics):
        owe(
            session,
            kind,
            organizer.person,
            organization_id=organizer.organization_id,
            key=f"{organizer.organization_id}:{trouble.since:%Y%m%d%H%M%S%f}",
            due_at=now,
            expires_at=now + timedelta(days=1),
            membership_id=organizer.id,
            params={"reason": trouble.reason},
        )
