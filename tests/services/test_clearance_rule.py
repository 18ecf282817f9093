"""No invited place without a live clearance, whichever of place, lesson and clearance is written."""

import asyncio
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker

from migrations.rules import clearance_0001
from models import Clearance, ClearanceStatus, Lesson, LessonParticipant, LessonStatus, ParticipantState
from services.database import make_engine, sessions
from services.vault import Vault
from tests.services.rows import DAY, HOUR, TEN, Clinic, make_clinic

END = TEN + 30 * DAY
TOMORROW = TEN + DAY
INACTIVE = [ClearanceStatus.PENDING, ClearanceStatus.SUSPENDED, ClearanceStatus.REFUSED]


def refused() -> pytest.RaisesExc[IntegrityError]:
    """Expect the database's refusal."""
    return pytest.raises(IntegrityError, match="place_without_clearance")


@pytest.fixture
async def clinic(session: AsyncSession) -> Clinic:
    """The clinic's rows, uncommitted."""
    return await make_clinic(session)


async def plan(
    session: AsyncSession,
    clinic: Clinic,
    starts_at: datetime,
    state: ParticipantState = ParticipantState.INVITED,
    status: LessonStatus = LessonStatus.SCHEDULED,
) -> tuple[Lesson, LessonParticipant]:
    """Write a lesson with a place of the first patient."""
    lesson = clinic.lesson(starts_at, status)
    session.add(lesson)
    await session.flush()
    place = clinic.place(lesson, state)
    session.add(place)
    await session.flush()
    return lesson, place


async def decide(session: AsyncSession, clinic: Clinic, decided_at: datetime = TEN, **values: object) -> None:
    """Change the first patient's clearance."""
    await session.execute(
        update(Clearance)
        .where(Clearance.id == clinic.clearance_ids[0])
        .values(decided_at=decided_at, **values)
    )


@pytest.mark.parametrize("status", [ClearanceStatus.CLEARED, ClearanceStatus.CLEARED_WITH_LIMITS])
async def test_a_cleared_patient_is_invited_up_to_the_clearances_end(
    session: AsyncSession, clinic: Clinic, status: ClearanceStatus
) -> None:
    await decide(session, clinic, status=status)
    _, place = await plan(session, clinic, END - timedelta(microseconds=1))
    await session.refresh(place)
    assert place.state is ParticipantState.INVITED


@pytest.mark.parametrize("after", [timedelta(0), DAY])
async def test_a_place_from_the_clearances_end_on_is_refused(
    session: AsyncSession, clinic: Clinic, after: timedelta
) -> None:
    with refused():
        await plan(session, clinic, END + after)


@pytest.mark.parametrize("status", INACTIVE)
async def test_a_place_under_an_inactive_clearance_is_refused(
    session: AsyncSession, clinic: Clinic, status: ClearanceStatus
) -> None:
    await decide(session, clinic, status=status)
    with refused():
        await plan(session, clinic, TOMORROW)


async def test_a_place_under_a_clearance_without_an_end_is_refused(
    session: AsyncSession, clinic: Clinic
) -> None:
    await decide(session, clinic, ends_at=None)
    with refused():
        await plan(session, clinic, TOMORROW)


async def test_a_place_under_another_patients_clearance_is_refused(
    session: AsyncSession, clinic: Clinic
) -> None:
    lesson, _ = await plan(session, clinic, TOMORROW, ParticipantState.BLOCKED)
    session.add(
        LessonParticipant(
            lesson_id=lesson.id,
            patient_id=clinic.patient_ids[1],
            clearance_id=clinic.clearance_ids[0],
            state=ParticipantState.INVITED,
        )
    )
    with refused():
        await session.flush()


async def test_a_blocked_place_is_kept_beyond_the_end_and_cannot_be_unblocked(
    session: AsyncSession, clinic: Clinic
) -> None:
    _, place = await plan(session, clinic, END + DAY, ParticipantState.BLOCKED)
    place.state = ParticipantState.INVITED
    with refused():
        await session.flush()


async def test_prolonging_lets_a_blocked_place_be_unblocked(session: AsyncSession, clinic: Clinic) -> None:
    _, place = await plan(session, clinic, END + DAY, ParticipantState.BLOCKED)
    await decide(session, clinic, ends_at=END + 2 * DAY)
    place.state = ParticipantState.INVITED
    await session.flush()
    await session.refresh(place)
    assert place.state is ParticipantState.INVITED


async def test_a_lesson_is_not_moved_beyond_an_invited_patients_clearance(
    session: AsyncSession, clinic: Clinic
) -> None:
    lesson, _ = await plan(session, clinic, TOMORROW)
    lesson.starts_at, lesson.ends_at = END, END + HOUR
    with refused():
        await session.flush()


