"""The doctor's decisions: clearance given, prolonged, suspended, refused, and what follows for lessons."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload, selectinload

from models import (
    Clearance,
    ClearanceStatus,
    JournalAction,
    Lesson,
    LessonParticipant,
    LessonStatus,
    Membership,
    NotificationKind,
    Organization,
    ParticipantState,
    PatientProfile,
)
from models.clearance import ACTIVE_CLEARANCES
from services import access, journal, timetable
from services.errors import NotHere, Refused
from services.notifications import planning
from services.people import folded
from services.places import block_places, open_places
from services.policy import Actor, Permission, require
from services.ports import Clock

LONGEST_DAYS = 366
"""Days a clearance may be given for at once."""

OFFERED_DAYS = (14, 30)
"""For how many days a clearance is offered by one press (product.md, Doctor)."""

NEXT_DAY = timedelta(days=1)
"""How far a decision that touches no planned lesson is taken to lie ahead, for quiet hours."""

STOPPED = {
    ClearanceStatus.SUSPENDED: JournalAction.CLEARANCE_SUSPENDED,
    ClearanceStatus.REFUSED: JournalAction.CLEARANCE_REFUSED,
}
"""What the journal calls a decision that ends a clearance."""


@dataclass(frozen=True, slots=True)
class PatientView:
    """A patient as the doctor sees them: clearance, leading instructor, coming lessons."""

    patient: Membership
    clearance: Clearance
    instructor: Membership | None
    lessons: Sequence[Lesson]


@dataclass(frozen=True, slots=True)
class Desk:
    """The doctor's first screen: who waits for a decision, whose clearance ends soon, who is suspended."""

    waiting: Sequence[Clearance]
    ending: Sequence[Clearance]
    patients: dict[int, Membership]


