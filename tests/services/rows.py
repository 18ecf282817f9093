"""The fewest rows by which a lesson can exist: for tests of the rules the database keeps itself."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from models import (
    Clearance,
    ClearanceStatus,
    HostProvider,
    Lesson,
    LessonParticipant,
    LessonStatus,
    MeetingHost,
    Membership,
    Organization,
    ParticipantState,
    Person,
    Role,
)

TEN = datetime(2026, 11, 23, 10, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Clinic:
    """A clinic with one instructor, and two patients cleared for a month from ``TEN``."""

    organization_id: int
    instructor_id: int
    host_id: int
    patient_ids: tuple[int, int]
    clearance_ids: tuple[int, int]

    def lesson(self, starts_at: datetime, status: LessonStatus = LessonStatus.SCHEDULED) -> Lesson:
        """Return a new lesson of an hour."""
        return Lesson(
            organization_id=self.organization_id,
            instructor_id=self.instructor_id,
            host_id=self.host_id,
            status=status,
            starts_at=starts_at,
            ends_at=starts_at + HOUR,
            local_start=f"{starts_at:%Y-%m-%dT%H:%M}",
            timezone="Europe/Moscow",
            created_at=TEN,
        )

    def place(self, lesson: Lesson, state: ParticipantState = ParticipantState.INVITED) -> LessonParticipant:
        """Return a new place of the first patient under their own clearance."""
        return LessonParticipant(
            lesson_id=lesson.id,
            patient_id=self.patient_ids[0],
            clearance_id=self.clearance_ids[0],
            state=state,
        )


async def make_clinic(session: AsyncSession) -> Clinic:
    """Write the clinic's rows, uncommitted."""
    organization = Organization(
        name="Clinic", patient_name="Clinic", timezone="Europe/Moscow", created_at=TEN
    )
    session.add(organization)
    await session.flush()
    instructor, first, second = [
        await _make_member(session, organization, role)
        for role in (Role.INSTRUCTOR, Role.PATIENT, Role.PATIENT)
    ]
    host = MeetingHost(membership_id=instructor.id, provider=HostProvider.LINK)
    clearances = [
        Clearance(
            patient_id=patient.id,
            status=ClearanceStatus.CLEARED,
            ends_at=TEN + 30 * DAY,
            decided_at=TEN - DAY,
        )
        for patient in (first, second)
    ]
    session.add_all([host, *clearances])
    await session.flush()
    return Clinic(
        organization_id=organization.id,
        instructor_id=instructor.id,
        host_id=host.id,
        patient_ids=(first.id, second.id),
        clearance_ids=(clearances[0].id, clearances[1].id),
    )


async def _make_member(session: AsyncSession, organization: Organization, role: Role) -> Membership:
    person = Person(timezone="Europe/Moscow", language="ru", created_at=TEN)
    session.add(person)
    person.last_name, person.first_name = "Test", role.value
    await session.flush()
    member = Membership(organization_id=organization.id, person_id=person.id, role=role, created_at=TEN)
    session.add(member)
    await session.flush()
    return member
