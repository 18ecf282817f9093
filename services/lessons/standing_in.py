"""An instructor who cannot hold a lesson hands it to a colleague, who may hand it back."""

from sqlalchemy.ext.asyncio import AsyncSession

from models import Lesson, Membership, NotificationKind
from models.base import new_uid
from services import access
from services.errors import NotHere, Refused
from services.lessons import places
from services.lessons.rules import check_changeable
from services.lessons.transfers import Transfer, concerned, give, transfers
from services.notifications import changes
from services.policy import Actor, Permission, require
from services.ports import Clock
from services.roster import active_organizers


class StandingIn:
    """Single lessons of the actor's own that have not begun. Every method checks all again at the press."""

    def __init__(self, session: AsyncSession, clock: Clock) -> None:
        self._session = session
        self._clock = clock

    async def survey(self, actor: Actor, lesson_id: int) -> Transfer:
        """Return who is free to hold the lesson.

        Raises NotHere; Refused: ``lesson-begun``, ``lesson-cancelled``.
        """
        lesson = await self._own(actor, lesson_id)
        return (await transfers(self._session, lesson.instructor, [lesson]))[0]

    async def hand_on(self, actor: Actor, lesson_id: int, colleague_id: int) -> Lesson:
        """Let a colleague (a membership) hold the lesson; patients, the colleague and organizers are told.

        Raises as ``survey``; Refused("hand-over-taken") when the colleague is not free any more.
        """
        await places.lock(self._session, lesson_id)
        transfer = await self.survey(actor, lesson_id)
        lesson, first = transfer.lesson, transfer.lesson.instructor
        taker = _chosen(transfer, colleague_id)
        if taker is None:
            raise Refused("hand-over-taken")
        await give(self._session, actor, [lesson], {lesson.id: taker}, self._clock.now())
        lesson.handed_from_id = first.id
        await self._tell(actor, lesson, NotificationKind.LESSONS_RECEIVED, first)
        return lesson

    async def hand_back(self, actor: Actor, lesson_id: int) -> Lesson:
        """Give the lesson back to whom the actor has it from; the same people are told.

        Raises as ``survey``; Refused: ``hand-back-nobody``, and ``hand-back-taken`` when that instructor is
        not free any more.
        """
        await places.lock(self._session, lesson_id)
        transfer = await self.survey(actor, lesson_id)
        lesson, stand_in = transfer.lesson, transfer.lesson.instructor
        if lesson.handed_from_id is None:
            raise Refused("hand-back-nobody")
        first = next((one for one in transfer.free if one.id == lesson.handed_from_id), None)
        if first is None:
            raise Refused("hand-back-taken")
        await give(self._session, actor, [lesson], {lesson.id: first}, self._clock.now())
        lesson.handed_from_id = None
        await self._tell(actor, lesson, NotificationKind.LESSONS_RETURNED, stand_in)
        return lesson

    async def _own(self, actor: Actor, lesson_id: int) -> Lesson:
        require(actor, Permission.PLAN_LESSONS)
        lesson = await access.lesson(self._session, actor, lesson_id)
        check_changeable(lesson, self._clock.now())
        return lesson

    async def _tell(self, actor: Actor, lesson: Lesson, kind: NotificationKind, before: Membership) -> None:
        now, key = self._clock.now(), new_uid()
        for patient, own in concerned([lesson], actor):
            led = NotificationKind.LESSONS_LED_BY_OTHER
            changes.tell(self._session, led, patient, patient, own, key=key, now=now)
        changes.tell(self._session, kind, lesson.instructor, before, [lesson], key=key, now=now)
        for organizer in await active_organizers(self._session, actor.organization_id):
            if organizer.person_id not in (actor.person_id, lesson.instructor.person_id):
                found = NotificationKind.STAND_IN_FOUND
                changes.tell(self._session, found, organizer, before, [lesson], key=key, now=now)


def _chosen(transfer: Transfer, colleague_id: int) -> Membership | None:
    """Return a colleague who is free, None for one who is not. Raises NotHere for nobody of the clinic's."""
    for one in transfer.free:
        if one.id == colleague_id:
            return one
    if any(one.colleague.id == colleague_id for one in transfer.obstacles):
        return None
    raise NotHere
