"""`oncocenter check` on the database and what is planned in it, and the command as it is typed."""

import asyncio
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlalchemy import delete, text, update

from bot.check import NO_START, SOMETHING_TO_DO, WELL, stored
from bot.cli import main
from bot.settings import Settings
from migrations.run import rebuild
from models import Meeting, MeetingState, Notification, NotificationKind
from sandbox.server import Sandbox
from services.checks import journal
from services.database import make_engine, sessions
from services.vault import Vault
from tests.commands.checking import NO_ZOOM, changed, checked, closed_port, only_bad
from tests.commands.rows import connected
from tests.crash.processes import ROOT
from tests.services.people import Clinic, Office, plan


async def test_all_is_well(settings: Settings, office: Office, clinic: Clinic) -> None:
    await office.schedule.create(clinic.instructor, plan(clinic.patient))
    await office.session.execute(update(Meeting).values(state=MeetingState.READY))
    await office.session.commit()
    said = await checked(settings)
    assert (said.code, said.bad) == (WELL, [])
    for words in ("database answers", "ENCRYPTION_KEY opens", "@sandbox_bot", "clock is right", "Zoom knows"):
        assert any(words in line for line in said.lines["en"]), words
    if settings.database_url.startswith("sqlite"):
        for words in ("file is whole", "room on the disk", "write-ahead log"):
            assert any(words in line for line in said.lines["en"]), words


async def test_what_is_not_set_up_is_well_too(lite: Settings, sqlite_url: str) -> None:
    async with connected(sqlite_url) as connection:
        await connection.exec_driver_sql("DELETE FROM meeting_host")
    said = await checked(changed(lite, **NO_ZOOM, smtp_url=None, mail_from=None))
    assert (said.code, said.bad) == (WELL, [])


async def test_a_database_that_is_not_there_yet_is_not_made(lite: Settings, tmp_path: Path) -> None:
    file = tmp_path / "folder" / "new.db"
    assert "no database at DATABASE_URL yet" in await only_bad(
        changed(lite, database_url=f"sqlite+aiosqlite:///{file}")
    )
    assert not file.parent.exists()


async def test_an_empty_and_an_older_database_say_what_to_do(
    settings: Settings, empty_database_url: str
) -> None:
    fresh = changed(settings, database_url=empty_database_url)
    async with connected(empty_database_url):
        pass
    assert "oncocenter clinic create" in await only_bad(fresh)
    async with connected(empty_database_url) as connection:
        await connection.run_sync(rebuild, "0001")
    assert "oncocenter migrate" in await only_bad(fresh)


async def test_a_newer_database_keeps_the_program_from_starting(settings: Settings) -> None:
    async with connected(settings.database_url) as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    assert "newer version" in await only_bad(settings, NO_START)


async def test_a_database_that_is_down_leaves_the_other_points(settings: Settings) -> None:
    url = f"postgresql+asyncpg://a:hunter2@127.0.0.1:{closed_port()}/c"
    said = await checked(changed(settings, database_url=url))
    assert said.code == NO_START
    assert [line.split(":")[0] for line in said.bad] == ["✗ DATABASE_URL"]
    assert any("Telegram answers" in line for line in said.lines["en"])


async def test_a_damaged_file_is_found(lite: Settings) -> None:
    file = Path(lite.database_url.removeprefix("sqlite+aiosqlite:///"))

    def spoil() -> None:
        with closing(sqlite3.connect(file)) as connection:
            connection.execute("PRAGMA journal_mode = DELETE")
            root = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'person'")
            (page,) = root.fetchone()
        with file.open("r+b") as pages:
            pages.seek((page - 1) * 4096 + 3)
            pages.write(b"\xff" * 64)

    await asyncio.to_thread(spoil)
    assert "database file is damaged" in await only_bad(lite)


async def test_a_disk_with_little_room_is_found(lite: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stored, "LEAST_BYTES", 2**63)
    assert "Make room" in await only_bad(lite)


def test_a_disk_has_too_little_room_by_bytes_or_by_share() -> None:
    gigabyte = 2**30
    assert not stored.scarce(100 * gigabyte, 10 * gigabyte)
    assert stored.scarce(100 * gigabyte, 10 * gigabyte - 1)
    assert not stored.scarce(gigabyte, 200 * 2**20)
    assert stored.scarce(gigabyte, 200 * 2**20 - 1)


async def test_a_key_that_does_not_fit_is_found(settings: Settings) -> None:
    other = SecretStr("/" * 43 + "=")
    assert "Put back the key" in await only_bad(changed(settings, encryption_key=other))


async def test_a_log_that_cannot_be_kept_is_found() -> None:
    engine = make_engine("sqlite+aiosqlite:///:memory:")
    try:
        async with sessions(engine, Vault([bytes(32)]))() as session:
            found = await journal(session)
    finally:
        await engine.dispose()
    assert (found.code, found.ok) == ("no_journal", False)


async def test_what_is_planned_while_the_program_does_not_run_is_overdue(
    settings: Settings, sandbox: Sandbox, office: Office, clinic: Clinic
) -> None:
    lesson = await office.schedule.create(clinic.instructor, plan(clinic.patient))
    await office.session.execute(delete(Notification).where(Notification.kind == NotificationKind.DAY_TOLD))
    await office.session.commit()
    await sandbox.clock.advance(lesson.starts_at - timedelta(hours=1))
    said = await checked(settings)
    assert said.code == SOMETHING_TO_DO
    assert [line.partition(" is ")[0] for line in said.bad[:1]] == ["✗ 1 message"]
    assert "the program has not made it yet" in said.bad[1]


@pytest.fixture
def command(surroundings: pytest.MonkeyPatch, lite: Settings) -> Callable[..., int]:
    """The command as it is typed, with the settings in the environment."""
    for name, value in lite:
        if value is not None and name != "clock_url":
            told = value.get_secret_value() if isinstance(value, SecretStr) else str(value)
            surroundings.setenv(name.upper(), told)
    return lambda *arguments: main(["check", *arguments])


@pytest.mark.parametrize(
    ("language", "arguments", "words"),
    [
        ("ru_RU.UTF-8", (), "Настройки прочитаны."),
        ("en_GB.UTF-8", (), "The settings are read."),
        ("C.UTF-8", (), "The settings are read."),
        ("ru_RU.UTF-8", ("--language", "en"), "The settings are read."),
        ("en_GB.UTF-8", ("--language", "ru"), "Настройки прочитаны."),
    ],
)
async def test_the_command_speaks_the_operators_language(
    command: Callable[..., int],
    surroundings: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    language: str,
    arguments: tuple[str, ...],
    words: str,
) -> None:
    surroundings.setenv("LANG", language)
    assert await asyncio.to_thread(command, *arguments) == WELL
    printed = capsys.readouterr()
    assert printed.out.splitlines()[0] == f"✓ {words}"
    assert printed.err == ""


def test_wrong_settings_end_the_command(
    surroundings: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    surroundings.delenv("BOT_TOKEN")
    assert main(["check"]) == NO_START
    assert "BOT_TOKEN is missing" in capsys.readouterr().err


def test_commands_do_without_aiogram() -> None:
    code = "import sys, bot.check, bot.backup, bot.clinic; sys.exit('aiogram' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0
