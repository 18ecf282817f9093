"""Backups of a PostgreSQL database: a zip with a CSV file a table, all of one snapshot, and a list of them.

No tool of PostgreSQL is needed. What is not in the tables (the rules, the indexes) comes from the migrations.
"""

import asyncio
import hashlib
import json
import zlib
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile

import asyncpg
from sqlalchemy import Connection, inspect, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.backup.files import DAMAGED, FOREIGN, Contents, Unfit, written
from bot.errors import SettingsError
from migrations.run import REVISION_TABLE, rebuild, revision_of
from services.database import make_engine

MAGIC = b"PK\x03\x04"
"""How a zip with something in it begins (PKWARE, APPNOTE.TXT, section 4.3.7)."""

LIST, FORMAT = "backup.json", "oncocenter-backup-1"

SPELLING = ("SET LOCAL TimeZone = 'UTC'", "SET LOCAL DateStyle = 'ISO, YMD'")
"""What would make one value's text differ from server to server."""

CHUNK = 2**20
"""Bytes read at once."""

OTHERS = """
    SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'
"""
"""Who else is connected; of other users' connections the kind is not told, so they do not count."""

TRIES, PAUSE = 10, 0.1
"""How often it is looked for them, and the seconds in between."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table as it is in a backup; ``sha256`` is of its CSV file."""

    name: str
    columns: list[str]
    keys: list[str]
    rows: int = 0
    sha256: str = ""

    @property
    def part(self) -> str:
        """The name of its file in the zip."""
        return f"{self.name}.csv"

    @property
    def query(self) -> str:
        """The query for its rows, in an order that is the same on every server."""
        columns = ", ".join(f'"{name}"' for name in self.columns)
        order = ", ".join(f'"{name}"::text COLLATE "C"' for name in self.keys)
        return f'SELECT {columns} FROM "{self.name}" ORDER BY {order}'


async def save(url: str, target: Path) -> Contents:
    """Write all tables as of one moment; others may write meanwhile. Raises OSError."""
    with written(target) as part:
        snapshot = _transaction(url, isolation_level="REPEATABLE READ", postgresql_readonly=True)
        async with snapshot as (connection, driver):
            with ZipFile(part, "w", ZIP_DEFLATED) as archive:
                tables = []
                for table in await connection.run_sync(_tables):
                    with archive.open(table.part, "w", force_zip64=True) as file:
                        tables.append(await _copy_out(driver, table, file.write))
                revision = await connection.run_sync(revision_of)
                listed = {"format": FORMAT, "revision": revision, "tables": [asdict(t) for t in tables]}
                archive.writestr(LIST, json.dumps(listed, indent=1))
        return examine(part)


def examine(source: Path) -> Contents:
    """Say what a backup holds, once every table in it has proved to be what was written. Raises Unfit."""
    try:
        with ZipFile(source) as archive:
            revision, tables = _listed(archive)
            for table in tables:
                if _hash_of(archive, table) != table.sha256:
                    raise Unfit(DAMAGED)
    except (BadZipFile, EOFError, KeyError, NotImplementedError, RuntimeError, TypeError, zlib.error):
        raise Unfit(DAMAGED) from None
    return Contents(revision, len(tables), sum(table.rows for table in tables))


async def restore(url: str, source: Path, *, force: bool) -> None:
    """Fill the database from a backup that was examined: all of it in one transaction, or nothing.

    Raises SettingsError: the database is in use, or not empty without ``force``, or refuses what is in the
    backup. Raises Unfit when the backup holds other tables than its revision has.
    """
    with ZipFile(source) as archive:
        revision, listed = _listed(archive)
        async with _transaction(url) as (connection, driver):
            await connection.exec_driver_sql("SET LOCAL lock_timeout = '10s'")
            await _refuse_in_use(connection)
            await connection.run_sync(_refuse_filled, force)
            await connection.run_sync(rebuild, revision)
            tables = _in_order(listed, await connection.run_sync(_tables))
            await _load(connection, driver, archive, tables)
            for table in tables:
                if await _copy_out(driver, table, len) != table:
                    raise SettingsError(
                        "PostgreSQL gives back other rows than the backup has: nothing is changed."
                    )


