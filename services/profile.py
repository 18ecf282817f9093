"""What people say of themselves: their language, their time zone, when they want to be left in peace."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from models import Lesson, LessonParticipant, LessonStatus, Membership, Person
from services import timetable
from services.errors import NotHere, Refused
from services.notifications import refreshing, replanning
from services.policy import Actor, Permission, require
from services.ports import Clock
from services.reminders import SWITCHES, Switch
from services.texts import LANGUAGES

QUIET_CHOICES = ((time(21), time(8)), (time(22), time(7)), (time(20), time(9)))
"""Quiet hours offered by one press."""

LONGEST_QUIET = timedelta(hours=16)
"""Quiet hours leave a third of the day in which news can come."""

MOST_SHOWN = 3
"""Lessons by which a new zone is shown."""


@dataclass(frozen=True, slots=True)
class ZonePreview:
    """What a zone would change.

    ``starts`` are the moments (UTC) at which the next lessons start, ``more`` is how many come after them;
    ``odd_hours`` is True when any of all would begin or end outside 08:00–20:30 there.
    """

    starts: Sequence[datetime]
    more: int
    odd_hours: bool


class Profile:
    """A person's own settings. Each change made twice changes nothing the second time."""

    def __init__(self, session: AsyncSession, clock: Clock) -> None:
        self._session = session
        self._clock = clock

    async def own(self, actor: Actor) -> Person:
        """Return the actor's own person."""
        require(actor, Permission.KEEP_OWN_PROFILE)
        return await self._session.get_one(Person, actor.person_id)

    async def change_language(self, actor: Actor, language: str) -> Actor:
        """Speak another language to the person from now on; return the actor as they are then.

        Cards they have are put into its words. Raises NotHere for a language without words.
        """
        person = await self._locked(actor)
        if language not in LANGUAGES:
            raise NotHere
        if person.language != language:
            person.language = language
            await refreshing.refresh_cards_of(self._session, person, self._clock.now())
        return replace(actor, language=language)

    async def preview_zone(self, actor: Actor, zone: str) -> ZonePreview:
        """Say which lessons of the person's would be shown otherwise. Raises Refused("zone-unknown")."""
        require(actor, Permission.KEEP_OWN_PROFILE)
        if not timetable.known_zone(zone):
            raise Refused("zone-unknown")
        holds = select(Membership.id).where(Membership.person_id == actor.person_id)
        has_place = select(LessonParticipant.lesson_id).where(LessonParticipant.patient_id.in_(holds))
        rows = await self._session.execute(
            select(Lesson.starts_at, Lesson.ends_at)
            .where(
                or_(Lesson.instructor_id.in_(holds), Lesson.id.in_(has_place)),
                Lesson.status == LessonStatus.SCHEDULED,
                Lesson.ends_at > self._clock.now(),
            )
            .order_by(Lesson.starts_at)
        )
        lessons = rows.all()
        return ZonePreview(
            starts=[starts_at for starts_at, _ in lessons[:MOST_SHOWN]],
            more=len(lessons[MOST_SHOWN:]),
            odd_hours=any(not timetable.awake(moment, zone) for lesson in lessons for moment in lesson),
        )

    async def change_zone(self, actor: Actor, zone: str) -> Actor:
        """Show the person all times as the clocks of ``zone`` do; return the actor as they are then.

        No lesson moves: cards are worded anew, what waits for the end of quiet hours waits for it there.
        Raises Refused("zone-unknown").
        """
        person = await self._locked(actor)
        if not timetable.known_zone(zone):
            raise Refused("zone-unknown")
        if person.timezone != zone:
            now = self._clock.now()
            person.timezone = zone
            await replanning.retime(self._session, person, now)
            await refreshing.refresh_cards_of(self._session, person, now)
        return replace(actor, timezone=zone)

    async def change_quiet_hours(self, actor: Actor, start: time, end: time) -> None:
        """Hold back what can wait from ``start`` to ``end`` of the person's own time.

        Raises Refused: ``quiet-hours`` for no hours at all, ``quiet-hours-long``.
        """
        person = await self._locked(actor)
        if start == end:
            raise Refused("quiet-hours")
        if _length(start, end) > LONGEST_QUIET:
            raise Refused("quiet-hours-long", most=LONGEST_QUIET // timedelta(hours=1))
        if person.quiet_hours != (start, end):
            person.quiet_from, person.quiet_until = start, end
            await replanning.retime(self._session, person, self._clock.now())

    async def switches(self, actor: Actor) -> list[Switch]:
        """Return which messages the actor's role can do without, and which of them the person has."""
        person = await self.own(actor)
        return [Switch(kind, on=not person.does_without(kind)) for kind in SWITCHES[actor.role]]

    async def switch(self, actor: Actor, kind: str, *, on: bool) -> None:
        """Send the person messages of a kind, or no more. Raises NotHere for one that always comes."""
        person = await self._locked(actor)
        if kind not in SWITCHES[actor.role]:
            raise NotHere
        others = [muted for muted in person.muted or () if muted != kind]
        person.muted = (others if on else [*others, kind]) or None

    async def _locked(self, actor: Actor) -> Person:
        require(actor, Permission.KEEP_OWN_PROFILE)
        query = select(Person).where(Person.id == actor.person_id).with_for_update()
        return (await self._session.scalars(query.execution_options(populate_existing=True))).one()


def _length(start: time, end: time) -> timedelta:
    """Return how long it is from one clock time to the next, over midnight if need be."""
    from_midnight = [timedelta(hours=clock.hour, minutes=clock.minute) for clock in (start, end)]
    return (from_midnight[1] - from_midnight[0]) % timedelta(days=1)
