"""A person's own way out: withdrawing the consent in one clinic, or asking to be forgotten altogether."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import String, cast, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload

from models import (
    Consent,
    JournalAction,
    Lesson,
    LessonParticipant,
    LessonStatus,
    Membership,
    Notification,
    NotificationKind,
    NotificationState,
    PatientProfile,
    Person,
    Role,
)
from services import accounts, journal
from services.erasure import GRACE, left_then, stay
from services.errors import NotHere, Refused
from services.invitations import Invitations
from services.lessons import specialists
from services.lessons.calling_off import CallingOff
from services.notifications.planning import after_quiet_hours, owe, polite_moment
from services.notifications.refreshing import take_leave
from services.policy import Actor, Permission, require
from services.ports import Clock
from services.roster import active_organizers
from services.timetable import to_local


@dataclass(frozen=True, slots=True)
class Outlook:
    """What stands in the way of going, and what follows.

    ``lessons`` are those the person holds that are not over, ``alone`` the clinics whose only organizer they
    are: both have to be settled first. ``places`` are lessons ahead in which they have a place; ``last``
    says that no role is left afterwards, so that the data go at ``erased_at``.
    """

    lessons: int = 0
    nearest: datetime | None = None
    alone: Sequence[str] = ()
    places: int = 0
    last: bool = False
    erased_at: datetime | None = None

    @property
    def free(self) -> bool:
        """True when nothing has to be settled first."""
        return not self.lessons and not self.alone


@dataclass(frozen=True, slots=True)
class Leaver:
    """Somebody who asked to be forgotten and can still change their mind."""

    person_id: int
    name: str
    language: str
    timezone: str
    clinic_timezone: str
    erased_at: datetime


@dataclass(frozen=True, slots=True)
class Kept:
    """What is still kept of somebody who has no access; ``until`` is its last day there, where it has one."""

    until: date | None


@dataclass(slots=True)
class _Left:
    """What an instructor has to know of a patient who is gone."""

    instructor: Person
    lessons: list[Lesson] = field(default_factory=list)


class Farewell:
    """Leaving by oneself. Each step done twice changes nothing the second time."""

    def __init__(self, session: AsyncSession, clock: Clock, invitations: Invitations) -> None:
        self._session = session
        self._clock = clock
        self._invitations = invitations

    async def outlook(self, actor: Actor, *, whole: bool) -> Outlook:
        """Say what leaving the actor's clinic, or with ``whole`` the service, needs and means."""
        require(actor, Permission.KEEP_OWN_PROFILE)
        going, staying = await self._roles(actor, whole=whole)
        now = self._clock.now()
        held = await self._session.scalars(
            select(Lesson.starts_at)
            .where(
                Lesson.instructor_id.in_([role.id for role in going]),
                Lesson.status == LessonStatus.SCHEDULED,
                Lesson.ends_at > now,
            )
            .order_by(Lesson.starts_at)
        )
        starts = held.all()
        calling_off = CallingOff(self._session, self._clock)
        places = [
            await calling_off.places_ahead(Actor.of(role)) for role in going if role.role is Role.PATIENT
        ]
        last = not staying
        return Outlook(
            lessons=len(starts),
            nearest=starts[0] if starts else None,
            alone=[role.organization.name for role in going if await self._alone(role)],
            places=sum(map(len, places)),
            last=last,
            erased_at=now + GRACE if last else None,
        )

    async def withdraw(self, actor: Actor) -> None:
        """Withdraw the consent in the actor's clinic: access ends at once, places ahead are given up.

        Where no other role is left, the data are to be erased after ``GRACE``, unless a new consent comes.
        Raises Refused: ``leaving-lessons``, ``leaving-alone``.
        """
        person = await self._locked(actor)
        going, staying = await self._roles(actor, whole=False)
        await self._refuse_unsettled(actor, whole=False)
        now = self._clock.now()
        await self._end(going, now)
        for role in going:
            role.activated_at = None
        await self._session.execute(
            update(Consent)
            .where(
                Consent.person_id == person.id,
                Consent.organization_id == actor.organization_id,
                Consent.withdrawn_at.is_(None),
            )
            .values(withdrawn_at=now)
        )
        if going and not staying:
            person.erasure_asked_at = now
        await self._tell(going, JournalAction.CONSENT_WITHDRAWN, NotificationKind.CONSENT_WITHDRAWN, now)

    async def leave(self, actor: Actor) -> None:
        """Ask to be forgotten everywhere: access ends at once, the data go after ``GRACE``.

        Raises Refused: ``leaving-lessons``, ``leaving-alone``.
        """
        person = await self._locked(actor)
        going, _ = await self._roles(actor, whole=True)
        if not going:
            return
        await self._refuse_unsettled(actor, whole=True)
        now = self._clock.now()
        await self._end(going, now)
        person.erasure_asked_at = now
        await self._tell(going, JournalAction.ERASURE_ASKED, NotificationKind.ERASURE_ASKED, now)

    async def pending(self, telegram_id: int) -> Leaver | None:
        """Return whom this account stands for, if they asked to be forgotten and can change their mind."""
        query = select(Person).where(Person.telegram_id == telegram_id, Person.erasure_asked_at.is_not(None))
        person = (await self._session.scalars(query)).one_or_none()
        if person is None or person.erasure_asked_at is None:
            return None
        roles = (await self._session.scalars(left_then(person.id, person.erasure_asked_at))).all()
        if not roles:
            return None
        return Leaver(
            person.id,
            person.polite_name,
            person.language,
            person.timezone,
            roles[0].organization.timezone,
            person.erasure_asked_at + GRACE,
        )

    async def kept(self, telegram_id: int) -> Kept | None:
        """Return what is kept of the person whom this account stands for, None for a stranger."""
        person = await accounts.holder(self._session, telegram_id)
        if person is None:
            return None
        asked = person.erasure_asked_at
        return Kept(to_local(asked + GRACE, person.timezone).date() if asked is not None else None)

    async def take_back(self, telegram_id: int) -> None:
        """Keep the person after all, with the roles they had; places in lessons do not come back.

        Raises NotHere when there is nothing to take back.
        """
        leaver = await self.pending(telegram_id)
        if leaver is None:
            raise NotHere
        query = select(Person).where(Person.id == leaver.person_id).with_for_update()
        person = (await self._session.scalars(query.execution_options(populate_existing=True))).one()
        roles = await stay(self._session, person)
        await self._tell(
            roles,
            JournalAction.ERASURE_TAKEN_BACK,
            NotificationKind.ERASURE_TAKEN_BACK,
            self._clock.now(),
            left_at=leaver.erased_at - GRACE,
        )

    async def _locked(self, actor: Actor) -> Person:
        require(actor, Permission.KEEP_OWN_PROFILE)
        query = select(Person).where(Person.id == actor.person_id).with_for_update()
        return (await self._session.scalars(query.execution_options(populate_existing=True))).one()

    async def _roles(self, actor: Actor, *, whole: bool) -> tuple[list[Membership], list[Membership]]:
        """Return the open roles of the person that end, and those they can go on acting in."""
        query = (
            select(Membership)
            .options(joinedload(Membership.person), joinedload(Membership.organization))
            .where(Membership.person_id == actor.person_id, Membership.deactivated_at.is_(None))
            .order_by(Membership.id)
        )
        roles = (await self._session.scalars(query.execution_options(populate_existing=True))).all()
        going = [role for role in roles if whole or role.organization_id == actor.organization_id]
        return going, [role for role in roles if role not in going and role.activated_at is not None]

    async def _alone(self, role: Membership) -> bool:
        if role.role is not Role.ORGANIZER or role.activated_at is None:
            return False
        organizers = await active_organizers(self._session, role.organization_id)
        return all(organizer.person_id == role.person_id for organizer in organizers)

    async def _refuse_unsettled(self, actor: Actor, *, whole: bool) -> None:
        outlook = await self.outlook(actor, whole=whole)
        if outlook.lessons:
            raise Refused("leaving-lessons")
        if outlook.alone:
            raise Refused("leaving-alone")

    async def _end(self, roles: Sequence[Membership], now: datetime) -> None:
        """Shut the roles, take back what is owed about them, give up places and tell the instructors."""
        calling_off = CallingOff(self._session, self._clock)
        for role in roles:
            await self._session.execute(
                update(Notification)
                .where(
                    Notification.recipient_id == role.person_id,
                    Notification.organization_id == role.organization_id,
                    Notification.state == NotificationState.PLANNED,
                    Notification.kind != NotificationKind.DATA_EXPORT,
                )
                .values(
                    state=NotificationState.VOID,
                    last_error="left",
                    lease_until=None,
                    # Whoever comes back may be owed the same again.
                    dedup_key=Notification.dedup_key + ":void:" + cast(Notification.id, String),
                )
                .execution_options(synchronize_session=False)
            )
        for role in roles:
            if role.role is Role.PATIENT:
                left = await calling_off.give_up_places(Actor.of(role))
                for lesson in await self._running(role, now):
                    await take_leave(self._session, lesson, role.person_id, now)
                await self._tell_instructors(role, left, now)
            await specialists.leave(self._session, role, now)
            await self._invitations.revoke(role.id)
            role.deactivated_at = now

    async def _running(self, patient: Membership, now: datetime) -> Sequence[Lesson]:
        """Return the lesson in which a patient is at the moment: their card there leads nowhere any more."""
        query = (
            select(Lesson)
            .join(LessonParticipant, LessonParticipant.lesson_id == Lesson.id)
            .where(
                LessonParticipant.patient_id == patient.id,
                Lesson.status == LessonStatus.SCHEDULED,
                Lesson.starts_at <= now,
                Lesson.ends_at > now,
            )
        )
        return (await self._session.scalars(query)).all()

    async def _tell_instructors(self, patient: Membership, lessons: Sequence[Lesson], now: datetime) -> None:
        """Tell who leads the patient, and whoever holds lessons they had a place in."""
        left: dict[int, _Left] = {}
        leading = await self._session.scalars(
            select(Membership)
            .join(PatientProfile, PatientProfile.instructor_id == Membership.id)
            .options(joinedload(Membership.person))
            .where(PatientProfile.membership_id == patient.id, Membership.deactivated_at.is_(None))
        )
        for instructor in leading:
            left[instructor.person_id] = _Left(instructor.person)
        for lesson in lessons:
            instructor = lesson.instructor
            left.setdefault(instructor.person_id, _Left(instructor.person)).lessons.append(lesson)
        left.pop(patient.person_id, None)
        for one in left.values():
            nearest = min((lesson.starts_at for lesson in one.lessons), default=None)
            called_off = sum(lesson.status is LessonStatus.CANCELLED for lesson in one.lessons)
            params: dict[str, int | str] = {"lessons": len(one.lessons), "cancelled": called_off}
            if nearest is not None:
                params["about"] = nearest.isoformat()
            owe(
                self._session,
                NotificationKind.PATIENT_LEFT,
                one.instructor,
                organization_id=patient.organization_id,
                key=f"{patient.id}:{now.isoformat()}",
                due_at=polite_moment(now, nearest, one.instructor)
                if nearest is not None
                else after_quiet_hours(now, one.instructor),
                membership_id=patient.id,
                params=params,
            )

    async def _heard_of_leaving(self, patients: Sequence[int], left_at: datetime) -> dict[int, Person]:
        """Return the instructors who were told that one of these roles takes part no more."""
        query = (
            select(Person)
            .join(Notification, Notification.recipient_id == Person.id)
            .where(
                Notification.kind == NotificationKind.PATIENT_LEFT,
                Notification.membership_id.in_(patients),
                Notification.due_at >= left_at,
            )
        )
        return {person.id: person for person in await self._session.scalars(query)}

    async def _tell(
        self,
        roles: Sequence[Membership],
        action: JournalAction,
        kind: NotificationKind,
        now: datetime,
        left_at: datetime | None = None,
    ) -> None:
        """Put into each clinic's journal what the person did with their roles, and tell its organizers.

        ``left_at`` is when somebody left who stays after all: whoever heard of that then is told as well, for
        an instructor has lessons to plan anew.
        """
        for role in roles:
            journal.record(self._session, Actor.of(role), action, now, subject_id=role.id)
        by_clinic = {role.organization_id: role for role in reversed(roles)}
        for clinic_id, role in by_clinic.items():
            there = [one.id for one in roles if one.organization_id == clinic_id]
            concerned = {
                one.person_id: one.person for one in await active_organizers(self._session, clinic_id)
            }
            if left_at is not None:
                concerned |= await self._heard_of_leaving(there, left_at)
            concerned.pop(role.person_id, None)
            for person in concerned.values():
                owe(
                    self._session,
                    kind,
                    person,
                    organization_id=clinic_id,
                    key=f"{role.id}:{now.isoformat()}",
                    due_at=after_quiet_hours(now, person),
                    membership_id=role.id,
                    params={"until": (now + GRACE).isoformat()},
                )
