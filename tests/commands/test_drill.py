"""The drill: a backup while the program writes, a restore elsewhere, and work that goes on there."""

import asyncio
import os
import stat
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete, func, insert, inspect, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine

from bot import backup, database
from bot.errors import SettingsError
from migrations.run import current, head, rebuild
from models import (
    BusyInterval,
    Clearance,
    ClearanceStatus,
    FsmRow,
    Lesson,
    LessonParticipant,
    Meeting,
    Notification,
    ParticipantState,
)
from models.base import new_uid
from services.database import make_engine, sessions
from services.vault import Vault
from tests.clock import FixedClock
from tests.commands.rows import TABLES, connected, halves, hashes, writing
from tests.services.people import TOMORROW_TEN, Clinic, Office, plan

COUNTED = (Lesson, Meeting, Notification, BusyInterval, LessonParticipant)


async def save(url: str, target: Path) -> str:
    """Write a backup as the command does, in a thread: this one's loop is the test's."""
    return await asyncio.to_thread(backup.save, url, target, force=True)


async def restore(url: str, source: Path, *, force: bool = False) -> str:
    """Restore as the command does."""
    return await asyncio.to_thread(backup.restore, url, source, force=force)


@pytest.fixture
async def history(office: Office, clinic: Clinic) -> Clinic:
    """A clinic with lessons behind and before it.

    The patient of the lesson that is over has been suspended since: the rules of the database let nobody
    write that place today.
    """
    for days, patients in enumerate(((clinic.patient, clinic.second), (clinic.second,), (clinic.patient,))):
        at = TOMORROW_TEN + timedelta(days=2 * days)
        await office.schedule.create(clinic.instructor, plan(*patients, at=at))
    await office.session.flush()
    office.clock.move_to(TOMORROW_TEN + timedelta(days=1))
    await office.clearances.suspend(clinic.doctor, clinic.patient.membership_id)
    await office.session.commit()
    return clinic


async def test_a_backup_taken_while_the_program_writes_has_every_transaction_whole_or_not_at_all(
    database_url: str, elsewhere: str, history: Clinic, engine: AsyncEngine, tmp_path: Path
) -> None:
    quiet = [table for table in TABLES if table not in ("fsm_row", "person")]
    async with writing(engine) as writer:
        for round_ in range(3):
            before = writer.pairs
            await save(database_url, tmp_path / "backup")
            at_most = writer.pairs + 1
            await restore(elsewhere, tmp_path / "backup", force=round_ > 0)
            first, second = await halves(elsewhere)
            assert first == second
            assert before <= len(first) <= at_most
    assert writer.pairs > 0
    assert await hashes(elsewhere, quiet) == await hashes(database_url, quiet)


async def test_what_is_restored_has_the_hashes_of_what_was_saved(
    database_url: str, elsewhere: str, history: Clinic, tmp_path: Path
) -> None:
    said = await save(database_url, tmp_path / "backup")
    saved = await hashes(database_url)
    assert f"{sum(int(row.split()[0]) for row in saved.values())} rows in {len(TABLES)} tables" in said
    assert "ENCRYPTION_KEY" in said
    said = await restore(elsewhere, tmp_path / "backup")
    assert "Start the program" in said
    assert await hashes(elsewhere) == saved
    assert await asyncio.to_thread(current, elsewhere) == head()
    assert stat.S_IMODE((tmp_path / "backup").stat().st_mode) == 0o600
    assert [name for name in os.listdir(tmp_path) if "backup" in name] == ["backup"]


async def test_work_goes_on_in_what_was_restored(
    database_url: str, elsewhere: str, history: Clinic, tmp_path: Path, clock: FixedClock, vault: Vault
) -> None:
    await save(database_url, tmp_path / "backup")
    await restore(elsewhere, tmp_path / "backup")
    await asyncio.to_thread(database.ready, elsewhere)
    engine = make_engine(elsewhere)
    try:
        async with sessions(engine, vault)() as session:
            highest = {table: await session.scalar(select(func.max(table.id))) for table in COUNTED}
            assert all(highest.values())
            office = Office(session, clock, vault)
            at = clock.now() + timedelta(days=5)
            await office.schedule.create(history.instructor, plan(history.second, at=at))
            await session.commit()
            for table in COUNTED:
                fresh = await session.scalar(select(func.min(table.id)).where(table.id > highest[table]))
                assert fresh == (highest[table] or 0) + 1
            assert (await session.get_one(Lesson, highest[Lesson])).starts_at
    finally:
        await engine.dispose()


