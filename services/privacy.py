"""What is kept of a person, for the person: which consent they gave, and all of it as a file."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from models import (
    Consent,
    JournalAction,
    Membership,
    Notification,
    NotificationKind,
    NotificationState,
    Organization,
    Person,
    Role,
)
from models.base import new_uid
from services import journal
from services.notifications.planning import owe
from services.policy import Actor, Permission, require
from services.ports import Clock

ONE_FILE = timedelta(minutes=1)
"""A file asked for again within this is the one that has just gone out."""


@dataclass(frozen=True, slots=True)
class Given:
    """A consent: to which clinic (by the name the person reads), which text in which language, and when."""

    clinic: str
    organization_id: int
    version: int
    language: str
    given_at: datetime


class Privacy:
    """A person's look at their own data."""

    def __init__(self, session: AsyncSession, clock: Clock) -> None:
        self._session = session
        self._clock = clock

    async def consents(self, actor: Actor) -> Sequence[Given]:
        """Return the newest standing consent to each clinic, the one acted in first."""
        require(actor, Permission.KEEP_OWN_PROFILE)
        rows = await self._session.execute(
            select(Consent, Organization)
            .join(Organization, Organization.id == Consent.organization_id)
            .where(Consent.person_id == actor.person_id, Consent.withdrawn_at.is_(None))
            .order_by(Consent.given_at, Consent.id)
        )
        works_at = set(
            await self._session.scalars(
                select(Membership.organization_id).where(
                    Membership.person_id == actor.person_id, Membership.role != Role.PATIENT
                )
            )
        )
        newest: dict[int, Given] = {}
        for consent, clinic in rows.all():
            name = clinic.name if clinic.id in works_at else clinic.patient_name
            newest[clinic.id] = Given(
                name, clinic.id, consent.text_version, consent.language, consent.given_at
            )
        return sorted(newest.values(), key=lambda given: given.organization_id != actor.organization_id)

    async def ask_export(self, actor: Actor) -> bool:
        """Send the person all that is kept of them as a file; False when one is on its way already."""
        require(actor, Permission.KEEP_OWN_PROFILE)
        query = select(Person).where(Person.id == actor.person_id).with_for_update()
        person = (await self._session.scalars(query)).one()
        now = self._clock.now()
        under_way = select(Notification.id).where(
            Notification.recipient_id == person.id,
            Notification.kind == NotificationKind.DATA_EXPORT,
            or_(
                Notification.state == NotificationState.PLANNED,
                Notification.sent_at > now - ONE_FILE,
            ),
        )
        if await self._session.scalar(under_way.limit(1)) is not None:
            return False
        own = actor.membership_id
        journal.record(self._session, actor, JournalAction.DATA_TAKEN, now, subject_id=own)
        owe(
            self._session,
            NotificationKind.DATA_EXPORT,
            person,
            organization_id=actor.organization_id,
            key=new_uid(),
            due_at=now,
            membership_id=own,
        )
        return True
