"""Loading the demo clinic into an empty database, through the services that people use."""

from datetime import datetime, timedelta

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload

from bot.clock import clock_at
from bot.demo.clinic import DemoClinic, DemoPerson
from bot.settings import Settings
from models import (
    Clearance,
    ClearanceStatus,
    Consent,
    HostProvider,
    Invitation,
    MeetingHost,
    Membership,
    Notification,
    NotificationKind,
    NotificationState,
    Organization,
    PatientProfile,
    Person,
    Role,
)
from models.base import new_uid
from services import timetable
from services.clearances import Clearances
from services.database import make_engine, sessions
from services.invitations import CONSENT_VERSION, Invitations
from services.lessons.schedule import LessonPlan, Schedule
from services.policy import Actor
from services.ports import Clock
from services.vault import Vault


async def load(settings: Settings, clinic: DemoClinic) -> bool:
    """Load the clinic as of the sandbox's clock unless it is there; return whether it was loaded now."""
    clock = await clock_at(settings.clock_url)
    vault = Vault.from_text(settings.encryption_key.get_secret_value())
    engine = make_engine(settings.database_url)
    try:
        async with sessions(engine, vault)() as session, session.begin():
            if await session.scalar(select(func.count(Organization.id))):
                return False
            await _Loading(session, clock, vault, clinic).load()
            return True
    finally:
        await engine.dispose()


class _Loading:
    def __init__(self, session: AsyncSession, clock: Clock, vault: Vault, clinic: DemoClinic) -> None:
        self._session = session
        self._clock = clock
        self._vault = vault
        self._clinic = clinic
        self._members: dict[str, Membership] = {}

    async def load(self) -> None:
        now = self._clock.now()
        organization = Organization(
            name=self._clinic.name,
            patient_name=self._clinic.patient_name,
            timezone=self._clinic.timezone,
            support_contact=self._clinic.support_contact,
            created_at=now,
        )
        self._session.add(organization)
        await self._session.flush()
        for person in self._clinic.people:
            await self._member(organization, person, now)
        await self._lead()
        waiting = [p for p in self._clinic.people if self._cleared_later(p)]
        for person in self._clinic.people:
            if person.clearance is not None:
                self._clear(person, now)
        await self._session.flush()
        await self._plan_lessons()
        await self._session.execute(
            update(Notification)
            .where(Notification.kind == NotificationKind.LESSON_PLANNED)
            .values(state=NotificationState.VOID, last_error="demo")
        )
        doctor = await self._actor(self._first(Role.DOCTOR))
        for person in waiting:
            await Clearances(self._session, self._clock).suspend(doctor, self._members[person.key].id)

    async def _member(self, organization: Organization, demo: DemoPerson, now: datetime) -> None:
        activated = self._clinic.is_activated(demo)
        person = Person(
            timezone=demo.timezone,
            language=demo.language,
            telegram_id=demo.telegram_id if activated else None,
            created_at=now,
        )
        self._session.add(person)
        person.last_name, person.first_name = demo.last_name, demo.first_name
        person.middle_name = demo.middle_name
        person.email = demo.email
        person.email_index = self._vault.index("email", demo.email)
        member = Membership(
            organization=organization,
            person=person,
            role=demo.role,
            created_at=now,
            activated_at=now if activated else None,
            last_used_at=now if activated else None,
        )
        self._session.add(member)
        await self._session.flush()
        self._members[demo.key] = member
        if demo.role is Role.INSTRUCTOR:
            self._host(demo, member, now)
        if not activated:
            await Invitations(self._session, self._clock, self._vault, "").issue(member)
        else:
            nonce = new_uid()
            self._session.add(
                Invitation(
                    membership_id=member.id,
                    nonce=nonce,
                    token_hash=nonce * 2,
                    created_at=now,
                    expires_at=now,
                    used_at=now,
                    used_by_telegram_id=demo.telegram_id,
                )
            )
            self._session.add(
                Consent(
                    person_id=person.id,
                    organization_id=organization.id,
                    text_version=CONSENT_VERSION,
                    language=demo.language,
                    given_at=now,
                )
            )

    def _host(self, demo: DemoPerson, member: Membership, now: datetime) -> None:
        basic = any(u["email"] == demo.email and u["type"] == 1 for u in self._clinic.zoom_users())
        host = MeetingHost(
            membership_id=member.id,
            provider=HostProvider.ZOOM,
            minutes_limit=40 if basic else None,
            checked_at=now,
            check_attempts=0,
        )
        self._session.add(host)
        host.login = demo.email

    async def _lead(self) -> None:
        """Let each patient be led by their doctor and by the instructor of their lessons."""
        instructors: dict[str, str] = {}
        for lesson in self._clinic.lessons(self._clock.now(), days=14):
            for key in lesson.patients:
                instructors.setdefault(key, lesson.instructor)
        for person in self._clinic.people:
            if person.role is Role.PATIENT:
                self._session.add(
                    PatientProfile(
                        membership_id=self._members[person.key].id,
                        doctor_id=self._members[person.doctor].id if person.doctor else None,
                        instructor_id=self._members[
                            instructors.get(person.key, self._first(Role.INSTRUCTOR))
                        ].id,
                    )
                )
        await self._session.flush()

    def _first(self, role: Role) -> str:
        """Return the key of the first person of a role."""
        return next(person.key for person in self._clinic.people if person.role is role)

    def _clear(self, person: DemoPerson, now: datetime) -> None:
        clearance = person.clearance or {}
        status = ClearanceStatus.PENDING
        until = ends_at = None
        if clearance["status"] != "pending":
            limits = clearance["status"] == "cleared_with_limits"
            status = ClearanceStatus.CLEARED_WITH_LIMITS if limits else ClearanceStatus.CLEARED
            today = timetable.to_local(now, self._clinic.timezone).date()
            until = today + timedelta(days=clearance["issued_day_offset"] + clearance["valid_days"])
            ends_at = timetable.day_end(until, self._clinic.timezone)
        self._session.add(
            Clearance(
                patient_id=self._members[person.key].id,
                status=status,
                valid_until=until,
                ends_at=ends_at,
                decided_by_id=self._members[person.doctor].id if person.doctor and until else None,
                decided_at=now,
            )
        )

    async def _plan_lessons(self) -> None:
        schedule = Schedule(self._session, self._clock)
        for lesson in self._clinic.lessons(self._clock.now()):
            patients = tuple(self._members[key].id for key in lesson.patients)
            await schedule.create(
                await self._actor(lesson.instructor), LessonPlan(lesson.starts_at, lesson.minutes, patients)
            )

    async def _actor(self, key: str) -> Actor:
        query = (
            select(Membership)
            .options(joinedload(Membership.person), joinedload(Membership.organization))
            .where(Membership.id == self._members[key].id)
        )
        return Actor.of((await self._session.scalars(query)).one())

    def _cleared_later(self, person: DemoPerson) -> bool:
        """Say whether the clearance is suspended: given first, so that its lessons can be planned."""
        return person.clearance is not None and person.clearance["status"] == "suspended"