async def test_the_rules_are_in_force_in_what_was_restored(
    database_url: str, elsewhere: str, history: Clinic, tmp_path: Path, vault: Vault
) -> None:
    await save(database_url, tmp_path / "backup")
    await restore(elsewhere, tmp_path / "backup")
    engine = make_engine(elsewhere)
    try:
        async with sessions(engine, vault)() as session:
            suspended = (
                await session.execute(
                    select(LessonParticipant, Clearance)
                    .join(Clearance, Clearance.id == LessonParticipant.clearance_id)
                    .where(
                        LessonParticipant.state == ParticipantState.INVITED,
                        Clearance.status == ClearanceStatus.SUSPENDED,
                    )
                )
            ).one()
            place, clearance = suspended
            later = await session.scalar(select(func.max(Lesson.id)))
            await session.delete(place)
            await session.flush()
            session.add(
                LessonParticipant(
                    lesson_id=place.lesson_id,
                    patient_id=clearance.patient_id,
                    clearance_id=clearance.id,
                    state=ParticipantState.INVITED,
                )
            )
            assert later is not None
            with pytest.raises(IntegrityError, match="place_without_clearance"):
                await session.flush()
    finally:
        await engine.dispose()


async def test_a_database_that_is_not_empty_is_replaced_by_force_alone(
    database_url: str, elsewhere: str, history: Clinic, tmp_path: Path
) -> None:
    await save(database_url, tmp_path / "backup")
    saved = await hashes(database_url)
    await restore(elsewhere, tmp_path / "backup")
    async with connected(elsewhere) as connection:
        await connection.exec_driver_sql("DELETE FROM consent")
    changed = await hashes(elsewhere)
    with pytest.raises(SettingsError, match="is not empty"):
        await restore(elsewhere, tmp_path / "backup")
    assert await hashes(elsewhere) == changed
    said = await restore(elsewhere, tmp_path / "backup", force=True)
    assert await hashes(elsewhere) == saved
    if elsewhere.startswith("sqlite"):
        aside = f"{elsewhere}.before-restore"
        assert aside.removeprefix("sqlite+aiosqlite:///") in said
        assert await hashes(aside) == changed
        await restore(elsewhere, tmp_path / "backup", force=True)
        assert await hashes(aside) == changed
        assert await hashes(f"{aside}-2") == saved


async def test_a_migrated_database_without_rows_is_empty(
    database_url: str, elsewhere: str, history: Clinic, tmp_path: Path
) -> None:
    await save(database_url, tmp_path / "backup")
    await asyncio.to_thread(database.ready, elsewhere)
    await restore(elsewhere, tmp_path / "backup")
    assert await hashes(elsewhere) == await hashes(database_url)


async def test_a_backup_of_an_older_version_is_restored_as_it_was_and_brought_up_at_the_start(
    empty_database_url: str, tmp_path: Path
) -> None:
    older = empty_database_url
    async with connected(older) as connection:
        await connection.run_sync(rebuild, "0001")
        tables = await connection.run_sync(lambda sync: inspect(sync).get_table_names())
        await connection.execute(insert(FsmRow).values(key="a0", uid=new_uid()))
    await save(older, tmp_path / "backup")
    saved = await hashes(older, tables)
    async with connected(older) as connection:
        await connection.execute(delete(FsmRow))
    await asyncio.to_thread(database.ready, older)
    await restore(older, tmp_path / "backup")
    assert await asyncio.to_thread(current, older) == "0001"
    assert await hashes(older, tables) == saved
    await asyncio.to_thread(database.ready, older)
    assert await asyncio.to_thread(current, older) == head()


async def test_a_database_in_use_is_not_replaced(
    database_url: str, engine: AsyncEngine, history: Clinic, tmp_path: Path
) -> None:
    await save(database_url, tmp_path / "backup")
    before = await hashes(database_url)
    async with engine.connect():
        pass
    with pytest.raises(SettingsError, match="is in use: stop the program"):
        await restore(database_url, tmp_path / "backup", force=True)
    assert await hashes(database_url) == before
