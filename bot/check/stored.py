"""The points about the database itself and about what is planned in it."""

import asyncio
import shutil
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from bot.database import file_trouble, meaning, sqlite_file, trouble
from bot.settings import Settings
from migrations.run import current, head
from services import checks
from services.checks import Area, Finding, ZoomHost
from services.database import make_engine, sessions, unavailable
from services.ports import Clock
from services.vault import Vault

UNUSABLE = frozenset(
    {"address", "credentials", "down", "locked", "newer", "no_access", "no_database", "no_such", "rights"}
)
"""What ``bot.database.trouble`` finds, and with what the program refuses to start."""

LEAST_SHARE, LEAST_BYTES = 0.1, 200 * 2**20
"""A disk with less room than this is to be seen to before the write-ahead log finds none."""


@dataclass(slots=True)
class Stored:
    """What was found: of the database, of what is planned, and the Zoom accounts to ask about."""

    database: list[Finding]
    plans: list[Finding] = field(default_factory=list)
    zoom_hosts: Sequence[ZoomHost] = ()


async def examine(settings: Settings, clock: Clock) -> Stored:
    """Look at the database, and into it if it is whole and of this program's version."""
    found = Stored(await asyncio.to_thread(database, settings.database_url))
    if all(finding.ok or finding.code == "no_room" for finding in found.database):
        try:
            await _rows(found, settings, clock)
        except SQLAlchemyError as error:
            if not unavailable(error):
                raise
            found.database.append(meaning(error))
    return found


def scarce(total: int, free: int) -> bool:
    """Say whether a disk of ``total`` bytes has too few left."""
    return free < LEAST_BYTES or free < total * LEAST_SHARE


def database(url: str) -> list[Finding]:
    """Look at the database without reading what is in it. Blocks, and starts an event loop of its own."""
    unusable = trouble(url, make=False)
    if unusable is not None:
        return [unusable]
    revision = current(url)
    if revision is None:
        return [Finding(Area.DATABASE, "empty")]
    found = [Finding(Area.DATABASE, "current", ok=True)]
    if revision != head():
        found = [Finding(Area.DATABASE, "older", params={"revision": revision, "known": head()})]
    file = sqlite_file(url)
    return found if file is None else [*found, _damage(file), _room(file)]


def _damage(file: Path) -> Finding:
    # Only reading, and on a connection of its own: the program's would keep writers out meanwhile.
    try:
        with closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True)) as connection:
            (said,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    except sqlite3.Error as error:
        return file_trouble(error)
    return Finding(Area.DATABASE, "whole" if said == "ok" else "damaged", ok=said == "ok")


def _room(file: Path) -> Finding:
    disk = shutil.disk_usage(file.resolve().parent)
    too_little = scarce(disk.total, disk.free)
    code = "no_room" if too_little else "room"
    return Finding(Area.DATABASE, code, ok=not too_little, params={"megabytes": disk.free // 2**20})


async def _rows(found: Stored, settings: Settings, clock: Clock) -> None:
    vault = Vault.from_text(settings.encryption_key.get_secret_value())
    engine = make_engine(settings.database_url)
    try:
        async with sessions(engine, vault)() as session:
            if engine.dialect.name == "sqlite":
                found.database.append(await checks.journal(session))
            await _read(found, session, clock, vault)
    finally:
        await engine.dispose()


async def _read(found: Stored, session: AsyncSession, clock: Clock, vault: Vault) -> None:
    now = clock.now()
    opened = await checks.opened(session)
    found.database.append(opened)
    if opened.ok:
        found.database += await checks.key_use(session, vault)
        found.zoom_hosts = await checks.zoom_hosts(session, now)
    found.plans += await checks.planned_messages(session, now)
    found.plans += await checks.coming_lessons(session, now)
