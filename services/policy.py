"""Who may do what: one table, deny by default."""

from dataclasses import dataclass
from enum import Enum, auto

from models import Membership, Role
from services.errors import NotHere


class Permission(Enum):
    """One thing a person can want to do."""

    REGISTER_PEOPLE = auto()
    SEE_PEOPLE = auto()
    MANAGE_ACCESS = auto()
    CORRECT_PEOPLE = auto()
    SET_UP_CLINIC = auto()
    SEE_JOURNAL = auto()
    SEE_PATIENTS = auto()
    DECIDE_CLEARANCE = auto()
    PLAN_LESSONS = auto()
    SEE_OWN_LESSONS = auto()
    GIVE_UP_PLACES = auto()
    ANSWER_LESSONS = auto()
    KEEP_OWN_PROFILE = auto()
    ASK_SUPPORT = auto()
    ANSWER_SUPPORT = auto()
    ASK_INSTRUCTOR = auto()
    SEE_INVITATIONS = auto()


ALLOWED: dict[Permission, frozenset[Role]] = {
    Permission.REGISTER_PEOPLE: frozenset({Role.ORGANIZER}),
    Permission.SEE_PEOPLE: frozenset({Role.ORGANIZER}),
    Permission.MANAGE_ACCESS: frozenset({Role.ORGANIZER}),
    Permission.CORRECT_PEOPLE: frozenset({Role.ORGANIZER}),
    Permission.SET_UP_CLINIC: frozenset({Role.ORGANIZER}),
    Permission.SEE_JOURNAL: frozenset({Role.ORGANIZER}),
    Permission.SEE_PATIENTS: frozenset({Role.DOCTOR, Role.INSTRUCTOR}),
    Permission.DECIDE_CLEARANCE: frozenset({Role.DOCTOR}),
    Permission.PLAN_LESSONS: frozenset({Role.INSTRUCTOR}),
    Permission.SEE_OWN_LESSONS: frozenset({Role.INSTRUCTOR, Role.PATIENT}),
    Permission.GIVE_UP_PLACES: frozenset({Role.PATIENT}),
    Permission.ANSWER_LESSONS: frozenset({Role.PATIENT}),
    Permission.KEEP_OWN_PROFILE: frozenset(Role),
    Permission.ASK_SUPPORT: frozenset({Role.DOCTOR, Role.INSTRUCTOR, Role.PATIENT}),
    Permission.ANSWER_SUPPORT: frozenset({Role.ORGANIZER, Role.INSTRUCTOR}),
    Permission.ASK_INSTRUCTOR: frozenset({Role.PATIENT}),
    Permission.SEE_INVITATIONS: frozenset({Role.ORGANIZER, Role.DOCTOR, Role.INSTRUCTOR}),
}


@dataclass(frozen=True, slots=True)
class Actor:
    """The person who acts, in the role and clinic they act in; zones are names that pytz knows.

    ``clinic`` is the clinic's name as this role may read it.
    """

    membership_id: int
    person_id: int
    organization_id: int
    role: Role
    language: str
    timezone: str
    clinic_timezone: str
    clinic: str = ""
    several: bool = False

    @classmethod
    def of(cls, membership: Membership, *, several: bool = False) -> "Actor":
        """Return the actor of a membership whose person and organization are loaded.

        ``several`` says that the person has other roles to act in.
        """
        organization = membership.organization
        return cls(
            membership_id=membership.id,
            person_id=membership.person_id,
            organization_id=membership.organization_id,
            role=membership.role,
            language=membership.person.language,
            timezone=membership.person.timezone,
            clinic_timezone=organization.timezone,
            clinic=organization.patient_name if membership.role is Role.PATIENT else organization.name,
            several=several,
        )


def allowed(actor: Actor, permission: Permission) -> bool:
    """Say whether the actor's role has the permission."""
    return actor.role in ALLOWED.get(permission, frozenset())


def require(actor: Actor | None, permission: Permission) -> None:
    """Raise NotHere unless the actor's role has the permission; nobody (a person shut out) has any."""
    if actor is None or not allowed(actor, permission):
        raise NotHere
