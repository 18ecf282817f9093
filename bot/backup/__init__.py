"""`oncocenter backup` and `oncocenter restore`: one file that holds a database as it was at one moment.

Of SQLite it is a SQLite file, of PostgreSQL a zip of tables. Sealed values stay sealed: the keys are not in
it.
"""

import asyncio
from pathlib import Path

from sqlalchemy.exc import ArgumentError

from bot import database
from bot.backup import postgresql, sqlite
from bot.backup.files import FOREIGN, Contents, Unfit
from bot.errors import SettingsError
from migrations.run import current, head, knows
from services.checks import Area, Finding


def save(url: str, target: Path, *, force: bool) -> str:
    """Write a backup of a database that may be in use, and return the sentences to tell.

    Raises SettingsError: the database is not to be had, damaged or empty, the file cannot be written or is
    there already and ``force`` does not let it be replaced.
    """
    found = database.trouble(url, make=False)
    if found is None and current(url) is None:
        found = Finding(Area.DATABASE, "empty")
    if found is not None:
        raise SettingsError(database.sentence(found))
    file = database.sqlite_file(url)
    _refuse_target(target, file, force=force)
    try:
        contents = asyncio.run(postgresql.save(url, target)) if file is None else sqlite.save(file, target)
    except Unfit:
        raise SettingsError(database.sentence(Finding(Area.DATABASE, "damaged"))) from None
    except OSError as error:
        raise SettingsError(f"{target} cannot be written: {error.strerror or error}.") from None
    return (
        f"{target} holds {contents}.\n"
        "Keep ENCRYPTION_KEY, with every key that is in it now, apart from it: without them its names and "
        "contacts cannot be read."
    )


def restore(url: str, source: Path, *, force: bool) -> str:
    """Put a backup in the place of an empty database, and return the sentences to tell.

    With ``force`` the database need not be empty. Raises SettingsError, with everything as it was: the file
    is damaged, no backup, of the other kind of database or of a newer version of the program; the database is
    not to be had, in use, or not empty.
    """
    try:
        file = database.sqlite_file(url)
    except (ArgumentError, ValueError):
        raise SettingsError(database.sentence(Finding(Area.DATABASE, "address"))) from None
    try:
        contents = _examined(source, of_sqlite=file is not None)
        aside = _fill(url, file, source, force=force)
    except Unfit as unfit:
        raise SettingsError(f"{source} {unfit}.") from None
    kept = "" if aside is None else f" What was there before is in {aside}."
    return (
        f"{contents} are restored from {source}.{kept}\n"
        "Start the program, then see with «oncocenter check» whether all is well."
    )


def _refuse_target(target: Path, file: Path | None, *, force: bool) -> None:
    if target.is_dir() or not target.parent.is_dir():
        raise SettingsError(f"{target} is no file in a folder that is there: name one.")
    if not target.exists():
        return
    if file is not None and target.samefile(file):
        raise SettingsError(f"{target} is the database itself: name another file.")
    if not force:
        raise SettingsError(f"{target} is there already: name another file, or replace it with --force.")


def _examined(source: Path, *, of_sqlite: bool) -> Contents:
    """Say what a file holds that fits the kind of database. Raises Unfit."""
    try:
        with source.open("rb") as file:
            begins = file.read(len(sqlite.MAGIC))
    except OSError as error:
        raise Unfit(f"cannot be read ({error.strerror}): check its path and rights") from None
    if begins.startswith(postgresql.MAGIC if of_sqlite else sqlite.MAGIC):
        kinds = ("PostgreSQL", "SQLite") if of_sqlite else ("SQLite", "PostgreSQL")
        raise Unfit(f"may be a backup of {kinds[0]}, but DATABASE_URL names {kinds[1]}: set the other kind")
    if not begins.startswith(sqlite.MAGIC if of_sqlite else postgresql.MAGIC):
        raise Unfit(FOREIGN)
    contents = sqlite.examine(source) if of_sqlite else postgresql.examine(source)
    if not knows(contents.revision):
        raise Unfit(
            f"is of a newer version of the program (revision {contents.revision}, known here up to "
            f"{head()}): install that version first"
        )
    return contents


def _fill(url: str, file: Path | None, source: Path, *, force: bool) -> Path | None:
    """Fill the database; return where a file is now that was there before. Raises SettingsError, Unfit."""
    if file is None:
        found = database.trouble(url)
        if found is not None:
            raise SettingsError(database.sentence(found))
        asyncio.run(postgresql.restore(url, source, force=force))
        return None
    try:
        return sqlite.restore(file, source, force=force)
    except OSError as error:
        raise SettingsError(f"{file} cannot be written: {error.strerror or error}.") from None
