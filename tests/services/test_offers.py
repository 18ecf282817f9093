"""A declined place in a group is offered to those who could come: the first to press has it."""

from dataclasses import dataclass

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker

from models import (
    BusyInterval,
    DeclineReason,
    LessonParticipant,
    NotificationKind,
    ParticipantState,
    PlaceOffer,
    Resource,
    Role,
)
from services.errors import NotHere, Refused
from services.lessons.offers import Offers
from services.policy import Actor
from services.registration import NewPerson
from services.vault import Vault
from tests.clock import FixedClock
from tests.services.crowd import Race
from tests.services.owed import kinds
from tests.services.people import CLEARED_UNTIL, DAY_AFTER_TEN, HOUR, MOSCOW, Clinic, Office, plan

OFFERED, CARD, STARTING = (
    NotificationKind.PLACE_OFFERED,
    NotificationKind.LESSON_CARD,
    NotificationKind.LESSON_STARTING,
)
NAMES = ("Первых", "Вторых", "Третьих")


@dataclass(frozen=True)
class Group:
    """A group's lesson, the place that became free in it, and those who could come."""

    lesson_id: int
    place_id: int
    others: list[Actor]


@dataclass(frozen=True)
class Take:
    """A patient presses «Займу место»."""

    actor: Actor
    offer_id: int

    async def __call__(self, office: Office) -> None:
        """Do it."""
        await office.offers.take(self.actor, self.offer_id)


async def make_group(office: Office, clinic: Clinic) -> Group:
    """Let the second patient decline a place; three others have lessons of the same instructor later."""
    others = []
    for number, name in enumerate(NAMES):
        new = NewPerson(Role.PATIENT, name, "Анна", None, f"other{number}@demo.invalid", MOSCOW)
        member = await office.registration.register(clinic.organizer, new)
        other = await office.activate(member, 910 + number)
        await office.clearances.give(clinic.doctor, other.membership_id, CLEARED_UNTIL)
        others.append(other)
    lesson = await office.schedule.create(
        clinic.instructor, plan(clinic.patient, clinic.second, at=DAY_AFTER_TEN)
    )
    await office.schedule.create(clinic.instructor, plan(*others, at=DAY_AFTER_TEN + 24 * HOUR))
    given = await office.answers.decline(clinic.second, lesson.id, DeclineReason.OTHER)
    return Group(lesson.id, given.place.id, others)


@pytest.fixture
async def group(office: Office, clinic: Clinic) -> Group:
    """The group."""
    return await make_group(office, clinic)


async def offer_id(office: Office) -> int:
    return (await office.session.scalars(select(PlaceOffer.id))).one()


async def state_of(office: Office, group: Group, actor: Actor) -> ParticipantState | None:
    query = select(LessonParticipant.state).where(
        LessonParticipant.lesson_id == group.lesson_id, LessonParticipant.patient_id == actor.membership_id
    )
    return await office.session.scalar(query)


async def test_those_who_are_free_and_cleared_are_asked_once(
    office: Office, clinic: Clinic, group: Group
) -> None:
    first, second, third = group.others
    office.clock.move(minutes=1)
    await office.clearances.suspend(clinic.doctor, second.membership_id)
    office.session.add(
        BusyInterval(
            resource_id=Resource.person(third.person_id),
            lesson_id=group.lesson_id,
            starts_at=DAY_AFTER_TEN,
            ends_at=DAY_AFTER_TEN + HOUR,
        )
    )
    await office.session.flush()
    assert await office.offers.offer(clinic.instructor, group.place_id) == 1
    assert await office.offers.offer(clinic.instructor, group.place_id) == 0
    assert (await kinds(office.session, first)).count(OFFERED) == 1
    for actor in (second, third, clinic.patient, clinic.second):
        assert OFFERED not in await kinds(office.session, actor)


async def test_the_first_has_the_place_and_the_rest_are_told(
    office: Office, clinic: Clinic, group: Group
) -> None:
    first, second, _ = group.others
    await office.offers.offer(clinic.instructor, group.place_id)
    offer = await offer_id(office)
    for _ in range(2):
        await office.offers.take(first, offer)
    assert await state_of(office, group, first) is ParticipantState.CONFIRMED
    assert {CARD, STARTING} <= set(await kinds(office.session, first))
    with pytest.raises(Refused) as refusal:
        await office.offers.take(second, offer)
    assert refusal.value.code == "place-taken"
    assert await state_of(office, group, second) is None
    with pytest.raises(Refused) as refusal:
        await office.answers.confirm(clinic.second, group.lesson_id)
    assert refusal.value.code == "place-given"


