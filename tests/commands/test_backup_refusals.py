"""What cannot be saved or restored is refused in one sentence, and nothing is changed."""

import asyncio
import hashlib
import json
import shutil
import sqlite3
from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path
from types import MappingProxyType
from typing import Any
from zipfile import ZipFile

import pytest
from sqlalchemy import text

from bot import database
from bot.cli import WRONG_SETTINGS, main
from tests.commands.rows import connected, hashes

NEWER = "9999"

HEADER = 100
"""Bytes at the beginning of a SQLite file that say how it is used (sqlite.org/fileformat.html)."""

CommandLine = pytest.MonkeyPatch


@pytest.fixture
def saved(surroundings: CommandLine, database_url: str, tmp_path: Path) -> Path:
    """A backup of the clinics; DATABASE_URL names the database it is of."""
    surroundings.setenv("DATABASE_URL", database_url)
    assert main(["backup", "saved"]) == 0
    return tmp_path / "saved"


@pytest.fixture
def empty(surroundings: CommandLine, saved: Path, elsewhere: str) -> str:
    """An empty, migrated database that DATABASE_URL names."""
    surroundings.setenv("DATABASE_URL", elsewhere)
    database.ready(elsewhere)
    return elsewhere


def refused(capsys: pytest.CaptureFixture[str], *command: str) -> str:
    """Return the one sentence with which a command is refused."""
    capsys.readouterr()
    assert main(command) == WRONG_SETTINGS
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.count("\n") == 1
    return printed.err


def contents(url: str) -> dict[str, str]:
    """Return the hashes of all rows."""
    return asyncio.run(hashes(url))


def remake(
    backup: Path,
    change: Callable[[dict[str, Any]], None] = lambda listed: None,
    replaced: Mapping[str, bytes] = MappingProxyType({}),
) -> None:
    """Write a zip of tables anew: with parts replaced, and a list that was changed."""
    with ZipFile(backup) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()} | dict(replaced)
    listed = json.loads(parts["backup.json"])
    change(listed)
    parts["backup.json"] = json.dumps(listed).encode()
    with ZipFile(backup, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)


def part(backup: Path, name: str) -> bytes:
    """Return what is in a part of a zip of tables."""
    with ZipFile(backup) as archive:
        return archive.read(name)


