"""Backups of a SQLite file: a copy by SQLite itself, which sees one moment while others write."""

import os
import shutil
import sqlite3
from contextlib import ExitStack, closing
from pathlib import Path

from bot.backup.files import DAMAGED, FOREIGN, Contents, Unfit, written
from bot.errors import SettingsError
from migrations.run import REVISION_TABLE

MAGIC = b"SQLite format 3\x00"
"""How a SQLite file begins (sqlite.org/fileformat.html)."""

OURS = frozenset({"organization", "person", "membership"})
"""Tables that this program's database has at every revision."""

IN_USE_SECONDS = 1.0
"""How long a database to be replaced may be locked before it counts as in use."""

JOURNALS = ("-wal", "-shm")
"""What SQLite keeps beside a file that is in use, by the ends of their names (sqlite.org/wal.html)."""


def save(file: Path, target: Path) -> Contents:
    """Write a checked copy of the database. Raises OSError; Unfit when the database is damaged."""
    with written(target) as part:
        _copy(file, part)
        return examine(part)


def examine(file: Path) -> Contents:
    """Say what a file holds. Raises Unfit."""
    try:
        with closing(_open(file, "ro")) as connection:
            (said,) = connection.execute("PRAGMA quick_check(1)").fetchone()
            if said != "ok" or file.stat().st_size != _size(connection):
                raise Unfit(DAMAGED)
            tables = _tables(connection)
            if REVISION_TABLE not in tables or not tables >= OURS:
                raise Unfit(FOREIGN)
            (revision,) = connection.execute(f"SELECT version_num FROM {REVISION_TABLE}").fetchone()
            filled = tables - {REVISION_TABLE}
            counts = (connection.execute(f'SELECT count(*) FROM "{name}"').fetchone() for name in filled)
            return Contents(revision, len(filled), sum(count for (count,) in counts))
    except sqlite3.Error:
        raise Unfit(DAMAGED) from None


def restore(file: Path, source: Path, *, force: bool) -> Path | None:
    """Put a copy of ``source`` in the place of the database; return where the one before it is now, if any.

    Raises SettingsError: the database is in use, or not empty without ``force``. Raises OSError.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        there = file.exists() and file.stat().st_size > 0
        if there and source.samefile(file):
            raise SettingsError(f"{source} is the database itself: name a backup.")
        lock = _lock(file) if there else None
        if lock is not None:
            stack.enter_context(closing(lock))
        filled = there and (lock is None or _filled(lock))
        if filled and not force:
            raise SettingsError(
                "The database that DATABASE_URL names is not empty: name another one, or put it aside and "
                "restore with --force."
            )
        part = stack.enter_context(written(file))
        _copy(source, part)
        if lock is not None:
            # What is in the write-ahead log goes into the file: beside the new one it would spoil it.
            lock.rollback()
            lock.execute("PRAGMA journal_mode = DELETE")
        aside = _put_aside(file) if filled else None
        _clear_journals(file, aside)
        return aside


def _open(file: Path, mode: str, timeout: float = 0) -> sqlite3.Connection:
    address = f"{file.resolve().as_uri()}?mode={mode}"
    return sqlite3.connect(address, uri=True, timeout=timeout, isolation_level=None)


def _copy(source: Path, part: Path) -> None:
    try:
        with closing(_open(source, "rw")) as old, closing(_open(part, "rw")) as new:
            old.backup(new)
            # The copy is one file, with nothing beside it that could be left behind.
            new.execute("PRAGMA journal_mode = DELETE")
    except sqlite3.OperationalError as error:
        raise OSError(str(error)) from None


def _tables(connection: sqlite3.Connection) -> set[str]:
    rows = connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    )
    return {name for (name,) in rows}


def _size(connection: sqlite3.Connection) -> int:
    """Return how long the file is by its own account: SQLite reads what is cut off as zeros."""
    (pages,), (size,) = (
        connection.execute(f"PRAGMA {name}").fetchone() for name in ("page_count", "page_size")
    )
    return int(pages) * int(size)


def _filled(connection: sqlite3.Connection) -> bool:
    """Say whether there is a row in any table."""
    return any(
        connection.execute(f'SELECT EXISTS (SELECT 1 FROM "{name}")').fetchone() == (1,)
        for name in _tables(connection) - {REVISION_TABLE}
    )


def _lock(file: Path) -> sqlite3.Connection | None:
    """Keep everyone out of the database while the connection is open; None for one that is damaged.

    A program that runs holds its connection, and with it a lock on the file (sqlite.org/wal.html, section 8).
    Raises SettingsError when someone has the database open.
    """
    lock = _open(file, "rw", IN_USE_SECONDS)
    try:
        lock.execute("PRAGMA locking_mode = EXCLUSIVE")
        lock.execute("BEGIN EXCLUSIVE")
        _tables(lock)
    except sqlite3.DatabaseError as error:
        lock.close()
        if error.sqlite_errorcode in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            raise SettingsError(
                "The database that DATABASE_URL names is in use: stop the program, then restore."
            ) from None
        return None
    return lock


def _put_aside(file: Path) -> Path:
    """Give the old file a second name, so that the first is never without a file; return it."""
    aside = file.with_name(f"{file.name}.before-restore")
    number = 1
    while aside.exists():
        number += 1
        aside = file.with_name(f"{file.name}.before-restore-{number}")
    try:
        os.link(file, aside)
    except OSError:
        # Not every file system gives a file two names.
        shutil.copy2(file, aside)
    return aside


def _clear_journals(file: Path, aside: Path | None) -> None:
    """Take away what a damaged or lost database left beside it, to the old file if that is kept."""
    for end in JOURNALS:
        journal = file.with_name(file.name + end)
        if not journal.exists():
            continue
        if aside is None:
            journal.unlink()
        else:
            journal.rename(aside.with_name(aside.name + end))
