"""What tests of commands may ask for: a clinic in a database of each kind, and an empty one beside it."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from bot.check import stored
from bot.settings import HOW, Settings
from sandbox.server import Sandbox, SandboxOptions, running
from tests.commands.checking import LICENSED
from tests.databases import postgresql_database
from tests.flows.conftest import KEY, TOKEN, settings_for
from tests.services.people import OPENING
from tests.services.stage import abroad, clinic, clinics, office, postgresql_template, sqlite_template

__all__ = ["abroad", "clinic", "clinics", "office", "postgresql_template", "sqlite_template"]


@pytest.fixture
def elsewhere(database_url: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a database of the same kind with nothing in it."""
    if database_url.startswith("sqlite"):
        yield f"sqlite+aiosqlite:///{tmp_path / 'elsewhere' / 'oncocenter.db'}"
        return
    with postgresql_database(request.getfixturevalue("postgresql_server"), "template0") as url:
        yield url


@pytest.fixture
def surroundings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> pytest.MonkeyPatch:
    """An environment with just what is needed, and no .env."""
    monkeypatch.chdir(tmp_path)
    for name in (*HOW, "LANG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("BOT_TOKEN", TOKEN)
    monkeypatch.setenv("ENCRYPTION_KEY", KEY)
    return monkeypatch


@pytest.fixture
def zoom_user() -> dict[str, object]:
    """The instructor as Zoom knows them."""
    return LICENSED


@pytest.fixture
async def sandbox(zoom_user: dict[str, object]) -> AsyncIterator[Sandbox]:
    """The outside services."""
    options = SandboxOptions(start=OPENING, zoom_users=(zoom_user,), token=TOKEN, local=True)
    async with running(options) as sandbox:
        yield sandbox


@pytest.fixture
def spacious(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no check depend on how full this machine's disk is."""
    monkeypatch.setattr(stored, "LEAST_BYTES", 0)
    monkeypatch.setattr(stored, "LEAST_SHARE", 0)


@pytest.fixture
def settings(spacious: None, sandbox: Sandbox, database_url: str) -> Settings:
    """Settings with which all is well."""
    return settings_for(sandbox, database_url)


@pytest.fixture
def lite(spacious: None, sandbox: Sandbox, sqlite_url: str) -> Settings:
    """The same over SQLite."""
    return settings_for(sandbox, sqlite_url)
