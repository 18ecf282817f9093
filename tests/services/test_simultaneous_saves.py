"""Two lessons that clash are saved at the same moment: one wins, because the database itself says so.

Each rival has an engine of its own, as two processes have. «Blind» rivals have both looked before either
saved: what their own look at the calendar would tell them is taken away, and the database's rule is left
alone with them. The control takes that rule away too.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker

from models import BusyInterval, Lesson, Meeting, Notification, NotificationKind, PatientProfile, Role
from services.database import make_engine, sessions
from services.lessons import clashes
from services.lessons.clashes import Clashed
from services.lessons.schedule import LessonPlan
from services.people import NewPerson
from services.policy import Actor
from services.vault import Vault
from tests.clock import FixedClock
from tests.services.people import HOUR, MOSCOW, TOMORROW_TEN, Clinic, Office, plan
from tests.services.rivals import lift_overlap_rule

ROUNDS = 5


@dataclass(frozen=True)
class Rival:
    """An instructor and the lesson they are about to save."""

    actor: Actor
    wanted: LessonPlan


class Race:
    """Saves lessons on connections of their own, all at once."""

    def __init__(self, url: str, clock: FixedClock, vault: Vault) -> None:
        self._url = url
        self._clock = clock
        self._vault = vault

    async def run(self, rivals: Sequence[Rival]) -> list[str | None]:
        """Return each rival's refusal, None for one who got in."""
        engines = [make_engine(self._url) for _ in rivals]
        ready = asyncio.Barrier(len(rivals))

        async def save(engine: AsyncEngine, rival: Rival) -> str | None:
            async with engine.connect():
                await ready.wait()
            async with sessions(engine, self._vault).begin() as session:
                try:
                    await Office(session, self._clock, self._vault).schedule.create(rival.actor, rival.wanted)
                except Clashed as refused:
                    return refused.code
            return None

        try:
            return await asyncio.gather(*(save(*pair) for pair in zip(engines, rivals, strict=True)))
        finally:
            for engine in engines:
                await engine.dispose()


@pytest.fixture
def race(database_url: str, clock: FixedClock, vault: Vault) -> Race:
    """Rivals on fresh connections."""
    return Race(database_url, clock, vault)


@pytest.fixture
async def colleague(
    sessionmaker: async_sessionmaker[AsyncSession], clinic: Clinic, clock: FixedClock, vault: Vault
) -> Actor:
    """Another instructor, to whom the patient was handed over after a lesson with the first was planned."""
    new = NewPerson(Role.INSTRUCTOR, "Второй", "Инструктор", None, "ins2@demo.invalid", MOSCOW)
    async with sessionmaker.begin() as session:
        office = Office(session, clock, vault)
        other = await office.activate(await office.people.register(clinic.organizer, new), 900)
        await office.schedule.create(clinic.instructor, plan(clinic.patient, at=TOMORROW_TEN + 24 * 7 * HOUR))
        profile = await session.get_one(PatientProfile, clinic.patient.membership_id)
        profile.instructor_id = other.membership_id
        return other


@pytest.fixture
def blind(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let nobody see in the calendar what stands in their way."""

    async def nothing(*_args: object, **_more: object) -> list[clashes.Busy]:
        return []

    monkeypatch.setattr(clashes, "find", nothing)


async def count(engine: AsyncEngine, table: type[Lesson | Meeting | BusyInterval]) -> int:
    async with engine.connect() as connection:
        return await connection.scalar(select(func.count()).select_from(table)) or 0


async def test_of_two_presses_of_one_instructor_exactly_one_saves(
    race: Race, engine: AsyncEngine, clinic: Clinic
) -> None:
    for number in range(ROUNDS):
        start = TOMORROW_TEN + number * HOUR
        rivals = [
            Rival(clinic.instructor, plan(patient, at=start)) for patient in (clinic.patient, clinic.second)
        ]
        assert (await race.run(rivals)).count(None) == 1
    assert await count(engine, Lesson) == ROUNDS


async def test_of_two_instructors_who_want_one_patient_exactly_one_gets_them(
    race: Race, engine: AsyncEngine, clinic: Clinic, colleague: Actor
) -> None:
    for number in range(ROUNDS):
        wanted = plan(clinic.patient, at=TOMORROW_TEN + number * HOUR)
        outcomes = await race.run([Rival(clinic.instructor, wanted), Rival(colleague, wanted)])
        assert outcomes.count(None) == 1
        assert set(outcomes) - {None} <= {"clash", "just-taken"}


@pytest.mark.usefixtures("blind")
async def test_the_database_alone_lets_exactly_one_in_and_the_other_learns_it_kindly(
    race: Race, engine: AsyncEngine, clinic: Clinic, colleague: Actor
) -> None:
    before = await count(engine, Lesson), await count(engine, Meeting), await count(engine, BusyInterval)
    wanted = plan(clinic.patient)
    outcomes = await race.run([Rival(clinic.instructor, wanted), Rival(colleague, wanted)])
    assert sorted(outcomes, key=str) == [None, "just-taken"]
    after = await count(engine, Lesson), await count(engine, Meeting), await count(engine, BusyInterval)
    assert after == (before[0] + 1, before[1] + 1, before[2] + 3)


@pytest.mark.usefixtures("blind")
async def test_the_loser_owes_nobody_anything(
    race: Race,
    sessionmaker: async_sessionmaker[AsyncSession],
    clinic: Clinic,
    colleague: Actor,
) -> None:
    wanted = plan(clinic.patient)
    await race.run([Rival(clinic.instructor, wanted), Rival(colleague, wanted)])
    async with sessionmaker() as session:
        told = select(func.count(Notification.id)).where(
            Notification.kind == NotificationKind.LESSON_STARTING,
            Notification.recipient_id == clinic.patient.person_id,
            Notification.due_at < TOMORROW_TEN,
        )
        assert await session.scalar(told) == 1


@pytest.mark.usefixtures("blind")
async def test_control_without_the_databases_rule_both_get_in(
    race: Race, engine: AsyncEngine, clinic: Clinic, colleague: Actor
) -> None:
    await lift_overlap_rule(engine)
    wanted = plan(clinic.patient)
    assert await race.run([Rival(clinic.instructor, wanted), Rival(colleague, wanted)]) == [None, None]


@pytest.mark.usefixtures("blind")
async def test_a_blind_move_onto_a_taken_time_is_refused_and_leaves_the_lesson_where_it_was(
    office: Office, clinic: Clinic
) -> None:
    first = await office.schedule.create(clinic.instructor, plan(clinic.patient))
    second = await office.schedule.create(clinic.instructor, plan(clinic.patient, at=TOMORROW_TEN + HOUR))
    second_id = second.id
    with pytest.raises(Clashed) as refused:
        await office.schedule.move(clinic.instructor, second_id, first.starts_at)
    assert refused.value.code == "just-taken"
    kept = (await office.book.card(clinic.instructor, second_id)).lesson
    assert (kept.starts_at, kept.version) == (TOMORROW_TEN + HOUR, 1)


async def test_lessons_that_do_not_clash_are_saved_side_by_side(
    race: Race, engine: AsyncEngine, clinic: Clinic
) -> None:
    first = Rival(clinic.instructor, plan(clinic.patient))
    second = replace(first, wanted=plan(clinic.second, at=TOMORROW_TEN + HOUR))
    assert await race.run([first, second]) == [None, None]
