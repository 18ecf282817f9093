"""Who is in lessons that have not begun, and what is noted about them: one lesson, or several of a series."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from models import (
    Clearance,
    JournalAction,
    Lesson,
    LessonParticipant,
    LessonSpecialist,
    Membership,
    NotificationKind,
)
from models.base import new_uid
from services import access
from services.errors import Refused
from services.lessons import clashes, notes, offers, places, scopes, specialists
from services.lessons.attendees import check_apart, cleared, place_state, specialists_of
from services.lessons.clashes import Busy
from services.lessons.records import record
from services.lessons.rules import MOST_PATIENTS, Scope, check_changeable
from services.notifications import changes, planning, refreshing
from services.policy import Actor, Permission, require
from services.ports import Clock


@dataclass(frozen=True, slots=True)
class PeopleChange:
    """What is to be different: patients and specialists by membership ids.

    ``note`` is for staff alone; None leaves what is noted, an empty one takes it away.
    """

    added: frozenset[int] = frozenset()
    removed: frozenset[int] = frozenset()
    invited: frozenset[int] = frozenset()
    uninvited: frozenset[int] = frozenset()
    note: str | None = None

    @property
    def empty(self) -> bool:
        """True where nothing would be different."""
        return not (self.added or self.removed or self.invited or self.uninvited) and self.note is None


@dataclass(frozen=True, slots=True)
class Altered:
    """A lesson and who would come to it or leave it; ``blocked`` are those added who wait for the doctor.

    ``busy`` says who of those who would come is taken then.
    """

    lesson: Lesson
    added: Sequence[Membership]
    removed: Sequence[Membership]
    invited: Sequence[Membership]
    uninvited: Sequence[Membership]
    blocked: Sequence[Membership]
    busy: Sequence[Busy]

    @property
    def changes(self) -> bool:
        """True where somebody would come or leave."""
        return bool(self.added or self.removed or self.invited or self.uninvited)

    @property
    def coming(self) -> list[Membership]:
        """All who would come, but for those who wait for the doctor: they are told."""
        return [*(one for one in self.added if one not in self.blocked), *self.invited]

    @property
    def leaving(self) -> list[Membership]:
        """All who would not come any more and knew of the lesson: they are told."""
        told = {one.id for one in planning.invitees(self.lesson)}
        return [one for one in (*self.removed, *self.uninvited) if one.id in told]


class ChangingPeople:
    """Lessons of the actor's own that have not begun. Every method checks all again at the press."""

    def __init__(self, session: AsyncSession, clock: Clock) -> None:
        self._session = session
        self._clock = clock

    async def check(
        self, actor: Actor, lesson_id: int, change: PeopleChange, scope: Scope
    ) -> Sequence[Altered]:
        """Say what the change would mean for the lessons in the scope, earliest first.

        Whoever is in a lesson already is not added to it, whoever is not is not removed. Raises Refused:
        ``lesson-begun``, ``lesson-cancelled``, ``nobody-left`` (a lesson without patients is to be
        cancelled), ``group-full``, ``patient-not-cleared``, ``specialist-patient``, and as ``clean_words``
        for the note; NotHere for a lesson, patients or specialists that are not the actor's.
        """
        found, _ = await self._checked(actor, lesson_id, change, scope)
        return found

    async def change(
        self, actor: Actor, lesson_id: int, change: PeopleChange, scope: Scope
    ) -> Sequence[Lesson]:
        """Change all of them or none; whoever comes or leaves is told once for all, the others nothing.

        Raises as ``check``, and Clashed when somebody who would come is taken.
        """
        found, clearances = await self._checked(actor, lesson_id, change, scope, locked=True)
        taken = next((one.busy for one in found if one.busy), None)
        if taken:
            raise clashes.Clashed(taken)
        now = self._clock.now()
        changed = [one for one in found if one.changes]
        leaving = {one.lesson.id: one.leaving for one in changed}
        try:
            async with self._session.begin_nested():
                for one in changed:
                    await self._leave(actor, one, now)
                await self._seat(changed, clearances)
        except IntegrityError as refusal:
            raise clashes.told_apart(refusal) from refusal
        for one in changed:
            self._plan(actor, one, now, alone=len(changed) == 1)
            holder = one.lesson.instructor.person_id
            await refreshing.refresh_cards(self._session, one.lesson, now, [holder])
        if change.note is not None:
            await notes.rewrite(self._session, [one.lesson for one in found], change.note)
            for one in found:
                helping = [member.person_id for member in one.lesson.invited_specialists]
                await refreshing.refresh_cards(self._session, one.lesson, now, helping)
                record(self._session, actor, JournalAction.LESSON_NOTED, one.lesson, now)
        self._tell(changed, leaving, now)
        return [one.lesson for one in found]

    async def note(self, actor: Actor, lesson_id: int) -> str:
        """Return what is noted about a lesson, empty for nothing. Raises NotHere."""
        require(actor, Permission.PLAN_LESSONS)
        lesson = await access.lesson(self._session, actor, lesson_id)
        return await notes.read(self._session, lesson.id)

    async def _leave(self, actor: Actor, one: Altered, now: datetime) -> None:
        for patient in one.removed:
            await offers.withdraw(self._session, one.lesson.id, patient.id, now)
            await places.remove(self._session, actor, one.lesson, patient, now)
        for member in one.uninvited:
            await specialists.remove(self._session, one.lesson, member, now)
            action = JournalAction.SPECIALIST_UNINVITED
            record(self._session, actor, action, one.lesson, now, subject_id=member.id)

    async def _seat(self, changed: Sequence[Altered], clearances: Mapping[int, Clearance]) -> None:
        """Give whoever comes places, and keep the lessons' time for them."""
        for one in changed:
            lesson = one.lesson
            for patient in one.added:
                clearance = clearances[patient.id]
                place = LessonParticipant(
                    lesson_id=lesson.id,
                    patient_id=patient.id,
                    clearance_id=clearance.id,
                    state=place_state(clearance, lesson.starts_at),
                )
                place.patient, place.clearance = patient, clearance
                lesson.participants.append(place)
            invited = [LessonSpecialist(membership=member) for member in one.invited]
            lesson.specialists = [*lesson.specialists, *invited]
        lessons = [one.lesson for one in changed if one.added or one.invited]
        if not lessons:
            return
        await self._session.flush()
        await clashes.release(self._session, *(one.id for one in lessons))
        host = await clashes.host_of(self._session, lessons[0].instructor_id)
        people = [(one, one.kept_busy) for one in lessons]
        await clashes.occupy_all(self._session, people, lessons[0].instructor, host)

    def _plan(self, actor: Actor, one: Altered, now: datetime, *, alone: bool) -> None:
        """Plan the messages of who comes; of a lesson ``alone`` its card tells, else one message of all."""
        for patient in one.added:
            if patient in one.blocked:
                planning.plan_end(self._session, one.lesson, patient.person)
            elif alone:
                planning.plan_for_patient(self._session, one.lesson, patient, now)
            else:
                planning.plan_opened(self._session, one.lesson, patient, now, ask=True)
            record(self._session, actor, JournalAction.PLACE_GIVEN, one.lesson, now, subject_id=patient.id)
        for member in one.invited:
            planning.plan_for_specialist(self._session, one.lesson, member, now, told=alone)
            action = JournalAction.SPECIALIST_INVITED
            record(self._session, actor, action, one.lesson, now, subject_id=member.id)

    def _tell(
        self, found: Sequence[Altered], leaving: Mapping[int, Sequence[Membership]], now: datetime
    ) -> None:
        key = new_uid()
        if len(found) > 1:
            for member, own in _of_each([(one.lesson, one.coming) for one in found]):
                kind = NotificationKind.SERIES_PLANNED
                changes.tell(self._session, kind, member, member, own, key=key, now=now)
        for member, own in _of_each([(one.lesson, leaving[one.lesson.id]) for one in found]):
            kind = NotificationKind.PLACES_REMOVED
            changes.tell(self._session, kind, member, member, own, key=key, now=now)

    async def _checked(
        self, actor: Actor, lesson_id: int, change: PeopleChange, scope: Scope, *, locked: bool = False
    ) -> tuple[list[Altered], Mapping[int, Clearance]]:
        require(actor, Permission.PLAN_LESSONS)
        if locked:
            await places.lock(self._session, lesson_id)
        lesson, now = await access.lesson(self._session, actor, lesson_id), self._clock.now()
        check_changeable(lesson, now)
        notes.cleaned(change.note or "")
        patients, clearances = await cleared(self._session, actor, now, change.added)
        invited = await specialists_of(self._session, actor, change.invited)
        lessons = await scopes.lessons_of(self._session, actor, lesson, scope, now, locked=locked)
        altered = [_altered(one, change, patients, invited, clearances) for one in lessons]
        for one in altered:
            _check_people(one)
        return await self._with_busy(altered, [*patients, *invited]), clearances

    async def _with_busy(self, altered: Sequence[Altered], people: Sequence[Membership]) -> list[Altered]:
        if not people:
            return list(altered)
        lessons = [one.lesson for one in altered]
        busy = await clashes.find_all(
            self._session,
            lessons[0].instructor,
            await clashes.host_of(self._session, lessons[0].instructor_id),
            people,
            [(one.starts_at, one.ends_at) for one in lessons],
            [one.id for one in lessons],
        )
        return [
            replace(one, busy=[each for each in taken if each.concerns((*one.added, *one.invited))])
            for one, taken in zip(altered, busy, strict=True)
        ]


