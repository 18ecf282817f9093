"""Taking a role's access away and giving it back."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession

from models import JournalAction, Lesson, LessonParticipant, LessonStatus, Membership, Role
from services import access, journal
from services.errors import Refused
from services.invitations import Invitations
from services.lessons import specialists
from services.lessons.calling_off import CallingOff
from services.policy import Actor, Permission, require
from services.ports import Clock


@dataclass(frozen=True, slots=True)
class Ahead:
    """What someone leaving still has before them: lessons that are not over, the nearest first.

    ``running`` says that one of them has begun; ``can_be_cancelled`` that the organizer may call them off.
    """

    membership: Membership
    lessons: int
    nearest: datetime | None
    running: bool

    @property
    def can_be_cancelled(self) -> bool:
        """Say whether the lessons are the person's own to hold, so that they go with them."""
        return self.membership.role is Role.INSTRUCTOR and self.lessons > self.running

    @property
    def can_be_left(self) -> bool:
        """Say whether the lessons are a patient's, who can be taken out of those that have not begun."""
        return self.membership.role is Role.PATIENT and self.lessons > self.running


class Leaving:
    """The organizer's way to close and to open again a role of someone in the clinic."""

    def __init__(self, session: AsyncSession, clock: Clock, invitations: Invitations) -> None:
        self._session = session
        self._clock = clock
        self._invitations = invitations

    async def ahead(self, actor: Actor, membership_id: int) -> Ahead:
        """Return what has to be settled before the access can be closed. Raises NotHere."""
        require(actor, Permission.MANAGE_ACCESS)
        membership = await access.membership(self._session, actor, membership_id)
        starts = (await self._session.scalars(self._coming(membership))).all()
        return Ahead(
            membership=membership,
            lessons=len(starts),
            nearest=starts[0] if starts else None,
            running=bool(starts) and starts[0] <= self._clock.now(),
        )

    async def cancel_lessons(self, actor: Actor, membership_id: int) -> int:
        """Call off all lessons of an instructor that have not begun; patients are told. Raises NotHere.

        Returns how many there were; the next time there are none.
        """
        require(actor, Permission.MANAGE_ACCESS)
        membership = await access.membership(self._session, actor, membership_id)
        return await CallingOff(self._session, self._clock).cancel_all_of(actor, membership.id)

    async def take_out(self, actor: Actor, membership_id: int) -> int:
        """Take a patient out of all lessons that have not begun; their instructors are told. Raises NotHere.

        Returns how many there were; the next time there are none.
        """
        require(actor, Permission.MANAGE_ACCESS)
        return await CallingOff(self._session, self._clock).take_out(actor, membership_id)

    async def close(self, actor: Actor, membership_id: int) -> None:
        """Close the access and make an open invitation useless; closing twice changes nothing.

        Raises Refused: ``own-access`` (somebody has to stay), ``lessons-ahead``; NotHere.
        """
        ahead = await self.ahead(actor, membership_id)
        if membership_id == actor.membership_id:
            raise Refused("own-access")
        if ahead.lessons:
            raise Refused("lessons-ahead")
        if ahead.membership.deactivated_at is None:
            ahead.membership.deactivated_at = self._clock.now()
            await specialists.leave(self._session, ahead.membership, self._clock.now())
            await self._invitations.revoke(membership_id)
            self._record(actor, JournalAction.ACCESS_CLOSED, membership_id)

    async def reopen(self, actor: Actor, membership_id: int) -> None:
        """Give the access back. Raises NotHere; Refused("leaving-account") for one who left by themselves.

        Whoever withdrew their consent comes back by a new invitation: what is given back is the place for it.
        """
        require(actor, Permission.MANAGE_ACCESS)
        membership = await access.membership(self._session, actor, membership_id)
        person = membership.person
        asked = person.erasure_asked_at is not None and membership.activated_at is not None
        if asked or person.erased_at is not None:
            raise Refused("leaving-account")
        if membership.deactivated_at is not None:
            membership.deactivated_at = None
            self._record(actor, JournalAction.ACCESS_REOPENED, membership_id)

    def _record(self, actor: Actor, action: JournalAction, membership_id: int) -> None:
        journal.record(self._session, actor, action, self._clock.now(), subject_id=membership_id)

    def _coming(self, membership: Membership) -> Select[datetime]:
        query = (
            select(Lesson.starts_at)
            .where(Lesson.status == LessonStatus.SCHEDULED, Lesson.ends_at > self._clock.now())
            .order_by(Lesson.starts_at)
        )
        if membership.role is Role.PATIENT:
            mine = select(LessonParticipant.lesson_id).where(LessonParticipant.patient_id == membership.id)
            return query.where(Lesson.id.in_(mine))
        return query.where(Lesson.instructor_id == membership.id)
