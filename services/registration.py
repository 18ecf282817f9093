"""Registering people in a clinic, and founding one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload

from models import (
    Clearance,
    ClearanceStatus,
    HostProvider,
    Invitation,
    JournalAction,
    JournalOrigin,
    MeetingHost,
    Membership,
    Organization,
    PatientProfile,
    Person,
    Role,
)
from services import journal
from services.contacts import clean_email
from services.errors import NotHere, Refused
from services.invitations import Invitations
from services.policy import Actor, Permission, require
from services.ports import Clock
from services.timetable import known_zone
from services.vault import Vault


@dataclass(frozen=True, slots=True)
class NewPerson:
    """Someone to be registered. ``meeting_login`` is an instructor's Zoom login or own link.

    ``doctor_id`` and ``instructor_id`` (memberships) lead a patient; None takes the clinic's only one.
    """

    role: Role
    last_name: str
    first_name: str
    middle_name: str | None
    email: str | None
    timezone: str
    language: str = "ru"
    phone: str | None = None
    meeting_provider: HostProvider | None = None
    meeting_login: str | None = None
    doctor_id: int | None = None
    instructor_id: int | None = None


class Registration:
    """Puts people on a clinic's books and sends their invitations."""

    def __init__(self, session: AsyncSession, clock: Clock, vault: Vault, invitations: Invitations) -> None:
        self._session = session
        self._clock = clock
        self._vault = vault
        self._invitations = invitations

    async def register(self, actor: Actor, new: NewPerson) -> Membership:
        """Register someone in the actor's clinic and send the invitation.

        Raises Refused: ``email-known`` (that email has this role already), ``phone-known`` (the phone is
        another person's), ``zone-unknown``, ``email``; NotHere for leaders who are not the clinic's.
        A known email gets the further role; its name and zone stay as they are.
        """
        require(actor, Permission.REGISTER_PEOPLE)
        organization = await self._session.get_one(Organization, actor.organization_id)
        membership, known = await self._add(organization, new)
        await self._invitations.issue(membership)
        action = JournalAction.ROLE_ADDED if known else JournalAction.PERSON_REGISTERED
        details = {"role": new.role.value}
        journal.record(
            self._session, actor, action, self._clock.now(), subject_id=membership.id, details=details
        )
        return membership

    async def found_clinic(
        self,
        *,
        name: str,
        patient_name: str,
        timezone: str,
        organizer: NewPerson,
        support_contact: str | None = None,
    ) -> tuple[Membership, Invitation]:
        """Create a clinic with its first organizer and their invitation (the system's own act).

        Raises Refused: ``zone-unknown``, ``email``.
        """
        if not known_zone(timezone):
            raise Refused("zone-unknown")
        organization = Organization(
            name=name,
            patient_name=patient_name,
            timezone=timezone,
            support_contact=support_contact,
            created_at=self._clock.now(),
        )
        self._session.add(organization)
        await self._session.flush()
        membership, _ = await self._add(organization, organizer)
        action, origin = JournalAction.CLINIC_CREATED, JournalOrigin.COMMAND
        journal.record_of_nobody(self._session, membership, action, origin, self._clock.now())
        return membership, await self._invitations.issue(membership)

    async def known_email(self, actor: Actor, email: str) -> Membership | None:
        """Return whom of the actor's clinic a typed email belongs to, if anyone."""
        require(actor, Permission.REGISTER_PEOPLE)
        query = (
            select(Membership)
            .join(Person, Person.id == Membership.person_id)
            .options(joinedload(Membership.person), joinedload(Membership.organization))
            .where(
                Person.email_index == self._vault.index("email", email),
                Membership.organization_id == actor.organization_id,
            )
            .order_by(Membership.id)
            .limit(1)
        )
        return (await self._session.scalars(query)).one_or_none()

    async def check_contacts(
        self, actor: Actor, role: Role, email: str, phone: str | None
    ) -> Membership | None:
        """Return whom of the actor's clinic the contacts of someone to be registered belong to, if anyone.

        Raises Refused: ``email-known`` (that person has the role already), ``phone-known``.
        """
        require(actor, Permission.REGISTER_PEOPLE)
        person = await self._known(email)
        if person is None:
            await self._refuse_known_phone(phone)
        elif await self._has_role(person, actor.organization_id, role):
            raise Refused("email-known")
        return await self.known_email(actor, email)

    async def asked_leaders(self, actor: Actor) -> frozenset[Role]:
        """Return the roles of which the clinic has several people, so that a patient's leader is asked."""
        require(actor, Permission.REGISTER_PEOPLE)
        query = (
            select(Membership.role)
            .where(
                Membership.organization_id == actor.organization_id,
                Membership.role.in_((Role.DOCTOR, Role.INSTRUCTOR)),
                Membership.deactivated_at.is_(None),
            )
            .group_by(Membership.role)
            .having(func.count() > 1)
        )
        return frozenset(await self._session.scalars(query))

    async def _add(self, organization: Organization, new: NewPerson) -> tuple[Membership, bool]:
        """Add the membership; return it, and whether its person was known."""
        if not known_zone(new.timezone):
            raise Refused("zone-unknown")
        email = clean_email(new.email) if new.email else None
        if new.role is Role.PATIENT:
            await self._check_leader(organization, Role.DOCTOR, new.doctor_id)
            await self._check_leader(organization, Role.INSTRUCTOR, new.instructor_id)
        now = self._clock.now()
        person = await self._known(email)
        known = person is not None
        if person is None:
            await self._refuse_known_phone(new.phone)
            person = Person(timezone=new.timezone, language=new.language, created_at=now)
            self._session.add(person)
            person.last_name, person.first_name = new.last_name, new.first_name
            person.middle_name = new.middle_name
            person.phone = new.phone
            person.email = email
            person.email_index = self._vault.index("email", email) if email else None
            person.phone_index = self._vault.index("phone", new.phone) if new.phone else None
            await self._session.flush()
        elif await self._has_role(person, organization.id, new.role):
            raise Refused("email-known")
        membership = Membership(organization=organization, person=person, role=new.role, created_at=now)
        self._session.add(membership)
        await self._session.flush()
        if new.role is Role.INSTRUCTOR:
            await self._add_host(membership, new, email, now)
            await self._hand_over_unled(membership)
        if new.role is Role.PATIENT:
            await self._add_profile(membership, new, now)
        return membership, known

    async def _add_host(
        self, membership: Membership, new: NewPerson, email: str | None, now: datetime
    ) -> None:
        provider = new.meeting_provider or HostProvider.LINK
        login = new.meeting_login or (email if provider is HostProvider.ZOOM else None)
        index = self._vault.index("email", login) if login is not None else None
        first = (
            select(MeetingHost.id)
            .where(MeetingHost.login_index == index)
            .order_by(MeetingHost.shares_id.is_not(None), MeetingHost.id)
            .limit(1)
        )
        host = MeetingHost(
            membership_id=membership.id,
            provider=provider,
            check_due_at=now if provider is HostProvider.ZOOM else None,
            check_attempts=0,
        )
        host.login_index = index
        host.shares_id = await self._session.scalar(first) if index is not None else None
        self._session.add(host)
        host.login = login

    async def _add_profile(self, membership: Membership, new: NewPerson, now: datetime) -> None:
        self._session.add_all(
            (
                PatientProfile(
                    membership_id=membership.id,
                    doctor_id=new.doctor_id or await self._only(membership.organization_id, Role.DOCTOR),
                    instructor_id=new.instructor_id
                    or await self._only(membership.organization_id, Role.INSTRUCTOR),
                ),
                Clearance(patient_id=membership.id, status=ClearanceStatus.PENDING, decided_at=now),
            )
        )

    async def _hand_over_unled(self, instructor: Membership) -> None:
        """Give the clinic's only instructor the patients who were registered when there was none."""
        if await self._only(instructor.organization_id, Role.INSTRUCTOR) != instructor.id:
            return
        of_clinic = select(Membership.id).where(Membership.organization_id == instructor.organization_id)
        await self._session.execute(
            update(PatientProfile)
            .where(PatientProfile.instructor_id.is_(None), PatientProfile.membership_id.in_(of_clinic))
            .values(instructor_id=instructor.id)
            .execution_options(synchronize_session="fetch")
        )

    async def _check_leader(self, organization: Organization, role: Role, membership_id: int | None) -> None:
        if membership_id is None:
            return
        query = select(Membership.id).where(
            Membership.id == membership_id,
            Membership.organization_id == organization.id,
            Membership.role == role,
            Membership.deactivated_at.is_(None),
        )
        if await self._session.scalar(query) is None:
            raise NotHere

    async def _only(self, organization_id: int, role: Role) -> int | None:
        ids: Sequence[int] = (
            await self._session.scalars(
                select(Membership.id)
                .where(
                    Membership.organization_id == organization_id,
                    Membership.role == role,
                    Membership.deactivated_at.is_(None),
                )
                .limit(2)
            )
        ).all()
        return ids[0] if len(ids) == 1 else None

    async def _has_role(self, person: Person, organization_id: int, role: Role) -> bool:
        query = select(Membership.id).where(
            Membership.person_id == person.id,
            Membership.organization_id == organization_id,
            Membership.role == role,
        )
        return await self._session.scalar(query) is not None

    async def _refuse_known_phone(self, phone: str | None) -> None:
        if phone is None:
            return
        query = select(Person.id).where(Person.phone_index == self._vault.index("phone", phone))
        if await self._session.scalar(query) is not None:
            raise Refused("phone-known")

    async def _known(self, email: str | None) -> Person | None:
        if email is None:
            return None
        query = select(Person).where(Person.email_index == self._vault.index("email", email))
        return (await self._session.scalars(query)).one_or_none()