def _altered(
    lesson: Lesson,
    change: PeopleChange,
    patients: Sequence[Membership],
    invited: Sequence[Membership],
    clearances: Mapping[int, Clearance],
) -> Altered:
    there = {place.patient_id for place in lesson.participants}
    helping = {one.person_id for one in lesson.invited_specialists}
    added = [one for one in patients if one.id not in there]
    return Altered(
        lesson=lesson,
        added=added,
        removed=[p.patient for p in lesson.participants if p.patient_id in change.removed],
        invited=[one for one in invited if one.person_id not in helping],
        uninvited=[one for one in lesson.invited_specialists if one.id in change.uninvited],
        blocked=[one for one in added if not clearances[one.id].covers(lesson.starts_at)],
        busy=(),
    )


def _check_people(one: Altered) -> None:
    patients = [place.patient for place in one.lesson.participants if place.patient not in one.removed]
    patients += one.added
    if not patients:
        raise Refused("nobody-left")
    if len(patients) > MOST_PATIENTS and one.added:
        raise Refused("group-full", most=MOST_PATIENTS)
    helping = [member for member in one.lesson.invited_specialists if member not in one.uninvited]
    check_apart(patients, [*helping, *one.invited])


def _of_each(
    people: Sequence[tuple[Lesson, Sequence[Membership]]],
) -> list[tuple[Membership, list[Lesson]]]:
    """Return each of the people once with the lessons they are named at."""
    known: dict[int, Membership] = {}
    own: dict[int, list[Lesson]] = {}
    for lesson, members in people:
        for member in members:
            known.setdefault(member.id, member)
            own.setdefault(member.id, []).append(lesson)
    return [(member, own[number]) for number, member in known.items()]
