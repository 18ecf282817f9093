"""Registering people in a clinic, and founding one."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import func, insert, select, update
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
from services.vault import IndexKind, Vault


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
        (membership,) = await self.register_all(actor, [new])
        return membership

    async def register_all(self, actor: Actor, newcomers: Sequence[NewPerson]) -> list[Membership]:
        """Register several people as ``register`` does, all or nobody, and return them in the same order.

        The queries are as many as for one. Of two with the same email the second gets a further role.
        """
        require(actor, Permission.REGISTER_PEOPLE)
        organization = await self._session.get_one(Organization, actor.organization_id)
        added = await self._add(organization, newcomers)
        await self._invitations.issue_all([membership for membership, _ in added])
        await journal.record_registered(self._session, actor, added, self._clock.now())
        return [membership for membership, _ in added]

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
        ((membership, _),) = await self._add(organization, [organizer])
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
                Person.email_index.in_(self._vault.lookups("email", email)),
                Membership.organization_id == actor.organization_id,
            )
            .order_by(Membership.id)
            .limit(1)
        )
        return (await self._session.scalars(query)).one_or_none()

    async def check_contacts(
        self, actor: Actor, role: Role, email: str | None, phone: str | None
    ) -> Membership | None:
        """Return whom of the actor's clinic the contacts of someone to be registered belong to, if anyone.

        Raises Refused: ``email-known`` (that person has the role already), ``phone-known``.
        """
        require(actor, Permission.REGISTER_PEOPLE)
        person = next(iter((await self._known([email])).values()), None)
        if person is None:
            if await self._known_phones([phone]):
                raise Refused("phone-known")
        elif await self._has_role(person, actor.organization_id, role):
            raise Refused("email-known")
        return await self.known_email(actor, email) if email is not None else None

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

    async def _add(
        self, organization: Organization, newcomers: Sequence[NewPerson]
    ) -> list[tuple[Membership, bool]]:
        """Add the memberships; return each, and whether its person was known."""
        newcomers = [_checked(new) for new in newcomers]
        await self._check_leaders(organization, newcomers)
        known = await self._known(new.email for new in newcomers)
        await self._refuse_repeated(organization, newcomers, known)
        now = self._clock.now()
        people: list[tuple[Person, bool]] = []
        for new in newcomers:
            index = self._index(new.email)
            person = known.get(index) if index is not None else None
            people.append((person or self._new_person(new, now), person is not None))
            if index is not None:
                known[index] = people[-1][0]
        await self._session.flush()
        roles = [(person.id, new.role) for new, (person, _) in zip(newcomers, people, strict=True)]
        memberships = await self._add_memberships(organization, roles, now)
        added = list(zip(memberships, newcomers, strict=True))
        await self._add_hosts([one for one in added if one[1].role is Role.INSTRUCTOR], now)
        await self._add_profiles(organization, [one for one in added if one[1].role is Role.PATIENT], now)
        return [(membership, was) for membership, (_, was) in zip(memberships, people, strict=True)]

    async def _add_memberships(
        self, organization: Organization, roles: Sequence[tuple[int, Role]], now: datetime
    ) -> list[Membership]:
        """Add these people (by id) in these roles, and return the memberships in the same order."""
        # SQLite gives ids back row by row, which takes seconds for thousands: they are read afterwards.
        rows = [
            {"organization_id": organization.id, "person_id": person_id, "role": role, "created_at": now}
            for person_id, role in roles
        ]
        await self._session.execute(insert(Membership), rows)
        query = (
            select(Membership)
            .options(joinedload(Membership.person), joinedload(Membership.organization))
            .where(
                Membership.organization_id == organization.id,
                Membership.person_id.in_({person_id for person_id, _ in roles}),
            )
        )
        found = {(one.person_id, one.role): one for one in await self._session.scalars(query)}
        return [found[role] for role in roles]

    def _new_person(self, new: NewPerson, now: datetime) -> Person:
        person = Person(timezone=new.timezone, language=new.language, created_at=now)
        self._session.add(person)
        person.last_name, person.first_name = new.last_name, new.first_name
        person.middle_name = new.middle_name
        person.phone = new.phone
        person.email = new.email
        person.email_index = self._index(new.email)
        person.phone_index = self._vault.index("phone", new.phone) if new.phone else None
        return person

    async def _add_hosts(self, added: Sequence[tuple[Membership, NewPerson]], now: datetime) -> None:
        if not added:
            return
        first: dict[str, MeetingHost] = {}
        spelled = self._spelled("email", (_login(new) for _, new in added))
        query = select(MeetingHost).where(MeetingHost.login_index.in_(spelled)).order_by(MeetingHost.id)
        for host in await self._session.scalars(query):
            first.setdefault(spelled[host.login_index or ""], host)
        hosts: list[MeetingHost] = []
        for membership, new in added:
            provider = new.meeting_provider or HostProvider.LINK
            host = MeetingHost(
                membership_id=membership.id,
                provider=provider,
                check_due_at=now if provider is HostProvider.ZOOM else None,
                check_attempts=0,
            )
            self._session.add(host)
            host.login = _login(new)
            host.login_index = self._index(host.login)
            hosts.append(host)
        await self._session.flush()
        for host in hosts:
            owner = first.setdefault(host.login_index, host) if host.login_index is not None else host
            host.shares_id = owner.id if owner is not host else None
        await self._hand_over_unled([membership for membership, _ in added])

    async def _add_profiles(
        self, organization: Organization, added: Sequence[tuple[Membership, NewPerson]], now: datetime
    ) -> None:
        if not added:
            return
        doctor = await self._only(organization.id, Role.DOCTOR)
        instructor = await self._only(organization.id, Role.INSTRUCTOR)
        for membership, new in added:
            self._session.add_all(
                (
                    PatientProfile(
                        membership_id=membership.id,
                        doctor_id=new.doctor_id or doctor,
                        instructor_id=new.instructor_id or instructor,
                    ),
                    Clearance(patient_id=membership.id, status=ClearanceStatus.PENDING, decided_at=now),
                )
            )

    async def _hand_over_unled(self, instructors: Sequence[Membership]) -> None:
        """Give the clinic's only instructor the patients who were registered when there was none."""
        only, organization_id = instructors[0], instructors[0].organization_id
        if await self._only(organization_id, Role.INSTRUCTOR) != only.id:
            return
        of_clinic = select(Membership.id).where(Membership.organization_id == organization_id)
        await self._session.execute(
            update(PatientProfile)
            .where(PatientProfile.instructor_id.is_(None), PatientProfile.membership_id.in_(of_clinic))
            .values(instructor_id=only.id)
            .execution_options(synchronize_session="fetch")
        )

    async def _check_leaders(self, organization: Organization, newcomers: Sequence[NewPerson]) -> None:
        """Raise NotHere unless everybody who is to lead a patient may."""
        patients = [new for new in newcomers if new.role is Role.PATIENT]
        wanted = {(Role.DOCTOR, new.doctor_id) for new in patients if new.doctor_id is not None} | {
            (Role.INSTRUCTOR, new.instructor_id) for new in patients if new.instructor_id is not None
        }
        if not wanted:
            return
        query = select(Membership.role, Membership.id).where(
            Membership.id.in_({membership_id for _, membership_id in wanted}),
            Membership.organization_id == organization.id,
            Membership.deactivated_at.is_(None),
        )
        if wanted - {(role, membership_id) for role, membership_id in await self._session.execute(query)}:
            raise NotHere

    async def _refuse_repeated(
        self, organization: Organization, newcomers: Sequence[NewPerson], known: Mapping[str, Person]
    ) -> None:
        """Raise Refused where somebody has the role already, or somebody else the phone."""
        by_id = {person.id: index for index, person in known.items()}
        held = select(Membership.person_id, Membership.role).where(
            Membership.organization_id == organization.id, Membership.person_id.in_(by_id)
        )
        taken = {(by_id[person_id], role) for person_id, role in await self._session.execute(held)}
        strangers = [new for new in newcomers if self._index(new.email) not in known]
        phones = await self._known_phones(new.phone for new in strangers)
        seen = set(known)
        for new in newcomers:
            index = self._index(new.email)
            if index is not None and (index, new.role) in taken:
                raise Refused("email-known")
            if index is None or index not in seen:
                phone = self._vault.index("phone", new.phone) if new.phone else None
                if phone in phones:
                    raise Refused("phone-known")
                phones |= {phone} if phone is not None else set()
            if index is not None:
                seen.add(index)
                taken.add((index, new.role))

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

    async def _known_phones(self, phones: Iterable[str | None]) -> set[str]:
        """Return the indexes of those phones that somebody has."""
        spelled = self._spelled("phone", phones)
        query = select(Person.phone_index).where(Person.phone_index.in_(spelled))
        return {spelled[index] for index in await self._session.scalars(query) if index}

    async def _known(self, emails: Iterable[str | None]) -> dict[str, Person]:
        """Return the people who have these emails, by the present index of these."""
        spelled = self._spelled("email", emails)
        query = select(Person).where(Person.email_index.in_(spelled))
        return {spelled[person.email_index or ""]: person for person in await self._session.scalars(query)}

    def _spelled(self, kind: IndexKind, values: Iterable[str | None]) -> dict[str, str]:
        """Return every index by which the values may be stored, with the present one it stands for."""
        return {
            index: self._vault.index(kind, value)
            for value in values
            if value
            for index in self._vault.lookups(kind, value)
        }

    def _index(self, email: str | None) -> str | None:
        return self._vault.index("email", email) if email is not None else None


def _checked(new: NewPerson) -> NewPerson:
    """Return somebody with the email in its usual form. Raises Refused: ``zone-unknown``, ``email``."""
    if not known_zone(new.timezone):
        raise Refused("zone-unknown")
    return replace(new, email=clean_email(new.email) if new.email else None)


def _login(new: NewPerson) -> str | None:
    """Return what an instructor's meetings are made with."""
    return new.meeting_login or (new.email if new.meeting_provider is HostProvider.ZOOM else None)
