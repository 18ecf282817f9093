"""Mending what the clinic has on its books about somebody."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload

from models import (
    JournalAction,
    Lesson,
    LessonParticipant,
    LessonStatus,
    Membership,
    PatientProfile,
    Person,
    Role,
)
from services import access, journal, timetable
from services.errors import NotHere, Refused
from services.invitations import Invitations
from services.lessons import clashes
from services.notifications import changes, refreshing, replanning
from services.policy import Actor, Permission, require
from services.ports import Clock
from services.vault import IndexKind, Vault


class Corrections:
    """An organizer's corrections of a person's data. Each made twice changes nothing the second time.

    Who is known to another clinic too is nobody's to rename: every change of the person raises
    Refused("shared-person") then. All raise NotHere for who is not the clinic's.
    """

    def __init__(self, session: AsyncSession, clock: Clock, vault: Vault, invitations: Invitations) -> None:
        self._session = session
        self._clock = clock
        self._vault = vault
        self._invitations = invitations

    async def rename(
        self, actor: Actor, membership_id: int, last: str, first: str, middle: str | None
    ) -> None:
        """Change the name; cards that show it are drawn anew."""
        member = await self._locked(actor, membership_id)
        person = member.person
        if (person.last_name, person.first_name, person.middle_name) == (last, first, middle):
            return
        person.last_name, person.first_name, person.middle_name = last, first, middle
        now = self._clock.now()
        for lesson in await self._lessons(person, now):
            await refreshing.refresh_cards(self._session, lesson, now)
        self._record(actor, member, "name")

    async def change_email(self, actor: Actor, membership_id: int, email: str) -> bool:
        """Change the email (a clean one); return whether invitations went out to it.

        Whoever has not activated is invited anew there, the old links die. Who has is told in Telegram, and
        at the address before. Raises Refused("email-of-other").
        """
        member = await self._locked(actor, membership_id)
        person = member.person
        before = person.email
        if before == email:
            return False
        await self._store(person, "email", email)
        roles = await self._roles(member)
        now = self._clock.now()
        if any(role.activated_at is not None for role in roles):
            await changes.tell_of_email(self._session, member, before, now)
        waiting = [one for one in roles if one.activated_at is None and one.deactivated_at is None]
        for role in waiting:
            await self._invitations.issue(role)
        self._record(actor, member, "email")
        return bool(waiting)

    async def change_phone(self, actor: Actor, membership_id: int, phone: str | None) -> None:
        """Change the phone (E.164) or take it out. Raises Refused("phone-known")."""
        member = await self._locked(actor, membership_id)
        if member.person.phone == phone:
            return
        await self._store(member.person, "phone", phone)
        member.person.phone_confirmed_at = None
        self._record(actor, member, "phone")

    async def change_zone(self, actor: Actor, membership_id: int, zone: str) -> None:
        """Change the time zone; no lesson moves, cards are worded anew. Raises Refused("zone-unknown")."""
        member = await self._locked(actor, membership_id)
        if not timetable.known_zone(zone):
            raise Refused("zone-unknown")
        if member.person.timezone == zone:
            return
        now = self._clock.now()
        member.person.timezone = zone
        await replanning.retime(self._session, member.person, now)
        await refreshing.refresh_cards_of(self._session, member.person, now)
        self._record(actor, member, "zone")

    async def leader(self, actor: Actor, membership_id: int, role: Role) -> Membership | None:
        """Return the doctor or the instructor who leads a patient."""
        profile = await self._profile(actor, membership_id)
        leader_id = profile.doctor_id if role is Role.DOCTOR else profile.instructor_id
        return await clashes.with_person(self._session, leader_id) if leader_id is not None else None

    async def change_leader(self, actor: Actor, membership_id: int, leader_id: int) -> None:
        """Give a patient another leading doctor or instructor; both are told, access follows."""
        profile = await self._profile(actor, membership_id)
        patient = await self._member(actor, membership_id)
        leader = await self._member(actor, leader_id)
        before_id = profile.doctor_id if leader.role is Role.DOCTOR else profile.instructor_id
        if leader.deactivated_at is not None or leader.role not in (Role.DOCTOR, Role.INSTRUCTOR):
            raise NotHere
        if leader.person_id == patient.person_id:
            raise Refused("own-patient")
        if before_id == leader.id:
            return
        if leader.role is Role.DOCTOR:
            profile.doctor_id = leader.id
        else:
            profile.instructor_id = leader.id
        now = self._clock.now()
        if leader.person_id != actor.person_id:
            changes.tell_leader(self._session, leader, patient, leads=True, now=now)
        before = await clashes.with_person(self._session, before_id) if before_id is not None else None
        if before is not None and before.person_id not in (actor.person_id, leader.person_id):
            changes.tell_leader(self._session, before, patient, leads=False, now=now)
        self._record(actor, patient, leader.role.value)

    async def _store(self, person: Person, field: IndexKind, value: str | None) -> None:
        """Keep a contact that must be nobody else's, also not of somebody added at this moment."""
        column = Person.email_index if field == "email" else Person.phone_index
        indexes = self._vault.lookups(field, value) if value is not None else ()
        if indexes:
            query = select(Person.id).where(column.in_(indexes), Person.id != person.id)
            if await self._session.scalar(query) is not None:
                raise _of_other(field)
        try:
            async with self._session.begin_nested():
                setattr(person, field, value)
                setattr(person, f"{field}_index", next(iter(indexes), None))
                await self._session.flush()
        except IntegrityError as refusal:
            raise _of_other(field) from refusal

    async def _lessons(self, person: Person, now: datetime) -> Sequence[Lesson]:
        """Return the coming lessons a person holds or has a place in."""
        roles = select(Membership.id).where(Membership.person_id == person.id)
        places = select(LessonParticipant.lesson_id).where(LessonParticipant.patient_id.in_(roles))
        query = select(Lesson).where(
            or_(Lesson.instructor_id.in_(roles), Lesson.id.in_(places)),
            Lesson.status == LessonStatus.SCHEDULED,
            Lesson.ends_at > now,
        )
        return (await self._session.scalars(query)).all()

    async def _roles(self, member: Membership) -> Sequence[Membership]:
        query = (
            select(Membership)
            .options(joinedload(Membership.person))
            .where(
                Membership.person_id == member.person_id,
                Membership.organization_id == member.organization_id,
            )
        )
        return (await self._session.scalars(query)).all()

    async def _profile(self, actor: Actor, membership_id: int) -> PatientProfile:
        member = await self._member(actor, membership_id)
        profile = await self._session.get(PatientProfile, member.id)
        if profile is None:
            raise NotHere
        return profile

    async def _member(self, actor: Actor, membership_id: int) -> Membership:
        require(actor, Permission.CORRECT_PEOPLE)
        return await access.membership(self._session, actor, membership_id)

    async def _locked(self, actor: Actor, membership_id: int) -> Membership:
        member = await self._member(actor, membership_id)
        await self._session.execute(
            select(Person)
            .where(Person.id == member.person_id)
            .with_for_update()
            .execution_options(populate_existing=True)
        )
        elsewhere = select(Membership.id).where(
            Membership.person_id == member.person_id,
            Membership.organization_id != member.organization_id,
        )
        if await self._session.scalar(elsewhere.limit(1)) is not None:
            raise Refused("shared-person")
        return member

    def _record(self, actor: Actor, member: Membership, field: str) -> None:
        corrected = JournalAction.PERSON_CORRECTED
        now = self._clock.now()
        journal.record(self._session, actor, corrected, now, subject_id=member.id, details={"field": field})


def _of_other(field: str) -> Refused:
    return Refused("email-of-other") if field == "email" else Refused("phone-known")
