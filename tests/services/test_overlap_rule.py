"""Nobody and nothing is busy twice at one time, whoever comes at the same moment: the database says so."""

import asyncio
import multiprocessing
import sqlite3
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker

from models import BusyInterval
from tests.services.rivals import RESOURCE, lift_overlap_rule, race, take, take_each
from tests.services.rows import DAY, HOUR, TEN, make_clinic

WEEK = 7 * DAY


@pytest.fixture
async def lesson_id(sessionmaker: async_sessionmaker[AsyncSession]) -> int:
    """A lesson for the intervals to belong to."""
    async with sessionmaker() as session:
        clinic = await make_clinic(session)
        lesson = clinic.lesson(TEN)
        session.add(lesson)
        await session.commit()
        return lesson.id


async def count(engine: AsyncEngine) -> int:
    async with engine.connect() as connection:
        return await connection.scalar(select(func.count()).select_from(BusyInterval)) or 0


def interval(lesson_id: int, starts_at: datetime, minutes: int = 60) -> dict[str, object]:
    return {
        "resource_id": RESOURCE,
        "lesson_id": lesson_id,
        "starts_at": starts_at,
        "ends_at": starts_at + timedelta(minutes=minutes),
    }


@pytest.mark.parametrize("rivals", [2, 20])
async def test_of_rivals_for_one_slot_exactly_one_wins(
    database_url: str, engine: AsyncEngine, lesson_id: int, rivals: int
) -> None:
    assert await race(database_url, lesson_id, TEN, rivals) == 1
    assert await count(engine) == 1


@pytest.mark.parametrize("rivals", [2, 20])
async def test_control_without_the_rule_every_rival_gets_in(
    database_url: str, engine: AsyncEngine, lesson_id: int, rivals: int
) -> None:
    await lift_overlap_rule(engine)
    assert await race(database_url, lesson_id, TEN, rivals) == rivals
    assert await count(engine) == rivals


async def test_of_rival_processes_exactly_one_wins_each_slot(
    database_url: str, engine: AsyncEngine, lesson_id: int
) -> None:
    slots = [TEN + number * HOUR for number in range(50)]
    loop = asyncio.get_running_loop()
    with ProcessPoolExecutor(4, mp_context=multiprocessing.get_context("spawn")) as processes:
        outcomes = await asyncio.gather(
            *(loop.run_in_executor(processes, take_each, database_url, lesson_id, slots) for _ in range(4))
        )
    assert [sum(winners) for winners in zip(*outcomes, strict=True)] == [1] * len(slots)
    assert await count(engine) == len(slots)


@pytest.mark.parametrize(
    ("starts_after", "minutes"),
    [(0, 60), (-30, 60), (30, 60), (15, 30), (-30, 120), (59, 60), (-59, 60)],
    ids=["same", "into its start", "from its middle", "inside", "around", "last minute", "first minute"],
)
async def test_an_overlap_is_refused(
    engine: AsyncEngine, lesson_id: int, starts_after: int, minutes: int
) -> None:
    assert await take(engine, lesson_id, TEN)
    with pytest.raises(IntegrityError, match="busy_interval_overlap"):
        async with engine.begin() as connection:
            await connection.execute(
                insert(BusyInterval).values(
                    **interval(lesson_id, TEN + timedelta(minutes=starts_after), minutes)
                )
            )


async def test_lessons_back_to_back_do_not_overlap(engine: AsyncEngine, lesson_id: int) -> None:
    assert await take(engine, lesson_id, TEN)
    assert await take(engine, lesson_id, TEN + HOUR)
    assert await take(engine, lesson_id, TEN - HOUR)


async def test_another_resource_has_its_own_time(engine: AsyncEngine, lesson_id: int) -> None:
    assert await take(engine, lesson_id, TEN)
    async with engine.begin() as connection:
        await connection.execute(
            insert(BusyInterval).values({**interval(lesson_id, TEN), "resource_id": RESOURCE + 1})
        )
    assert await count(engine) == 2


async def test_an_overlap_inside_one_statement_is_refused(engine: AsyncEngine, lesson_id: int) -> None:
    with pytest.raises(IntegrityError, match="busy_interval_overlap"):
        async with engine.begin() as connection:
            await connection.execute(
                insert(BusyInterval).values([interval(lesson_id, TEN), interval(lesson_id, TEN + HOUR / 2)])
            )
    assert await count(engine) == 0


async def test_an_interval_cannot_be_changed_into_an_overlap(engine: AsyncEngine, lesson_id: int) -> None:
    assert await take(engine, lesson_id, TEN)
    assert await take(engine, lesson_id, TEN + 2 * HOUR)
    with pytest.raises(IntegrityError, match="busy_interval_overlap"):
        async with engine.begin() as connection:
            await connection.execute(
                update(BusyInterval)
                .where(BusyInterval.starts_at == TEN)
                .values(ends_at=TEN + timedelta(hours=2, minutes=1))
            )


async def test_an_interval_ends_after_it_starts(engine: AsyncEngine, lesson_id: int) -> None:
    for minutes in (0, -60):
        with pytest.raises(IntegrityError):
            async with engine.begin() as connection:
                await connection.execute(insert(BusyInterval).values(**interval(lesson_id, TEN, minutes)))


async def test_a_weekly_series_moves_by_a_week_without_meeting_itself(
    engine: AsyncEngine, lesson_id: int
) -> None:
    weeks = [TEN + number * WEEK for number in range(12)]
    async with engine.begin() as connection:
        await connection.execute(insert(BusyInterval), [interval(lesson_id, week) for week in weeks])
    async with engine.begin() as connection:
        await connection.execute(delete(BusyInterval).where(BusyInterval.lesson_id == lesson_id))
        await connection.execute(insert(BusyInterval), [interval(lesson_id, week + WEEK) for week in weeks])
    async with engine.connect() as connection:
        starts = (
            await connection.scalars(select(BusyInterval.starts_at).order_by(BusyInterval.starts_at))
        ).all()
    assert starts == [week + WEEK for week in weeks]


@pytest.fixture(scope="module")
def migrated(sqlite_template: Path) -> Iterator[sqlite3.Connection]:
    """A connection to the migrated template, to copy it into memory for each example."""
    with closing(sqlite3.connect(sqlite_template)) as connection:
        yield connection


@given(st.lists(st.tuples(st.integers(0, 1), st.integers(0, 23), st.integers(1, 6), st.integers(0, 3))))
def test_any_order_of_takes_and_releases_is_judged_as_by_hand(
    migrated: sqlite3.Connection, steps: list[tuple[int, int, int, int]]
) -> None:
    """SQLite's trigger looks at one row only; the judge here looks at all of them."""
    taken: list[tuple[int, int, int]] = []
    with closing(sqlite3.connect(":memory:")) as connection:
        migrated.backup(connection)
        for resource, start, length, release in steps:
            end = start + length
            free = all(other != resource or ends <= start or starts >= end for other, starts, ends in taken)
            if free:
                taken.append((resource, start, end))
            try:
                connection.execute(
                    "INSERT INTO busy_interval (lesson_id, resource_id, starts_at, ends_at) VALUES (1,?,?,?)",
                    (resource, f"2026-11-23 {start:02}:00:00.000000", f"2026-11-23 {end:02}:00:00.000000"),
                )
            except sqlite3.IntegrityError:
                assert not free
            else:
                assert free
            if release == 0 and taken:
                resource, start, _ = taken.pop(0)
                connection.execute(
                    "DELETE FROM busy_interval WHERE resource_id = ? AND starts_at = ?",
                    (resource, f"2026-11-23 {start:02}:00:00.000000"),
                )
