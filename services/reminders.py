"""Which messages a person can do without, role by role.

Everything not named here always comes. What is about a change of a lesson, its beginning, a doctor's decision
or the safety of an account cannot be switched off: somebody would come at a wrong time, or not be let in.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from models import NotificationKind, Role

SWITCHES: Mapping[Role, tuple[NotificationKind, ...]] = {
    # Without it the first word of a lesson is the question of the day before, or that it moved.
    Role.PATIENT: (NotificationKind.LESSON_PLANNED, NotificationKind.LESSON_ASKED),
    Role.INSTRUCTOR: (NotificationKind.DAY_TOLD,),
    Role.DOCTOR: (),
    # Good news of Zoom only: what needs doing (services.notifications.preparing) comes all the same.
    Role.ORGANIZER: (NotificationKind.HOST_CHECKED, NotificationKind.PROVIDER_BACK),
}
"""What can be switched off in a role (product.md, Profile)."""

SWITCHED_WITH = {NotificationKind.SERIES_PLANNED: NotificationKind.LESSON_PLANNED}
"""What follows another kind's switch."""


@dataclass(frozen=True, slots=True)
class Switch:
    """One kind of message, and whether the person has it."""

    kind: NotificationKind
    on: bool
