"""The database as a command meets it: made and migrated, or refused in one sentence."""

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from bot.errors import SettingsError
from bot.settings import LOCALES
from migrations.run import current, head, knows, upgrade
from services.checks import Area, Finding, words
from services.database import BUSY_MILLISECONDS, make_engine, unavailable
from services.texts import Catalogues

LOCK_SECONDS = BUSY_MILLISECONDS / 1000
"""How long a SQLite file may be locked by another program before it counts as not to be had."""

PRIMARY_CODE = 0xFF
"""The part of SQLite's error codes that names the kind of error (sqlite.org/rescode.html)."""

FILE_TROUBLES = {
    sqlite3.SQLITE_NOTADB: "no_database",
    sqlite3.SQLITE_CORRUPT: "no_database",
    sqlite3.SQLITE_BUSY: "locked",
    sqlite3.SQLITE_FULL: "full",
}
"""What SQLite's errors mean for whoever set DATABASE_URL; any other is that the file cannot be used."""

SERVER_TROUBLES = {"28": "credentials", "3D": "no_such", "42": "rights"}
"""The same for PostgreSQL's classes of errors (its documentation, appendix A); else it does not answer."""


def ready(url: str) -> None:
    """Bring the database to this program's shape; a SQLite file and its folder are made where there are none.

    Raises SettingsError with a sentence that names DATABASE_URL: the database is not to be had, or of a newer
    version of the program. Blocks, and starts an event loop of its own.
    """
    found = trouble(url)
    if found is None:
        try:
            upgrade(url)
        except SQLAlchemyError as error:
            if not (unavailable(error) or _lacks_rights(error)):
                raise
            found = meaning(error)
    if found is not None:
        raise SettingsError(sentence(found))


def trouble(url: str, *, make: bool = True) -> Finding | None:
    """Return what keeps the program from using the database, None if nothing.

    ``make`` lets a SQLite file and its folder be made where there are none. Blocks, and starts an event loop
    of its own.
    """
    try:
        file = sqlite_file(url)
        if file is not None and not make and not file.exists():
            return Finding(Area.DATABASE, "absent")
        found = asyncio.run(_server_trouble(url)) if file is None else _file_trouble(file)
    except (ArgumentError, ValueError, TypeError):
        # What SQLAlchemy, and the driver in its turn, say of an address they cannot read.
        return Finding(Area.DATABASE, "address")
    if found is not None:
        return found
    try:
        revision = current(url)
    except SQLAlchemyError as error:
        return meaning(error)
    if revision is None or knows(revision):
        return None
    return Finding(Area.DATABASE, "newer", params={"revision": revision, "known": head()})


def sqlite_file(url: str) -> Path | None:
    """Return the file of a SQLite database, None for PostgreSQL. Raises ArgumentError or ValueError."""
    address = make_url(url)
    return Path(address.database or "") if address.get_backend_name() == "sqlite" else None


def sentence(found: Finding) -> str:
    """Return a finding in the words of the command line, which are English."""
    return words(Catalogues(LOCALES).texts("en"), found)


def file_trouble(error: sqlite3.Error) -> Finding:
    """Return what an error of SQLite means."""
    code = getattr(error, "sqlite_errorcode", 0) & PRIMARY_CODE
    return Finding(Area.DATABASE, FILE_TROUBLES.get(code, "no_access"))


def _file_trouble(file: Path) -> Finding | None:
    # Not through the program's engine: its pool cannot close a connection that fails while it is prepared.
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with closing(sqlite3.connect(file, timeout=LOCK_SECONDS, isolation_level=None)) as connection:
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("SELECT count(*) FROM sqlite_master")
            connection.rollback()
    except sqlite3.Error as error:
        return file_trouble(error)
    except OSError:
        return Finding(Area.DATABASE, "no_access")
    return None


async def _server_trouble(url: str) -> Finding | None:
    engine = make_engine(url)
    try:
        async with engine.connect():
            return None
    except SQLAlchemyError as error:
        return meaning(error)
    finally:
        await engine.dispose()


def meaning(error: SQLAlchemyError) -> Finding:
    """Return what an error means for which the database itself is to blame."""
    original = getattr(error, "orig", None)
    if isinstance(original, sqlite3.Error):
        return file_trouble(original)
    return Finding(Area.DATABASE, SERVER_TROUBLES.get(_state(error)[:2], "down"))


def _lacks_rights(error: SQLAlchemyError) -> bool:
    """Say whether PostgreSQL's user may not do what a migration does."""
    return _state(error) == "42501"


def _state(error: SQLAlchemyError) -> str:
    """Return PostgreSQL's code of an error; one that came while connecting is the cause of the one seen."""
    original = getattr(error, "orig", None)
    state = getattr(original, "sqlstate", None)
    if state is None:
        state = getattr(getattr(original, "__cause__", None), "sqlstate", None)
    return str(state or "")