@asynccontextmanager
async def _transaction(url: str, **options: Any) -> AsyncIterator[tuple[AsyncConnection, Any]]:
    """Give a connection in a transaction, and the driver's own, which knows COPY, in the same transaction.

    Raises SettingsError for what PostgreSQL refuses.
    """
    engine = make_engine(url)
    try:
        async with engine.connect() as connection:
            await connection.execution_options(**options)
            async with connection.begin():
                for statement in SPELLING:
                    await connection.exec_driver_sql(statement)
                driver = (await connection.get_raw_connection()).driver_connection
                yield connection, driver
    except (SQLAlchemyError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        # Its words may quote a row.
        original = getattr(error, "orig", error)
        name = type(original.__cause__ or original).__name__
        raise SettingsError(f"PostgreSQL refused ({name}), and nothing is changed: see its log.") from None
    finally:
        await engine.dispose()


def _tables(connection: Connection) -> list[Table]:
    """Return the tables, each after those that it refers to."""
    inspector = inspect(connection)
    names = [name for name, _ in inspector.get_sorted_table_and_fkc_names() if name is not None]
    return [
        Table(
            name,
            [column["name"] for column in inspector.get_columns(name)],
            inspector.get_pk_constraint(name)["constrained_columns"],
        )
        for name in names
        if name != REVISION_TABLE
    ]


async def _copy_out(driver: Any, table: Table, write: Callable[[bytes], object]) -> Table:
    """Write a table's rows as CSV and return the table with their number and hash."""
    measured = hashlib.sha256()

    async def pass_on(data: bytes) -> None:
        measured.update(data)
        write(data)

    status = await driver.copy_from_query(table.query, output=pass_on, format="csv")
    return replace(table, rows=int(status.split()[-1]), sha256=measured.hexdigest())


async def _load(connection: AsyncConnection, driver: Any, archive: ZipFile, tables: Sequence[Table]) -> None:
    for table in tables:
        # The rules ask what may be written now: rows that were right in their time need not be.
        await connection.exec_driver_sql(f'ALTER TABLE "{table.name}" DISABLE TRIGGER USER')
        with archive.open(table.part) as file:
            await driver.copy_to_table(table.name, source=file, columns=table.columns, format="csv")
        await connection.exec_driver_sql(f'ALTER TABLE "{table.name}" ENABLE TRIGGER USER')
        for key in table.keys:
            counter = text("SELECT pg_get_serial_sequence(:table, :column)")
            sequence = await connection.scalar(counter, {"table": table.name, "column": key})
            if sequence is not None:
                await connection.exec_driver_sql(
                    f'SELECT setval(\'{sequence}\', max("{key}")) FROM "{table.name}"'
                )


async def _refuse_in_use(connection: AsyncConnection) -> None:
    """Raise SettingsError when the program, or anybody else of its user, is connected.

    A connection that was just closed is listed for a moment more.
    """
    for _ in range(TRIES):
        others = await connection.scalar(text(OTHERS))
        if not others:
            return
        await asyncio.sleep(PAUSE)
        await connection.exec_driver_sql("SELECT pg_stat_clear_snapshot()")
    raise SettingsError("The database that DATABASE_URL names is in use: stop the program, then restore.")


def _refuse_filled(connection: Connection, force: bool) -> None:
    tables = _tables(connection)
    if tables and revision_of(connection) is None:
        raise SettingsError("The database that DATABASE_URL names is another program's: make an empty one.")
    filled = any(connection.scalar(text(f'SELECT EXISTS (SELECT FROM "{table.name}")')) for table in tables)
    if filled and not force:
        raise SettingsError(
            "The database that DATABASE_URL names is not empty: make an empty one, or let --force replace "
            "all that is in it."
        )


def _listed(archive: ZipFile) -> tuple[str, list[Table]]:
    """Return the revision of a backup and its tables. Raises Unfit, and TypeError for a list out of shape."""
    try:
        listed = json.loads(archive.read(LIST))
    except (KeyError, ValueError):
        raise Unfit(FOREIGN) from None
    if not isinstance(listed, dict) or listed.get("format") != FORMAT:
        raise Unfit(FOREIGN)
    return str(listed["revision"]), [Table(**table) for table in listed["tables"]]


def _hash_of(archive: ZipFile, table: Table) -> str:
    measured = hashlib.sha256()
    with archive.open(table.part) as file:
        while data := file.read(CHUNK):
            measured.update(data)
    return measured.hexdigest()


def _in_order(listed: Sequence[Table], made: Sequence[Table]) -> list[Table]:
    """Return a backup's tables in the order of those just made. Raises Unfit when they are not the same."""
    by_name = {table.name: table for table in listed}
    if by_name.keys() != {table.name for table in made}:
        raise Unfit(FOREIGN)
    tables = [by_name[table.name] for table in made]
    if any(set(t.columns) != set(m.columns) or t.keys != m.keys for t, m in zip(tables, made, strict=True)):
        raise Unfit(FOREIGN)
    return tables
