"""Lessons are handed over while others save, at the same moment: the database's own rule decides.

Rivals have an engine each, as processes have. «Blind» ones have both looked before either saved; the control
takes the database's rule away too.
"""

from dataclasses import replace

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker

from models import BusyInterval, HostProvider, Lesson, Notification, NotificationKind, Resource, Role
from services.lessons import clashes
from services.policy import Actor
from services.registration import NewPerson
from services.vault import Vault
from tests.clock import FixedClock
from tests.services.crowd import HandOver, Move, Race, Save, in_processes
from tests.services.people import DAY_AFTER_TEN, MOSCOW, Clinic, Office, plan
from tests.services.rivals import lift_overlap_rule

COLLEAGUE = NewPerson(
    Role.INSTRUCTOR,
    "Второй",
    "Инструктор",
    None,
    "ins2@demo.invalid",
    MOSCOW,
    meeting_provider=HostProvider.ZOOM,
)


class Three:
    """Three instructors; the first two have a lesson each at one time, the third is free."""

    def __init__(self, clinic: Clinic, others: list[Actor], lessons: list[int]) -> None:
        self.instructors = [clinic.instructor, *others]
        self.organizer = clinic.organizer
        self.lessons = lessons

    def given(self, number: int, to: int) -> HandOver:
        """Return the attempt to give an instructor's lesson to another one."""
        choices = {self.lessons[number]: self.instructors[to].membership_id}
        return HandOver(self.organizer, self.instructors[number].membership_id, choices)


@pytest.fixture
async def three(
    sessionmaker: async_sessionmaker[AsyncSession], clinic: Clinic, clock: FixedClock, vault: Vault
) -> Three:
    """The instructors and the lessons."""
    async with sessionmaker.begin() as session:
        office = Office(session, clock, vault)
        others = [
            await office.activate(
                await office.registration.register(
                    clinic.organizer, replace(COLLEAGUE, email=f"ins{number}@demo.invalid")
                ),
                900 + number,
            )
            for number in (2, 3)
        ]
        first = await office.schedule.create(clinic.instructor, plan(clinic.patient))
        await office.corrections.change_leader(
            clinic.organizer, clinic.second.membership_id, others[0].membership_id
        )
        second = await office.schedule.create(others[0], plan(clinic.second))
        return Three(clinic, others, [first.id, second.id])


@pytest.fixture
def blind(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let nobody see in the calendar what stands in their way."""

    async def nothing(*_args: object, **_more: object) -> list[BusyInterval]:
        return []

    monkeypatch.setattr(clashes, "taken", nothing)
    monkeypatch.setattr(clashes, "find", nothing)


async def holders(sessionmaker: async_sessionmaker[AsyncSession], lesson_ids: list[int]) -> list[int]:
    """Return who holds the lessons."""
    async with sessionmaker() as session:
        query = select(Lesson.instructor_id).where(Lesson.id.in_(lesson_ids)).order_by(Lesson.id)
        return list(await session.scalars(query))


@pytest.mark.usefixtures("blind")
async def test_of_two_lessons_at_one_time_a_colleague_gets_exactly_one(
    race: Race, sessionmaker: async_sessionmaker[AsyncSession], three: Three
) -> None:
    outcomes = await race.run([three.given(0, to=2), three.given(1, to=2)])
    assert sorted(outcomes, key=str) == [None, "hand-over-taken"]
    third = three.instructors[2]
    assert (await holders(sessionmaker, three.lessons)).count(third.membership_id) == 1
    async with sessionmaker() as session:
        told = select(func.count()).where(
            Notification.kind == NotificationKind.LESSONS_RECEIVED,
            Notification.recipient_id == third.person_id,
        )
        assert await session.scalar(told) == 1


@pytest.mark.usefixtures("blind")
async def test_control_without_the_databases_rule_the_colleague_gets_both(
    race: Race, engine: AsyncEngine, sessionmaker: async_sessionmaker[AsyncSession], three: Three
) -> None:
    await lift_overlap_rule(engine)
    assert await race.run([three.given(0, to=2), three.given(1, to=2)]) == [None, None]
    third = three.instructors[2].membership_id
    assert await holders(sessionmaker, three.lessons) == [third, third]


async def test_of_rivals_in_four_processes_exactly_one_gives_the_colleague_a_lesson(
    database_url: str, clock: FixedClock, sessionmaker: async_sessionmaker[AsyncSession], three: Three
) -> None:
    attempts = [three.given(number % 2, to=2) for number in range(8)]
    (outcomes,) = await in_processes(database_url, clock.now(), 4, [attempts])
    # Whoever wants the lesson that is gone already changes nothing; the other lesson has no room any more.
    assert set(outcomes) == {None, "hand-over-taken"}
    assert outcomes.count("hand-over-taken") == 4
    third = three.instructors[2].membership_id
    assert (await holders(sessionmaker, three.lessons)).count(third) == 1


async def test_one_lesson_given_to_two_colleagues_at_once_has_one_of_them_and_is_told_once(
    race: Race,
    sessionmaker: async_sessionmaker[AsyncSession],
    clinic: Clinic,
    three: Three,
    clock: FixedClock,
    vault: Vault,
) -> None:
    lesson_id = three.lessons[1]
    async with sessionmaker.begin() as session:
        office = Office(session, clock, vault)
        await office.schedule.move(three.instructors[1], lesson_id, DAY_AFTER_TEN)
    await race.run([three.given(1, to=0), three.given(1, to=2)])
    (holder,) = await holders(sessionmaker, [lesson_id])
    assert holder in {three.instructors[0].membership_id, three.instructors[2].membership_id}
    async with sessionmaker() as session:
        lesson = await session.get_one(Lesson, lesson_id)
        assert lesson.version == 3
        told = select(func.count()).where(Notification.kind == NotificationKind.LESSONS_LED_BY_OTHER)
        assert await session.scalar(told) == 1


async def test_a_lesson_moved_while_it_is_handed_over_keeps_its_own_instructor_busy(
    race: Race, sessionmaker: async_sessionmaker[AsyncSession], three: Three
) -> None:
    move = Move(three.instructors[0], three.lessons[0], DAY_AFTER_TEN)
    outcomes = await race.run([move, three.given(0, to=2)])
    assert outcomes[1] is None
    assert outcomes[0] in (None, "not-here")
    async with sessionmaker() as session:
        lesson = await session.get_one(Lesson, three.lessons[0])
        query = select(BusyInterval).where(BusyInterval.lesson_id == lesson.id)
        rows = (await session.scalars(query)).all()
        assert Resource.person(three.instructors[2].person_id) in {row.resource_id for row in rows}
        assert Resource.person(three.instructors[0].person_id) not in {row.resource_id for row in rows}
        assert {row.starts_at for row in rows} == {lesson.starts_at}


async def test_a_colleague_who_plans_at_the_same_moment_has_one_of_the_two(
    race: Race, three: Three, clinic: Clinic, sessionmaker: async_sessionmaker[AsyncSession],
    clock: FixedClock, vault: Vault,
) -> None:  # fmt: skip
    third = three.instructors[2]
    async with sessionmaker.begin() as session:
        office = Office(session, clock, vault)
        await office.calling_off.cancel(three.instructors[1], three.lessons[1])
        await office.corrections.change_leader(
            clinic.organizer, clinic.second.membership_id, third.membership_id
        )
    outcomes = await race.run([three.given(0, to=2), Save(third, plan(clinic.second))])
    assert outcomes.count(None) == 1
    assert set(outcomes) - {None} <= {"hand-over-taken", "clash", "just-taken"}