async def test_a_lesson_moves_beyond_once_the_place_is_blocked(session: AsyncSession, clinic: Clinic) -> None:
    lesson, place = await plan(session, clinic, TOMORROW)
    place.state = ParticipantState.BLOCKED
    await session.flush()
    lesson.starts_at, lesson.ends_at = END, END + HOUR
    await session.flush()
    await session.refresh(lesson)
    assert lesson.starts_at == END


@pytest.mark.parametrize(
    "decision",
    [*({"status": status} for status in INACTIVE), {"ends_at": TOMORROW}, {"ends_at": None}],
    ids=["pending", "suspended", "refused", "shortened", "no end"],
)
async def test_a_decision_is_refused_until_the_places_it_ends_are_blocked(
    session: AsyncSession, clinic: Clinic, decision: dict[str, Any]
) -> None:
    _, place = await plan(session, clinic, TOMORROW)
    with refused():
        async with session.begin_nested():
            await decide(session, clinic, **decision)
    place.state = ParticipantState.BLOCKED
    await session.flush()
    await decide(session, clinic, **decision)


async def test_a_decision_lets_past_and_running_lessons_be(session: AsyncSession, clinic: Clinic) -> None:
    _, running = await plan(session, clinic, TEN)
    _, past = await plan(session, clinic, TEN - DAY)
    await decide(session, clinic, decided_at=TEN + HOUR / 2, status=ClearanceStatus.SUSPENDED)
    for place in (running, past):
        await session.refresh(place)
        assert place.state is ParticipantState.INVITED


async def test_a_cancelled_lesson_stands_in_no_decisions_way_and_does_not_come_back(
    session: AsyncSession, clinic: Clinic
) -> None:
    lesson, _ = await plan(session, clinic, TOMORROW)
    lesson.status = LessonStatus.CANCELLED
    await session.flush()
    await decide(session, clinic, status=ClearanceStatus.SUSPENDED)
    lesson.status = LessonStatus.SCHEDULED
    with refused():
        await session.flush()


async def lift_clearance_rule(engine: AsyncEngine) -> None:
    """Take the rule out of the database, for the control."""
    async with engine.begin() as connection:
        for statement in clearance_0001.drop(engine.dialect.name):
            await connection.execute(text(statement))


async def invite_and_suspend_at_once(url: str, maker: async_sessionmaker[AsyncSession], vault: Vault) -> int:
    """Let an instructor invite while a doctor suspends, on two connections; return how many succeed."""
    async with maker() as session:
        clinic = await make_clinic(session)
        lesson = clinic.lesson(TOMORROW)
        session.add(lesson)
        await session.commit()
    engines = make_engine(url), make_engine(url)
    ready = asyncio.Barrier(2)

    async def instructor() -> None:
        async with sessions(engines[0], vault)() as session:
            await ready.wait()
            session.add(clinic.place(lesson))
            await session.commit()

    async def doctor() -> None:
        async with sessions(engines[1], vault)() as session:
            await ready.wait()
            await decide(session, clinic, status=ClearanceStatus.SUSPENDED)
            await session.commit()

    try:
        outcomes = await asyncio.gather(instructor(), doctor(), return_exceptions=True)
    finally:
        for engine in engines:
            await engine.dispose()
    for outcome in outcomes:
        if isinstance(outcome, BaseException) and "place_without_clearance" not in str(outcome):
            raise outcome
    return outcomes.count(None)


async def test_of_an_invitation_and_a_suspension_at_once_exactly_one_wins(
    database_url: str, sessionmaker: async_sessionmaker[AsyncSession], vault: Vault
) -> None:
    for _ in range(10):
        assert await invite_and_suspend_at_once(database_url, sessionmaker, vault) == 1


async def test_control_without_the_rule_both_win(
    database_url: str, engine: AsyncEngine, sessionmaker: async_sessionmaker[AsyncSession], vault: Vault
) -> None:
    await lift_clearance_rule(engine)
    assert await invite_and_suspend_at_once(database_url, sessionmaker, vault) == 2


async def test_a_suspension_waits_for_an_invitation_being_written(postgresql_url: str, vault: Vault) -> None:
    """SQLite has one writer at a time; PostgreSQL must be told to wait, or neither would see the other."""
    engine = make_engine(postgresql_url)
    maker = sessions(engine, vault)
    async with maker() as instructor, maker() as doctor:
        clinic = await make_clinic(instructor)
        lesson = clinic.lesson(TOMORROW)
        instructor.add(lesson)
        await instructor.commit()
        instructor.add(clinic.place(lesson))
        await instructor.flush()
        suspension = asyncio.create_task(decide(doctor, clinic, status=ClearanceStatus.SUSPENDED))
        async with engine.connect() as connection:
            while not await connection.scalar(text("SELECT count(*) FROM pg_locks WHERE NOT granted")):
                assert not suspension.done()
        await instructor.commit()
        with refused():
            await suspension
    await engine.dispose()