@dataclass(frozen=True, slots=True)
class Terms:
    """What a doctor chooses from: ``today`` in the clinic's zone, and last days by how many days they add."""

    today: date
    offers: Sequence[tuple[int, date]]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a decision would do to coming lessons, earliest first; ``begun`` go on in either case."""

    opening: Sequence[Lesson]
    closing: Sequence[Lesson]
    begun: Sequence[Lesson]


class Clearances:
    """Decisions about clearance; each blocks or opens the places it concerns in its own transaction."""

    def __init__(self, session: AsyncSession, clock: Clock) -> None:
        self._session = session
        self._clock = clock

    async def give(self, actor: Actor, patient_id: int, until: date) -> int:
        """Clear a patient up to and including ``until`` (a day of the clinic's zone), prolong or resume.

        Returns how many places opened. Raises Refused: ``date-past``, ``date-far``; NotHere.
        """
        require(actor, Permission.DECIDE_CLEARANCE)
        patient = await access.patient(self._session, actor, patient_id, self._clock.now())
        now = self._clock.now()
        self.check_until(actor, until)
        clearance = await self._locked(patient_id)
        ends_at = timetable.day_end(until, actor.clinic_timezone)
        places = await self._places(patient_id, now)
        closed = await block_places(
            self._session,
            [p for p in places if p.lesson.starts_at >= ends_at and p.state.expected],
            now,
        )
        await self._session.flush()
        was_active = clearance.covers(now)
        clearance.status = ClearanceStatus.CLEARED
        clearance.valid_until = until
        clearance.ends_at = ends_at
        self._decided(clearance, actor, now)
        given = JournalAction.CLEARANCE_PROLONGED if was_active else JournalAction.CLEARANCE_GIVEN
        journal.record(
            self._session, actor, given, now, subject_id=patient_id, details={"until": until.isoformat()}
        )
        await self._session.flush()
        opened = [
            p for p in places if p.state is ParticipantState.BLOCKED and clearance.covers(p.lesson.starts_at)
        ]
        await open_places(self._session, opened, now)
        if opened or not was_active:
            self._tell(NotificationKind.CLEARANCE_GIVEN, patient, patient, now, opened)
        await self._tell_instructors(patient, [*opened, *closed], now, actor)
        return len(opened)

    def check_until(self, actor: Actor, until: date) -> None:
        """Raise Refused (``date-past``, ``date-far``) unless a clearance may be given up to that day."""
        today = self._today(actor)
        if until < today:
            raise Refused("date-past")
        if until > today + timedelta(days=LONGEST_DAYS):
            raise Refused("date-far", days=LONGEST_DAYS)

    async def suspend(self, actor: Actor, patient_id: int) -> int:
        """Pause a patient's lessons; a lesson under way is left to its instructor, who is told at once.

        Returns how many places are blocked by it. Raises NotHere, Refused("not-cleared").
        """
        return await self._stop(actor, patient_id, ClearanceStatus.SUSPENDED)

    async def refuse(self, actor: Actor, patient_id: int) -> int:
        """Refuse clearance; what was planned is blocked. Raises NotHere."""
        return await self._stop(actor, patient_id, ClearanceStatus.REFUSED)

    async def view(self, actor: Actor, patient_id: int) -> PatientView:
        """Return a patient as the doctor sees them; the look goes into the journal. Raises NotHere."""
        require(actor, Permission.DECIDE_CLEARANCE)
        patient = await access.patient(self._session, actor, patient_id, self._clock.now())
        await journal.look(self._session, actor, patient, self._clock.now())
        clearance = await self._of(patient_id)
        instructor = await self._session.scalars(
            select(Membership)
            .join(PatientProfile, PatientProfile.instructor_id == Membership.id)
            .where(PatientProfile.membership_id == patient_id)
            .options(joinedload(Membership.person))
        )
        places = await self._places(patient_id, self._clock.now())
        return PatientView(patient, clearance, instructor.one_or_none(), [p.lesson for p in places])

    async def terms(self, actor: Actor, patient_id: int) -> Terms:
        """Return the days a patient may be cleared until; a live clearance is prolonged from its own end.

        Raises NotHere.
        """
        require(actor, Permission.DECIDE_CLEARANCE)
        await access.patient(self._session, actor, patient_id, self._clock.now())
        clearance = await self._of(patient_id)
        today = self._today(actor)
        live_until = clearance.valid_until if clearance.covers(self._clock.now()) else None
        first = live_until or today
        last = today + timedelta(days=LONGEST_DAYS)
        offers = [(days, first + timedelta(days=days)) for days in OFFERED_DAYS]
        return Terms(today, [(days, day) for days, day in offers if day <= last])

    async def outcome(self, actor: Actor, patient_id: int, until: date | None) -> Outcome:
        """Return what clearing up to and including ``until`` would do to lessons; None: what stopping would.

        Raises NotHere.
        """
        require(actor, Permission.DECIDE_CLEARANCE)
        await access.patient(self._session, actor, patient_id, self._clock.now())
        now = self._clock.now()
        places = await self._places(patient_id, now)
        coming = [p for p in places if not p.lesson.begun(now)]
        ends_at = timetable.day_end(until, actor.clinic_timezone) if until is not None else now
        return Outcome(
            opening=[
                p.lesson
                for p in coming
                if p.state is ParticipantState.BLOCKED and p.lesson.starts_at < ends_at
            ],
            closing=[p.lesson for p in coming if p.state.expected and p.lesson.starts_at >= ends_at],
            begun=[p.lesson for p in places if p.lesson.begun(now)],
        )

    async def of_patient(self, actor: Actor, patient_id: int) -> Clearance:
        """Return a patient's clearance to a doctor or an instructor of theirs. Raises NotHere."""
        patient = await access.patient(self._session, actor, patient_id, self._clock.now())
        return await self._of(patient.id)

    async def own(self, actor: Actor) -> Clearance:
        """Return the acting patient's own clearance. Raises NotHere for anyone else."""
        require(actor, Permission.SEE_OWN_LESSONS)
        query = select(Clearance).where(Clearance.patient_id == actor.membership_id)
        clearance = (await self._session.scalars(query)).one_or_none()
        if clearance is None:
            raise NotHere
        return clearance

    async def desk(self, actor: Actor) -> Desk:
        """Return who waits for the doctors of the clinic."""
        require(actor, Permission.DECIDE_CLEARANCE)
        patients = {p.id: p for p in await access.patients(self._session, actor, self._clock.now())}
        rows = (
            await self._session.scalars(select(Clearance).where(Clearance.patient_id.in_(patients)))
        ).all()
        clinic = await self._session.get_one(Organization, actor.organization_id)
        soon = self._clock.now() + timedelta(days=clinic.ending_days)
        waiting = [c for c in rows if c.status is ClearanceStatus.PENDING]
        ending = [
            c for c in rows if c.status in ACTIVE_CLEARANCES and c.ends_at is not None and c.ends_at <= soon
        ]
        by_name = {p.id: p.person.full_name.casefold() for p in patients.values()}
        return Desk(
            waiting=sorted(waiting, key=lambda c: by_name[c.patient_id]),
            ending=sorted(ending, key=lambda c: (c.ends_at or soon, by_name[c.patient_id])),
            patients=patients,
        )

    async def patients(self, actor: Actor) -> list[tuple[Membership, Clearance]]:
        """Return the clinic's patients with their clearances, by name."""
        require(actor, Permission.DECIDE_CLEARANCE)
        patients = sorted(
            await access.patients(self._session, actor, self._clock.now()),
            key=lambda p: p.person.full_name.casefold(),
        )
        rows = await self._session.scalars(
            select(Clearance).where(Clearance.patient_id.in_([p.id for p in patients]))
        )
        clearances = {row.patient_id: row for row in rows}
        return [(p, clearances[p.id]) for p in patients]

    async def search(
        self, actor: Actor, text: str = "", *, own: bool = False
    ) -> list[tuple[Membership, Clearance]]:
        """Return patients whose name holds ``text`` (ё equals е) with their clearances, by name.

        ``own`` leaves out those whom another doctor leads.
        """
        found = await self.patients(actor)
        if own:
            others = select(PatientProfile.membership_id).where(
                PatientProfile.doctor_id != actor.membership_id
            )
            led_by_others = set(await self._session.scalars(others))
            found = [(p, c) for p, c in found if p.id not in led_by_others]
        wanted = folded(text)
        return [(p, c) for p, c in found if wanted in folded(p.person.full_name)]

    async def _stop(self, actor: Actor, patient_id: int, status: ClearanceStatus) -> int:
        require(actor, Permission.DECIDE_CLEARANCE)
        patient = await access.patient(self._session, actor, patient_id, self._clock.now())
        clearance = await self._locked(patient_id)
        if clearance.status is status:
            return 0
        if status is ClearanceStatus.SUSPENDED and clearance.status not in ACTIVE_CLEARANCES:
            raise Refused("not-cleared")
        now = self._clock.now()
        places = await self._places(patient_id, now)
        closed = await block_places(self._session, [p for p in places if p.state.expected], now)
        await self._session.flush()
        clearance.status = status
        self._decided(clearance, actor, now)
        journal.record(self._session, actor, STOPPED[status], now, subject_id=patient_id)
        await self._session.flush()
        self._tell(NotificationKind.CLEARANCE_PAUSED, patient, patient, now, closed)
        await self._tell_instructors(patient, closed, now, actor)
        return len(closed)

    def _decided(self, clearance: Clearance, actor: Actor, now: datetime) -> None:
        clearance.decided_by_id = actor.membership_id
        clearance.decided_at = now

    def _tell(
        self,
        kind: NotificationKind,
        recipient: Membership,
        patient: Membership,
        now: datetime,
        changed: Sequence[LessonParticipant],
    ) -> None:
        nearest = min((place.lesson.starts_at for place in changed), default=now + NEXT_DAY)
        planning.owe(
            self._session,
            kind,
            recipient.person,
            organization_id=patient.organization_id,
            key=f"{patient.id}:{now:%Y%m%d%H%M%S%f}",
            due_at=planning.polite_moment(now, nearest, recipient.person),
            expires_at=now + timedelta(days=2),
            membership_id=patient.id,
            params={"about": nearest.isoformat()},
        )

    async def _tell_instructors(
        self, patient: Membership, changed: Sequence[LessonParticipant], now: datetime, actor: Actor
    ) -> None:
        ids = {place.lesson.instructor_id for place in changed}
        leading = await self._session.scalar(
            select(PatientProfile.instructor_id).where(PatientProfile.membership_id == patient.id)
        )
        if leading is not None:
            ids.add(leading)
        query = (
            select(Membership)
            .options(joinedload(Membership.person))
            .where(Membership.id.in_(ids), Membership.person_id != actor.person_id)
        )
        for instructor in await self._session.scalars(query):
            self._tell(NotificationKind.CLEARANCE_CHANGED, instructor, patient, now, changed)

    def _today(self, actor: Actor) -> date:
        return timetable.to_local(self._clock.now(), actor.clinic_timezone).date()

    async def _places(self, patient_id: int, now: datetime) -> Sequence[LessonParticipant]:
        """Return the places of lessons that are not over, earliest first."""
        query = (
            select(LessonParticipant)
            .join(Lesson, Lesson.id == LessonParticipant.lesson_id)
            .where(
                LessonParticipant.patient_id == patient_id,
                Lesson.status == LessonStatus.SCHEDULED,
                Lesson.ends_at > now,
            )
            .options(
                joinedload(LessonParticipant.patient).joinedload(Membership.person),
                joinedload(LessonParticipant.lesson).options(
                    joinedload(Lesson.instructor).joinedload(Membership.person),
                    selectinload(Lesson.participants),
                ),
            )
            .order_by(Lesson.starts_at)
        )
        return (await self._session.scalars(query)).all()

    async def _of(self, patient_id: int) -> Clearance:
        return (
            await self._session.scalars(select(Clearance).where(Clearance.patient_id == patient_id))
        ).one()

    async def _locked(self, patient_id: int) -> Clearance:
        # What this session read before may be older than what the lock was waiting for.
        query = (
            select(Clearance)
            .where(Clearance.patient_id == patient_id)
            .with_for_update()
            .execution_options(populate_existing=True)
        )
        return (await self._session.scalars(query)).one()
