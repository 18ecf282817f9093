"""Two lessons that clash are saved at the same moment: one wins, because the database itself says so.

Two rivals have an engine each, as two processes have. «Blind» rivals have both looked before either
saved: what their own look at the calendar would tell them is taken away, and the database's rule is left
alone with them. The control takes that rule away too.
"""

from collections import Counter
from dataclasses import replace

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker

from models import (
    BusyInterval,
    Consent,
    HostProvider,
    Lesson,
    Meeting,
    Notification,
    NotificationKind,
    PatientProfile,
    Role,
)
from services.lessons import clashes
from services.lessons.clashes import Clashed
from services.policy import Actor
from services.registration import NewPerson
from services.vault import Vault
from tests.clock import FixedClock
from tests.services.crowd import Race, Save, in_processes, issue_links
from tests.services.people import HOUR, MOSCOW, TOMORROW_TEN, Clinic, Office, plan
from tests.services.rivals import lift_overlap_rule

ROUNDS = 5

FIRST_SLOT = TOMORROW_TEN + 24 * 9 * HOUR
"""After every lesson that is there already, however many slots follow."""


@pytest.fixture
async def colleague(
    sessionmaker: async_sessionmaker[AsyncSession], clinic: Clinic, clock: FixedClock, vault: Vault
) -> Actor:
    """Another instructor, to whom the patient was handed over after a lesson with the first was planned."""
    new = NewPerson(Role.INSTRUCTOR, "Второй", "Инструктор", None, "ins2@demo.invalid", MOSCOW)
    async with sessionmaker.begin() as session:
        office = Office(session, clock, vault)
        other = await office.activate(await office.registration.register(clinic.organizer, new), 900)
        await office.schedule.create(clinic.instructor, plan(clinic.patient, at=TOMORROW_TEN + 24 * 7 * HOUR))
        profile = await session.get_one(PatientProfile, clinic.patient.membership_id)
        profile.instructor_id = other.membership_id
        return other


@pytest.fixture
async def partner(
    sessionmaker: async_sessionmaker[AsyncSession],
    clinic: Clinic,
    colleague: Actor,
    clock: FixedClock,
    vault: Vault,
) -> Actor:
    """A third instructor, over the first one's Zoom account, to whom the other patient was handed over."""
    new = NewPerson(
        Role.INSTRUCTOR,
        "Третий",
        "Инструктор",
        None,
        "ins3@demo.invalid",
        MOSCOW,
        meeting_provider=HostProvider.ZOOM,
        meeting_login="ins@demo.invalid",
    )
    async with sessionmaker.begin() as session:
        office = Office(session, clock, vault)
        other = await office.activate(await office.registration.register(clinic.organizer, new), 901)
        await office.schedule.create(clinic.instructor, plan(clinic.second, at=TOMORROW_TEN + 24 * 8 * HOUR))
        profile = await session.get_one(PatientProfile, clinic.second.membership_id)
        profile.instructor_id = other.membership_id
        return other


