"""Who may do what: one table, deny by default."""

from dataclasses import dataclass
from enum import Enum, auto

from models import Membership, Role
from services.errors import NotHere


class Permission(Enum):
    """One thing a person can want to do."""

    REGISTER_PEOPLE = auto()
    SEE_PEOPLE = auto()
    SEE_JOURNAL = auto()
    SEE_PATIENTS = auto()
    DECIDE_CLEARANCE = auto()
    PLAN_LESSONS = auto()
    SEE_OWN_LESSONS = auto()


ALLOWED: dict[Permission, frozenset[Role]] = {
    Permission.REGISTER_PEOPLE: frozenset({Role.ORGANIZER}),
    Permission.SEE_PEOPLE: frozenset({Role.ORGANIZER}),
    Permission.SEE_JOURNAL: frozenset({Role.ORGANIZER}),
    Permission.SEE_PATIENTS: frozenset({Role.DOCTOR, Role.INSTRUCTOR}),
    Permission.DECIDE_CLEARANCE: frozenset({Role.DOCTOR}),
    Permission.PLAN_LESSONS: frozenset({Role.INSTRUCTOR}),
    Permission.SEE_OWN_LESSONS: frozenset({Role.INSTRUCTOR, Role.PATIENT}),
}


@dataclass(frozen=True, slots=True)
class Actor:
    """The person who acts, in the role and clinic they act in; zones are names that pytz knows."""

    membership_id: int
    person_id: int
    organization_id: int
    role: Role
    language: str
    timezone: str
    clinic_timezone: str

    @classmethod
    def of(cls, membership: Membership) -> "Actor":
        """Return the actor of a membership whose person and organization are loaded."""
        return cls(
            membership_id=membership.id,
            person_id=membership.person_id,
            organization_id=membership.organization_id,
            role=membership.role,
            language=membership.person.language,
            timezone=membership.person.timezone,
            clinic_timezone=membership.organization.timezone,
        )


def allowed(actor: Actor, permission: Permission) -> bool:
    """Say whether the actor's role has the permission."""
    return actor.role in ALLOWED.get(permission, frozenset())


def require(actor: Actor | None, permission: Permission) -> None:
    """Raise NotHere unless the actor's role has the permission; nobody (a person shut out) has any."""
    if actor is None or not allowed(actor, permission):
        raise NotHere
