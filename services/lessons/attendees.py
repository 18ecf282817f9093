"""Who a lesson is for and held by, looked up and checked before it is saved."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from models import Clearance, MeetingHost, Membership, ParticipantState
from services import access
from services.errors import NotHere, Refused
from services.lessons import clashes
from services.lessons.rules import LONGEST, MOST_PATIENTS, SHORTEST
from services.policy import Actor


@dataclass(frozen=True, slots=True)
class Attendees:
    """The instructor with their meeting host; patients and specialists in the order of their names."""

    instructor: Membership
    host: MeetingHost
    patients: Sequence[Membership]
    clearances: Mapping[int, Clearance]
    specialists: Sequence[Membership] = ()

    @property
    def others(self) -> list[Membership]:
        """All whose time the lesson takes besides the instructor's."""
        return [*self.patients, *self.specialists]

    def blocked(self, starts_at: datetime) -> list[Membership]:
        """Return whose place would be blocked in a lesson that begins at ``starts_at`` (aware)."""
        return [one for one in self.patients if not self.clearances[one.id].covers(starts_at)]

    def state(self, patient: Membership, starts_at: datetime) -> ParticipantState:
        """Return what a patient's place would be in a lesson that begins at ``starts_at`` (aware)."""
        return place_state(self.clearances[patient.id], starts_at)


async def attendees(
    session: AsyncSession,
    actor: Actor,
    now: datetime,
    minutes: int,
    patient_ids: Collection[int],
    specialist_ids: Collection[int] = (),
) -> Attendees:
    """Return who a lesson of the actor's would be of.

    Raises Refused: ``lesson-length``, ``host-limit``, ``no-host``, ``no-patients``, ``group-full``,
    ``patient-not-cleared``; NotHere for patients that are not the instructor's and for specialists that are
    not the clinic's.
    """
    host = await host_for(session, actor, minutes)
    if not patient_ids:
        raise Refused("no-patients")
    if len(set(patient_ids)) > MOST_PATIENTS:
        raise Refused("group-full", most=MOST_PATIENTS)
    patients, clearances = await cleared(session, actor, now, patient_ids)
    specialists = await specialists_of(session, actor, specialist_ids)
    check_apart(patients, specialists)
    instructor = await clashes.with_person(session, actor.membership_id)
    return Attendees(instructor, host, patients, clearances, specialists)


async def cleared(
    session: AsyncSession, actor: Actor, now: datetime, patient_ids: Collection[int]
) -> tuple[Sequence[Membership], Mapping[int, Clearance]]:
    """Return patients of the actor's by name, and by patient id the clearances that were given them.

    Raises Refused("patient-not-cleared") with the names of those who never were or no longer are; NotHere.
    """
    patients = sorted(
        await access.patients(session, actor, now, patient_ids), key=lambda p: p.person.full_name
    )
    if len(patients) != len(set(patient_ids)):
        raise NotHere
    rows = await session.scalars(select(Clearance).where(Clearance.patient_id.in_(patient_ids)))
    known = {row.patient_id: row for row in rows}
    never = [p.person.list_name for p in patients if p.id not in known or not known[p.id].was_given]
    if never:
        raise Refused("patient-not-cleared", names=", ".join(never))
    return patients, known


async def specialists_of(
    session: AsyncSession, actor: Actor, specialist_ids: Collection[int]
) -> Sequence[Membership]:
    """Return colleagues of the actor's by name. Raises NotHere for whoever is none."""
    if not specialist_ids:
        return []
    found = [one for one in await access.colleagues(session, actor) if one.id in specialist_ids]
    if len(found) != len(set(specialist_ids)):
        raise NotHere
    return found


def check_apart(patients: Iterable[Membership], specialists: Iterable[Membership]) -> None:
    """Raise Refused("specialist-patient") when somebody who works here is a patient of the same lesson."""
    people = {one.person_id for one in patients}
    both = [one.person.list_name for one in specialists if one.person_id in people]
    if both:
        raise Refused("specialist-patient", names=", ".join(both))


async def host_for(session: AsyncSession, actor: Actor, minutes: int) -> MeetingHost:
    """Return the actor's meeting host. Raises Refused: ``lesson-length``, ``host-limit``, ``no-host``."""
    if not SHORTEST <= minutes <= LONGEST:
        raise Refused("lesson-length", shortest=SHORTEST, longest=LONGEST)
    host = await clashes.host_of(session, actor.membership_id)
    if host.minutes_limit is not None and minutes > host.minutes_limit:
        raise Refused("host-limit", minutes=host.minutes_limit)
    return host


def place_state(clearance: Clearance, starts_at: datetime) -> ParticipantState:
    """Return what a place under a clearance is in a lesson that begins at ``starts_at`` (aware)."""
    return ParticipantState.INVITED if clearance.covers(starts_at) else ParticipantState.BLOCKED
