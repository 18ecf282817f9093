"""A declined place in a group offered to others: whoever is first has it, the rest are told kindly."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload

from models import (
    BusyInterval,
    Clearance,
    JournalAction,
    Lesson,
    LessonParticipant,
    LessonStatus,
    Membership,
    NotificationKind,
    ParticipantState,
    Person,
    PlaceOffer,
    Resource,
)
from services import access
from services.errors import NotHere, Refused
from services.lessons import clashes, places
from services.lessons.records import record
from services.lessons.rules import check_changeable
from services.notifications import planning, refreshing
from services.policy import Actor, Permission, require
from services.ports import Clock

MOST_OFFERED = 30
"""Patients to whom one place is offered: no group has more to choose from."""


async def _open_offers(session: AsyncSession, lesson_id: int, patient_id: int) -> Sequence[PlaceOffer]:
    query = select(PlaceOffer).where(
        PlaceOffer.lesson_id == lesson_id,
        PlaceOffer.patient_id == patient_id,
        PlaceOffer.closed_at.is_(None),
    )
    return (await session.scalars(query)).all()


async def given_away(session: AsyncSession, place: LessonParticipant) -> bool:
    """Say whether a place was taken by somebody else since its patient declined it."""
    query = select(PlaceOffer.id).where(
        PlaceOffer.lesson_id == place.lesson_id,
        PlaceOffer.patient_id == place.patient_id,
        PlaceOffer.taken_by_id.is_not(None),
        PlaceOffer.offered_at >= place.answered_at,
    )
    return await session.scalar(query.limit(1)) is not None


async def withdraw(session: AsyncSession, lesson_id: int, patient_id: int, now: datetime) -> None:
    """Close the offer of a place whose patient comes after all."""
    for offer in await _open_offers(session, lesson_id, patient_id):
        offer.closed_at = now


class Offers:
    """Offering declined places, and taking them."""

    def __init__(self, session: AsyncSession, clock: Clock) -> None:
        self._session = session
        self._clock = clock

    async def lesson_of(self, place_id: int) -> int:
        """Return the id of the lesson that a place is in. Raises NotHere."""
        place = await self._session.get(LessonParticipant, place_id)
        if place is None:
            raise NotHere
        return place.lesson_id

    async def offer(self, actor: Actor, place_id: int) -> int:
        """Offer the place a patient declined to those who could come instead; return how many are asked.

        A second press asks nobody again. Raises NotHere; Refused: ``lesson-begun``, ``lesson-cancelled``,
        ``place-not-free``, ``nobody-free``.
        """
        require(actor, Permission.PLAN_LESSONS)
        lesson_id = await self.lesson_of(place_id)
        await places.lock(self._session, lesson_id)
        lesson = await access.lesson(self._session, actor, lesson_id)
        now = self._clock.now()
        check_changeable(lesson, now)
        place = next(place for place in lesson.participants if place.id == place_id)
        patient_id = place.patient_id
        free = place.state is ParticipantState.DECLINED and len(lesson.participants) > 1
        if not free or await given_away(self._session, place):
            raise Refused("place-not-free")
        if await _open_offers(self._session, lesson.id, patient_id):
            return 0
        chosen = await self._free(lesson)
        if not chosen:
            raise Refused("nobody-free")
        offer = PlaceOffer(lesson_id=lesson.id, patient_id=patient_id, offered_at=now)
        self._session.add(offer)
        await self._session.flush()
        for patient in chosen:
            planning.owe(
                self._session,
                NotificationKind.PLACE_OFFERED,
                patient.person,
                organization_id=lesson.organization_id,
                key=str(offer.id),
                due_at=planning.polite_moment(now, lesson.starts_at, patient.person),
                expires_at=lesson.starts_at,
                membership_id=patient.id,
                params={"offer": offer.id, "about": lesson.starts_at.isoformat()},
            )
        record(self._session, actor, JournalAction.PLACE_OFFERED, lesson, now, subject_id=patient_id)
        return len(chosen)

    async def take(self, actor: Actor, offer_id: int) -> Lesson:
        """Take an offered place: the first who presses has it. Who has it already keeps it.

        Raises NotHere for whoever it was not offered to; Refused: ``place-taken``, ``place-not-free``,
        ``lesson-begun``, ``lesson-cancelled``, ``own-time-taken``, ``not-cleared-then``.
        """
        require(actor, Permission.ANSWER_LESSONS)
        found = await self._session.get(PlaceOffer, offer_id)
        if found is None or not await self._was_offered(actor, offer_id):
            raise NotHere
        await places.lock(self._session, found.lesson_id)
        offer = await self._session.get_one(PlaceOffer, offer_id, populate_existing=True)
        query = access.lessons_with_people().where(Lesson.id == offer.lesson_id)
        lesson = (await self._session.scalars(query.execution_options(populate_existing=True))).one()
        if offer.taken_by_id == actor.membership_id:
            return lesson
        await self._check(offer, lesson)
        clearance = await self._clearance(actor)
        if not clearance.covers(lesson.starts_at):
            raise Refused("not-cleared-then")
        await self._seat(actor, lesson, clearance)
        now = self._clock.now()
        offer.taken_by_id, offer.closed_at = actor.membership_id, now
        patient = await clashes.with_person(self._session, actor.membership_id)
        planning.plan_opened(self._session, lesson, patient, now)
        planning.owe(
            self._session,
            NotificationKind.LESSON_CARD,
            patient.person,
            organization_id=lesson.organization_id,
            key=f"{lesson.id}:offer:{offer.id}",
            due_at=now,
            expires_at=lesson.ends_at,
            lesson_id=lesson.id,
        )
        await refreshing.refresh_cards(self._session, lesson, now)
        record(self._session, actor, JournalAction.PLACE_TAKEN, lesson, now, subject_id=actor.membership_id)
        return lesson

    async def _was_offered(self, actor: Actor, offer_id: int) -> bool:
        person = await self._session.get_one(Person, actor.person_id)
        kind = NotificationKind.PLACE_OFFERED
        return await planning.already_owed(self._session, kind, person, str(offer_id))

    async def _check(self, offer: PlaceOffer, lesson: Lesson) -> None:
        check_changeable(lesson, self._clock.now())
        if offer.taken_by_id is not None:
            raise Refused("place-taken")
        place = next((p for p in lesson.participants if p.patient_id == offer.patient_id), None)
        declined = place is not None and place.state is ParticipantState.DECLINED
        if offer.closed_at is not None or not declined:
            raise Refused("place-not-free")

    async def _seat(self, actor: Actor, lesson: Lesson, clearance: Clearance) -> None:
        """Give the actor a place of their own, and keep its time for them."""
        try:
            async with self._session.begin_nested():
                self._session.add(
                    BusyInterval(
                        resource_id=Resource.person(actor.person_id),
                        lesson_id=lesson.id,
                        starts_at=lesson.starts_at,
                        ends_at=lesson.ends_at,
                    )
                )
                self._session.add(
                    LessonParticipant(
                        lesson_id=lesson.id,
                        patient_id=actor.membership_id,
                        clearance_id=clearance.id,
                        state=ParticipantState.CONFIRMED,
                        answered_at=self._clock.now(),
                    )
                )
                await self._session.flush()
        except IntegrityError as refusal:
            if isinstance(clashes.told_apart(refusal), clashes.Clashed):
                raise Refused("own-time-taken") from refusal
            raise

    async def _free(self, lesson: Lesson) -> Sequence[Membership]:
        """Return the cleared patients of the series, or of the instructor's groups, who could come."""
        mine = select(LessonParticipant.patient_id).where(LessonParticipant.lesson_id == lesson.id)
        coming = (
            select(LessonParticipant.patient_id)
            .join(Lesson, Lesson.id == LessonParticipant.lesson_id)
            .where(Lesson.status == LessonStatus.SCHEDULED, Lesson.id != lesson.id)
        )
        if lesson.series_id is not None:
            coming = coming.where(Lesson.series_id == lesson.series_id)
        else:
            coming = coming.where(
                Lesson.instructor_id == lesson.instructor_id, Lesson.starts_at > self._clock.now()
            )
        query = (
            select(Membership, Clearance)
            .join(Clearance, Clearance.patient_id == Membership.id)
            .options(joinedload(Membership.person))
            .where(
                Membership.id.in_(coming),
                Membership.id.not_in(mine),
                Membership.deactivated_at.is_(None),
            )
            .order_by(Membership.id)
        )
        rows = (await self._session.execute(query)).all()
        cleared = [patient for patient, clearance in rows if clearance.covers(lesson.starts_at)]
        taken = await clashes.taken(
            self._session,
            [Resource.person(patient.person_id) for patient in cleared],
            lesson.starts_at,
            lesson.ends_at,
        )
        busy = {row.resource_id for row in taken}
        free = [patient for patient in cleared if Resource.person(patient.person_id) not in busy]
        return free[:MOST_OFFERED]

    async def _clearance(self, actor: Actor) -> Clearance:
        query = select(Clearance).where(Clearance.patient_id == actor.membership_id)
        return (await self._session.scalars(query)).one()