@pytest.fixture
def blind(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let nobody see in the calendar what stands in their way."""

    async def nothing(*_args: object, **_more: object) -> list[clashes.Busy]:
        return []

    monkeypatch.setattr(clashes, "find", nothing)


async def count(engine: AsyncEngine, table: type[Lesson | Meeting | BusyInterval | Consent]) -> int:
    async with engine.connect() as connection:
        return await connection.scalar(select(func.count()).select_from(table)) or 0


async def test_of_two_presses_of_one_instructor_exactly_one_saves(
    race: Race, engine: AsyncEngine, clinic: Clinic
) -> None:
    for number in range(ROUNDS):
        start = TOMORROW_TEN + number * HOUR
        rivals = [
            Save(clinic.instructor, plan(patient, at=start)) for patient in (clinic.patient, clinic.second)
        ]
        assert (await race.run(rivals)).count(None) == 1
    assert await count(engine, Lesson) == ROUNDS


async def test_of_two_instructors_who_want_one_patient_exactly_one_gets_them(
    race: Race, engine: AsyncEngine, clinic: Clinic, colleague: Actor
) -> None:
    for number in range(ROUNDS):
        wanted = plan(clinic.patient, at=TOMORROW_TEN + number * HOUR)
        outcomes = await race.run([Save(clinic.instructor, wanted), Save(colleague, wanted)])
        assert outcomes.count(None) == 1
        assert set(outcomes) - {None} <= {"clash", "just-taken"}


@pytest.mark.usefixtures("blind")
async def test_the_database_alone_lets_exactly_one_in_and_the_other_learns_it_kindly(
    race: Race, engine: AsyncEngine, clinic: Clinic, colleague: Actor
) -> None:
    before = await count(engine, Lesson), await count(engine, Meeting), await count(engine, BusyInterval)
    wanted = plan(clinic.patient)
    outcomes = await race.run([Save(clinic.instructor, wanted), Save(colleague, wanted)])
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
    await race.run([Save(clinic.instructor, wanted), Save(colleague, wanted)])
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
    assert await race.run([Save(clinic.instructor, wanted), Save(colleague, wanted)]) == [None, None]


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
    first = Save(clinic.instructor, plan(clinic.patient))
    second = replace(first, wanted=plan(clinic.second, at=TOMORROW_TEN + HOUR))
    assert await race.run([first, second]) == [None, None]


def crowds(clinic: Clinic, colleague: Actor, partner: Actor, rivals: int, rounds: int) -> list[list[Save]]:
    """Return each round's rivals for one slot, who share now a patient, now an instructor, now an account."""
    pairs = [
        ((clinic.instructor, clinic.patient), (colleague, clinic.patient)),
        ((clinic.instructor, clinic.patient), (clinic.instructor, clinic.second)),
        ((clinic.instructor, clinic.patient), (partner, clinic.second)),
    ]
    return [
        [
            Save(actor, plan(patient, at=FIRST_SLOT + number * HOUR))
            for actor, patient in (pairs[number % len(pairs)][rival % 2] for rival in range(rivals))
        ]
        for number in range(rounds)
    ]


@pytest.mark.usefixtures("blind")
async def test_of_fifty_at_once_exactly_one_saves(
    race: Race, engine: AsyncEngine, clinic: Clinic, colleague: Actor, partner: Actor, rounds: int
) -> None:
    before = await count(engine, Lesson)
    for attempts in crowds(clinic, colleague, partner, 50, rounds):
        assert Counter(await race.run(attempts)) == {None: 1, "just-taken": 49}
    assert await count(engine, Lesson) == await count(engine, Meeting) == before + rounds


@pytest.mark.usefixtures("blind")
async def test_control_without_the_databases_rule_the_whole_crowd_gets_in(
    race: Race, engine: AsyncEngine, clinic: Clinic, colleague: Actor, partner: Actor
) -> None:
    await lift_overlap_rule(engine)
    (attempts,) = crowds(clinic, colleague, partner, 10, rounds=1)
    assert await race.run(attempts) == [None] * 10


async def test_of_forty_in_four_processes_exactly_one_saves_and_exactly_one_follows_a_link(
    database_url: str,
    engine: AsyncEngine,
    sessionmaker: async_sessionmaker[AsyncSession],
    clinic: Clinic,
    colleague: Actor,
    partner: Actor,
    clock: FixedClock,
    vault: Vault,
    rounds: int,
) -> None:
    before = await count(engine, Lesson)
    async with sessionmaker.begin() as session:
        links = await issue_links(Office(session, clock, vault), clinic.organizer, rounds)
    saving = crowds(clinic, colleague, partner, 40, rounds)
    following = [link.followers(40) for link in links]
    consents = await count(engine, Consent)
    outcomes = await in_processes(database_url, clock.now(), 4, [*saving, *following])
    for refused in map(Counter, outcomes[:rounds]):
        assert refused.pop(None) == 1
        assert refused["clash"] + refused["just-taken"] == refused.total() == 39
    assert [Counter(refused) for refused in outcomes[rounds:]] == [{None: 1, "link-used": 39}] * rounds
    assert await count(engine, Lesson) == before + rounds
    assert await count(engine, Consent) == consents + rounds
