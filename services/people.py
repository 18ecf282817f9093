"""People of a clinic: registering them and looking at them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

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
    Notification,
    NotificationKind,
    Organization,
    PatientProfile,
    Person,
    Role,
)
from services import access, journal
from services.contacts import clean_email
from services.errors import NotHere, Refused
from services.invitations import Invitations
from services.policy import Actor, Permission, require
from services.ports import Clock
from services.timetable import known_zone
from services.vault import Vault

FEWEST_DIGITS = 3
"""Digits that are looked for in phones: fewer would find nearly everybody."""


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


class InvitationState(StrEnum):
    """Where someone's newest invitation stands; ``CONNECTED`` when it is no longer needed."""

    CONNECTED = "connected"
    OPEN = "open"
    EXPIRED = "expired"
    VOID = "void"


class Standing(StrEnum):
    """How somebody stands to the bot, as a list of people can be narrowed by it."""

    WAITING = "waiting"
    LOST = "lost"
    CLOSED = "closed"

    def holds(self, membership: Membership) -> bool:
        """Say whether a membership with its person stands like this."""
        closed = membership.deactivated_at is not None
        match self:
            case Standing.CLOSED:
                return closed
            case Standing.WAITING:
                return not closed and membership.activated_at is None
            case Standing.LOST:
                return not closed and membership.person.telegram_lost_at is not None


@dataclass(frozen=True, slots=True)
class Reinvited:
    """What became of inviting all who have not activated: letters owed, and people without an email."""

    mailed: int
    without_email: int


@dataclass(frozen=True, slots=True)
class PersonCard:
    """What an organizer sees of someone; ``letter`` is the mail that took the newest invitation."""

    membership: Membership
    invitation: Invitation | None
    host: MeetingHost | None
    letter: Notification | None = None

    def state(self, now: datetime) -> InvitationState:
        """Say where the invitation stands at ``now`` (aware)."""
        if self.membership.activated_at is not None:
            return InvitationState.CONNECTED
        if self.invitation is None or self.invitation.revoked_at is not None:
            return InvitationState.VOID
        return InvitationState.EXPIRED if self.invitation.expires_at <= now else InvitationState.OPEN


@dataclass(frozen=True, slots=True)
class Counts:
    """How many people a clinic has, how many have not activated, how many Telegram has lost."""

    people: int
    waiting: int
    lost: int


class People:
    """The organizer's work with people."""

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
        self._record(actor, action, membership, role=new.role.value)
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

    async def invite_again(self, actor: Actor, membership_id: int) -> Invitation:
        """Send a fresh invitation; the old link dies.

        Raises NotHere, Refused (``already-active``, ``access-closed``).
        """
        require(actor, Permission.REGISTER_PEOPLE)
        membership = await access.membership(self._session, actor, membership_id)
        if membership.deactivated_at is not None:
            raise Refused("access-closed")
        if membership.activated_at is not None:
            raise Refused("already-active")
        self._record(actor, JournalAction.INVITATION_SENT, membership)
        return await self._invitations.issue(membership)

    async def invite_all_again(self, actor: Actor) -> Reinvited:
        """Send everybody of the clinic who has not activated a fresh invitation; old links die.

        Nobody who has no email is touched: the link they were handed keeps working.
        """
        require(actor, Permission.REGISTER_PEOPLE)
        waiting = await self.search(actor, standing=Standing.WAITING)
        reachable = [member for member in waiting if member.person.email is not None]
        for member in reachable:
            self._record(actor, JournalAction.INVITATION_SENT, member)
            await self._invitations.issue(member)
        return Reinvited(mailed=len(reachable), without_email=len(waiting) - len(reachable))

    async def revoke_invitation(self, actor: Actor, membership_id: int) -> None:
        """Make the open invitation useless. Raises NotHere."""
        require(actor, Permission.REGISTER_PEOPLE)
        membership = await access.membership(self._session, actor, membership_id)
        if await self._invitations.revoke(membership.id):
            self._record(actor, JournalAction.INVITATION_REVOKED, membership)

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

    async def clinic(self, actor: Actor) -> Organization:
        """Return the actor's clinic."""
        return await self._session.get_one(Organization, actor.organization_id)

    async def card(self, actor: Actor, membership_id: int) -> PersonCard:
        """Return someone of the actor's clinic with their invitation and meeting host. Raises NotHere.

        The look goes into the journal.
        """
        membership = await access.membership(self._session, actor, membership_id)
        await journal.look(self._session, actor, membership, self._clock.now())
        host = await self._session.scalars(
            select(MeetingHost).where(MeetingHost.membership_id == membership.id)
        )
        letter = await self._session.scalars(
            select(Notification)
            .where(
                Notification.kind == NotificationKind.INVITATION,
                Notification.recipient_id == membership.person_id,
                Notification.membership_id == membership.id,
            )
            .order_by(Notification.id.desc())
            .limit(1)
        )
        invitation = await self._invitations.current(membership.id)
        return PersonCard(membership, invitation, host.one_or_none(), letter.one_or_none())

    async def search(
        self, actor: Actor, text: str = "", role: Role | None = None, standing: Standing | None = None
    ) -> list[Membership]:
        """Return the clinic's people whose name, email or phone holds ``text`` (ё equals е), by name.

        Of a phone only the digits count. Names are sealed in the database, so they are opened and searched
        here.
        """
        require(actor, Permission.SEE_PEOPLE)
        query = (
            select(Membership)
            .options(joinedload(Membership.person), joinedload(Membership.organization))
            .where(Membership.organization_id == actor.organization_id)
        )
        if role is not None:
            query = query.where(Membership.role == role)
        found = [
            member
            for member in await self._session.scalars(query)
            if (standing is None or standing.holds(member)) and _matches(member.person, text)
        ]
        return sorted(found, key=lambda member: folded(member.person.full_name))

    async def colleagues(self, actor: Actor, role: Role) -> list[Membership]:
        """Return the clinic's active people of a role, by name: who can lead a new patient."""
        found = await self.search(actor, role=role)
        return [member for member in found if member.deactivated_at is None]

    async def counts(self, actor: Actor) -> Counts:
        """Count the clinic's people for the organizer's first screen."""
        require(actor, Permission.SEE_PEOPLE)
        row = (
            await self._session.execute(
                select(
                    func.count(Membership.id),
                    func.count(Membership.id).filter(Membership.activated_at.is_(None)),
                    func.count(Membership.id).filter(Person.telegram_lost_at.is_not(None)),
                )
                .join(Person, Person.id == Membership.person_id)
                .where(
                    Membership.organization_id == actor.organization_id, Membership.deactivated_at.is_(None)
                )
            )
        ).one()
        return Counts(*row)

    def _record(self, actor: Actor, action: JournalAction, subject: Membership, **details: str) -> None:
        journal.record(
            self._session, actor, action, self._clock.now(), subject_id=subject.id, details=details
        )

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
            select(MeetingHost.id).where(MeetingHost.login_index == index).order_by(MeetingHost.id).limit(1)
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


def _matches(person: Person, text: str) -> bool:
    if folded(text) in folded(f"{person.full_name} {person.email or ''}"):
        return True
    digits = _digits(text)
    return len(digits) >= FEWEST_DIGITS and digits in _digits(person.phone or "")


def _digits(text: str) -> str:
    return "".join(filter(str.isdecimal, text))


def folded(text: str) -> str:
    """Return a text as it is compared in a search: small letters, ё as е."""
    return text.casefold().replace("ё", "е")
