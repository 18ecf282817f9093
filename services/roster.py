"""Who works in a clinic, for services that write to them."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload

from models import Membership, Role


async def active_organizers(session: AsyncSession, *organization_ids: int) -> Sequence[Membership]:
    """Return the organizers of these clinics who use the bot, with their persons."""
    query = (
        select(Membership)
        .options(joinedload(Membership.person))
        .where(
            Membership.organization_id.in_(organization_ids),
            Membership.role == Role.ORGANIZER,
            Membership.activated_at.is_not(None),
            Membership.deactivated_at.is_(None),
        )
    )
    return (await session.scalars(query)).all()