def test_a_backup_cut_short_or_changed_anywhere_is_refused(
    saved: Path, empty: str, capsys: pytest.CaptureFixture[str]
) -> None:
    whole, before = saved.read_bytes(), contents(empty)
    for damaged in (whole[: len(whole) // 2], whole[:-100], whole[:100], b""):
        saved.write_bytes(damaged)
        assert "backup" in refused(capsys, "restore", "saved", "--force")
        assert contents(empty) == before
    saved.write_bytes(whole)
    assert main(["restore", "saved"]) == 0
    assert contents(empty) != before


def test_a_changed_row_in_a_backup_of_postgresql_is_noticed(
    saved: Path, empty: str, capsys: pytest.CaptureFixture[str]
) -> None:
    if empty.startswith("sqlite"):
        # A page of SQLite has no checksum; what is noticed there is a broken structure.
        with saved.open("r+b") as file:
            file.seek(4096 + 3)
            file.write(b"\xff" * 64)
    else:
        moved = part(saved, "person.csv").replace(b"Europe/Moscow", b"Europe/Samara", 1)
        remake(saved, replaced={"person.csv": moved})
    before = contents(empty)
    assert "is damaged: use another backup" in refused(capsys, "restore", "saved")
    assert contents(empty) == before


@pytest.mark.parametrize("what", ["text", "sqlite", "zip", "nothing", "folder"])
def test_what_is_no_backup_is_refused(
    saved: Path, empty: str, capsys: pytest.CaptureFixture[str], tmp_path: Path, what: str
) -> None:
    foreign = tmp_path / "foreign"
    if what == "text":
        foreign.write_text("hello")
    elif what == "sqlite":
        with closing(sqlite3.connect(foreign)) as connection:
            connection.execute("CREATE TABLE alembic_version (version_num TEXT)")
            connection.execute("INSERT INTO alembic_version VALUES ('0001')")
            connection.commit()
    elif what == "zip":
        with ZipFile(foreign, "w") as archive:
            archive.writestr("backup.json", "{}")
    elif what == "folder":
        foreign.mkdir()
    before = contents(empty)
    assert "foreign" in refused(capsys, "restore", "foreign", "--force")
    assert contents(empty) == before


def test_a_backup_of_the_other_kind_of_database_says_so(
    surroundings: CommandLine, saved: Path, empty: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sqlite = empty.startswith("sqlite")
    url = "postgresql+asyncpg://a:b@127.0.0.1:1/c" if sqlite else f"sqlite+aiosqlite:///{tmp_path / 'new.db'}"
    surroundings.setenv("DATABASE_URL", url)
    kinds = ("SQLite", "PostgreSQL") if sqlite else ("PostgreSQL", "SQLite")
    said = refused(capsys, "restore", "saved")
    assert f"may be a backup of {kinds[0]}, but DATABASE_URL names {kinds[1]}" in said
    assert not (tmp_path / "new.db").exists()


def test_a_backup_of_a_newer_version_is_refused(
    saved: Path, empty: str, capsys: pytest.CaptureFixture[str]
) -> None:
    if empty.startswith("sqlite"):
        with closing(sqlite3.connect(saved)) as connection:
            connection.execute("UPDATE alembic_version SET version_num = ?", (NEWER,))
            connection.commit()
    else:
        remake(saved, lambda listed: listed.update(revision=NEWER))
    before = contents(empty)
    assert f"newer version of the program (revision {NEWER}" in refused(capsys, "restore", "saved")
    assert contents(empty) == before


def test_a_backup_that_lacks_a_table_is_refused_and_the_old_rows_stay(
    request: pytest.FixtureRequest, surroundings: CommandLine, capsys: pytest.CaptureFixture[str]
) -> None:
    url = request.getfixturevalue("postgresql_url")
    surroundings.setenv("DATABASE_URL", url)
    before = contents(url)
    assert main(["backup", "saved"]) == 0
    remake(Path("saved"), lambda listed: listed["tables"].pop())
    assert "is no backup of this program" in refused(capsys, "restore", "saved", "--force")
    assert contents(url) == before


def test_rows_that_postgresql_gives_back_in_another_way_are_not_kept(
    request: pytest.FixtureRequest, surroundings: CommandLine, capsys: pytest.CaptureFixture[str]
) -> None:
    url = request.getfixturevalue("postgresql_url")
    surroundings.setenv("DATABASE_URL", url)
    before, saved = contents(url), Path("saved")
    assert main(["backup", "saved"]) == 0
    moved = part(saved, "person.csv").replace(b" 06:45:00+00", b" 09:45:00+03")
    assert moved != part(saved, "person.csv")

    def agree(listed: dict[str, Any]) -> None:
        (table,) = [table for table in listed["tables"] if table["name"] == "person"]
        table["sha256"] = hashlib.sha256(moved).hexdigest()

    remake(saved, agree, {"person.csv": moved})
    assert "gives back other rows" in refused(capsys, "restore", "saved", "--force")
    assert contents(url) == before


def test_a_file_that_is_there_is_replaced_by_force_alone(
    saved: Path, database_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    saved.write_text("precious")
    assert "is there already" in refused(capsys, "backup", "saved")
    assert saved.read_text() == "precious"
    assert main(["backup", "saved", "--force"]) == 0
    assert saved.stat().st_size > len("precious")


@pytest.mark.parametrize("target", [".", "no-such-folder/saved", "saved/saved"])
def test_a_backup_needs_a_folder_that_is_there(
    saved: Path, capsys: pytest.CaptureFixture[str], target: str
) -> None:
    assert "is no file in a folder that is there" in refused(capsys, "backup", target, "--force")


def test_the_database_itself_is_neither_overwritten_nor_restored_from(
    request: pytest.FixtureRequest, surroundings: CommandLine, capsys: pytest.CaptureFixture[str]
) -> None:
    url = request.getfixturevalue("sqlite_url")
    file = url.removeprefix("sqlite+aiosqlite:///")
    surroundings.setenv("DATABASE_URL", url)
    before = contents(url)
    assert "is the database itself" in refused(capsys, "backup", file, "--force")
    assert "is the database itself" in refused(capsys, "restore", file, "--force")
    assert contents(url) == before


def test_there_is_nothing_to_save_in_a_database_that_was_never_migrated(
    surroundings: CommandLine, elsewhere: str, capsys: pytest.CaptureFixture[str]
) -> None:
    surroundings.setenv("DATABASE_URL", elsewhere)
    assert "oncocenter clinic create" in refused(capsys, "backup", "saved")
    assert not Path("saved").exists()


def test_a_damaged_database_is_not_saved_but_restored_over_with_the_damaged_file_kept(
    request: pytest.FixtureRequest, surroundings: CommandLine, capsys: pytest.CaptureFixture[str]
) -> None:
    url = request.getfixturevalue("sqlite_url")
    file = Path(url.removeprefix("sqlite+aiosqlite:///"))
    surroundings.setenv("DATABASE_URL", url)
    before = contents(url)
    assert main(["backup", "saved"]) == 0
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")
    for spoiled in (4096 + 3, 0):
        with file.open("r+b") as pages:
            pages.seek(spoiled)
            pages.write(b"\xff" * 64)
        assert "damaged" in refused(capsys, "backup", "other")
        assert not Path("other").exists()
        damaged = file.read_bytes()
        assert "is not empty" in refused(capsys, "restore", "saved")
        assert file.read_bytes() == damaged
        assert main(["restore", "saved", "--force"]) == 0
        assert contents(url) == before
        aside = file.with_name(f"{file.name}.before-restore")
        assert aside.read_bytes()[HEADER:] == damaged[HEADER:]
        aside.unlink()


def test_what_is_left_of_a_lost_database_does_not_spoil_the_restored_one(
    request: pytest.FixtureRequest, surroundings: CommandLine, tmp_path: Path
) -> None:
    url = request.getfixturevalue("sqlite_url")
    file = Path(url.removeprefix("sqlite+aiosqlite:///"))
    surroundings.setenv("DATABASE_URL", url)
    before = contents(url)
    assert main(["backup", "saved"]) == 0
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("DELETE FROM consent")
        connection.commit()
        for end in ("-wal", "-shm"):
            shutil.copy(f"{file}{end}", tmp_path / f"kept{end}")
    file.unlink()
    for end in ("-wal", "-shm"):
        shutil.move(tmp_path / f"kept{end}", f"{file}{end}")
    assert main(["restore", "saved"]) == 0
    assert contents(url) == before


def test_a_database_of_another_program_is_left_alone(
    surroundings: CommandLine, saved: Path, elsewhere: str, capsys: pytest.CaptureFixture[str]
) -> None:
    async def occupy() -> None:
        async with connected(elsewhere) as connection:
            await connection.exec_driver_sql("CREATE TABLE theirs AS SELECT 1 AS precious")

    async def precious() -> object:
        async with connected(elsewhere) as connection:
            return await connection.scalar(text("SELECT precious FROM theirs"))

    surroundings.setenv("DATABASE_URL", elsewhere)
    assert database.trouble(elsewhere) is None
    asyncio.run(occupy())
    assert "DATABASE_URL" in refused(capsys, "restore", "saved")
    assert asyncio.run(precious()) == 1
