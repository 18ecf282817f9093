"""The organizer's reports: a clinic's people in numbers."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload

from models import JournalAction, Membership, NotificationKind, Person, Role
from models.base import new_uid
from services import journal
from services.notifications.planning import owe
from services.people import Standing, folded
from services.policy import Actor, Permission, require
from services.ports import Clock


@dataclass(frozen=True, slots=True)
class RoleCount:
    """How many people hold a role; each is counted in one of the four states."""

    role: Role
    connected: int
    waiting: int
    lost: int
    closed: int

    @property
    def total(self) -> int:
        """All of them."""
        return sum(self.states)

    @property
    def states(self) -> tuple[int, int, int, int]:
        """Connected, not connected yet, lost by Telegram, with their access closed."""
        return self.connected, self.waiting, self.lost, self.closed


@dataclass(frozen=True, slots=True)
class PeopleReport:
    """A clinic's people by role and state; who has not connected, and whom Telegram has lost, by name."""

    roles: Sequence[RoleCount]
    waiting: Sequence[Membership]
    lost: Sequence[Membership]


class Reports:
    """What an organizer can read, or take away as a file."""

    def __init__(self, session: AsyncSession, clock: Clock) -> None:
        self._session = session
        self._clock = clock

    async def people(self, actor: Actor) -> PeopleReport:
        """Return the report on the actor's clinic."""
        require(actor, Permission.SEE_PEOPLE)
        query = (
            select(Membership)
            .options(joinedload(Membership.person))
            .where(Membership.organization_id == actor.organization_id)
        )
        members = (await self._session.scalars(query)).all()
        counted = Counter((member.role, _standing(member)) for member in members)
        return PeopleReport(
            roles=[RoleCount(role, *(counted[role, state] for state in (None, *Standing))) for role in Role],
            waiting=_by_name(members, Standing.WAITING),
            lost=_by_name(members, Standing.LOST),
        )

    async def ask_table(self, actor: Actor) -> None:
        """Send the actor the report with its names as a spreadsheet. Taking it goes into the journal."""
        await self._ask(actor, NotificationKind.PEOPLE_TABLE)
        taken = JournalAction.FILE_TAKEN
        journal.record(self._session, actor, taken, self._clock.now(), details={"file": "people"})

    async def ask_picture(self, actor: Actor) -> None:
        """Send the actor the report's numbers as a picture; no name is in it."""
        await self._ask(actor, NotificationKind.PEOPLE_PICTURE)

    async def _ask(self, actor: Actor, kind: NotificationKind) -> None:
        require(actor, Permission.SEE_PEOPLE)
        owe(
            self._session,
            kind,
            await self._session.get_one(Person, actor.person_id),
            organization_id=actor.organization_id,
            key=new_uid(),
            due_at=self._clock.now(),
            membership_id=actor.membership_id,
        )


def _standing(member: Membership) -> Standing | None:
    return next((state for state in Standing if state.holds(member)), None)


def _by_name(members: Sequence[Membership], standing: Standing) -> list[Membership]:
    found = [member for member in members if _standing(member) is standing]
    return sorted(found, key=lambda member: folded(member.person.full_name))