async def test_a_place_whose_patient_comes_after_all_is_nobody_elses(
    office: Office, clinic: Clinic, group: Group
) -> None:
    await office.offers.offer(clinic.instructor, group.place_id)
    await office.answers.confirm(clinic.second, group.lesson_id)
    with pytest.raises(Refused) as refusal:
        await office.offers.take(group.others[0], await offer_id(office))
    assert refusal.value.code == "place-not-free"
    with pytest.raises(Refused) as refusal:
        await office.offers.offer(clinic.instructor, group.place_id)
    assert refusal.value.code == "place-not-free"


async def test_who_has_another_lesson_by_then_does_not_get_it_and_others_may(
    office: Office, clinic: Clinic, group: Group
) -> None:
    first, second, _ = group.others
    await office.offers.offer(clinic.instructor, group.place_id)
    offer = await offer_id(office)
    office.session.add(
        BusyInterval(
            resource_id=Resource.person(first.person_id),
            lesson_id=group.lesson_id,
            starts_at=DAY_AFTER_TEN,
            ends_at=DAY_AFTER_TEN + HOUR,
        )
    )
    await office.session.flush()
    with pytest.raises(Refused) as refusal:
        await office.offers.take(first, offer)
    assert refusal.value.code == "own-time-taken"
    await office.offers.take(second, offer)
    assert await state_of(office, group, second) is ParticipantState.CONFIRMED


async def test_a_moved_lesson_has_no_free_place_until_somebody_declines_again(
    office: Office, clinic: Clinic, group: Group
) -> None:
    first, second, _ = group.others
    await office.offers.offer(clinic.instructor, group.place_id)
    await office.offers.take(first, await offer_id(office))
    office.clock.move(minutes=1)
    await office.schedule.move(clinic.instructor, group.lesson_id, DAY_AFTER_TEN + HOUR)
    with pytest.raises(Refused) as refusal:
        await office.offers.offer(clinic.instructor, group.place_id)
    assert refusal.value.code == "place-not-free"
    await office.answers.decline(clinic.second, group.lesson_id, DeclineReason.OTHER)
    assert await office.offers.offer(clinic.instructor, group.place_id) == 2
    assert (await kinds(office.session, second)).count(OFFERED) == 2
    await office.answers.confirm(clinic.second, group.lesson_id)
    assert await state_of(office, group, clinic.second) is ParticipantState.CONFIRMED


async def test_only_who_was_asked_takes_it_and_only_its_instructor_offers(
    office: Office, clinic: Clinic, abroad: Clinic, group: Group
) -> None:
    for actor in (abroad.instructor, clinic.organizer, clinic.second):
        with pytest.raises(NotHere):
            await office.offers.offer(actor, group.place_id)
    await office.offers.offer(clinic.instructor, group.place_id)
    for actor in (clinic.patient, abroad.patient, clinic.instructor):
        with pytest.raises(NotHere):
            await office.offers.take(actor, await offer_id(office))


async def prepared(clinic: Clinic, office: Office) -> list[Take]:
    group = await make_group(office, clinic)
    await office.offers.offer(clinic.instructor, group.place_id)
    offer = await offer_id(office)
    await office.session.commit()
    return [Take(actor, offer) for actor in group.others]


async def seats(engine: AsyncEngine) -> int:
    async with engine.connect() as connection:
        query = select(func.count(LessonParticipant.id)).where(
            LessonParticipant.state == ParticipantState.CONFIRMED
        )
        return await connection.scalar(query) or 0


async def test_of_presses_at_one_moment_exactly_one_has_the_place(
    race: Race,
    engine: AsyncEngine,
    sessionmaker: async_sessionmaker[AsyncSession],
    clinic: Clinic,
    clock: FixedClock,
    vault: Vault,
) -> None:
    async with sessionmaker() as session:
        rivals = await prepared(clinic, Office(session, clock, vault))
    outcomes = await race.run(rivals)
    assert sorted(outcomes, key=str) == [None, "place-taken", "place-taken"]
    assert await seats(engine) == 1


async def test_control_without_the_look_at_the_offer_all_get_in(
    race: Race,
    engine: AsyncEngine,
    sessionmaker: async_sessionmaker[AsyncSession],
    clinic: Clinic,
    clock: FixedClock,
    vault: Vault,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def blind(*_: object) -> None:
        return None

    async with sessionmaker() as session:
        rivals = await prepared(clinic, Office(session, clock, vault))
    monkeypatch.setattr(Offers, "_check", blind)
    assert await race.run(rivals) == [None, None, None]
    assert await seats(engine) == 3
