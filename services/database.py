"""How the database is reached: the engine with each database's manners, and sessions that carry the keys."""

from typing import Any

from sqlalchemy import Connection, event
from sqlalchemy.engine.interfaces import DBAPIConnection, Dialect
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.pool import AsyncAdaptedQueuePool, ConnectionPoolEntry

from models.base import VAULT, Seals

BUSY_MILLISECONDS = 15_000
"""How long SQLite waits for another process; the worst wait seen with eight writers was 1.3 s."""

POOL_SECONDS = 60
"""How long a session waits for a connection of the pool."""

POSTGRESQL_CONNECTIONS = 10


PASSING = frozenset({"08", "40", "53", "55", "57", "58"})
"""PostgreSQL's classes of errors that say nothing about the statement: connection, a rival transaction, no
room, a lock, the operator, the system (PostgreSQL's documentation, appendix A)."""

REFUSED_WORK = frozenset({"no such table", "no such column", "syntax error"})
"""SQLite's operational errors that no waiting heals (sqlite.org, src/parse.y and src/resolve.c)."""


def unavailable(error: SQLAlchemyError) -> bool:
    """Say whether the database itself is to blame, so that the same work may succeed later.

    It is down or restarting, locked by another for too long, or full.
    """
    if isinstance(error, PoolTimeout):
        return True
    if not isinstance(error, DBAPIError):
        return False
    state = getattr(error.orig, "sqlstate", None)
    if state is not None:
        return state[:2] in PASSING
    if error.connection_invalidated or isinstance(error, InterfaceError):
        return True
    words = str(error.orig)
    return isinstance(error, OperationalError) and not any(said in words for said in REFUSED_WORK)


def make_engine(url: str) -> AsyncEngine:
    """Return the engine of a database: ``sqlite+aiosqlite:///…`` (a file) or ``postgresql+asyncpg://…``.

    SQLite has one connection, so sessions of one process queue for it instead of waiting for each other's
    locks; a task that opens a second session inside its first waits for itself and gets a TimeoutError of
    SQLAlchemy after ``POOL_SECONDS``. PostgreSQL's connections are tried before use, so a restart of the
    server goes unnoticed.
    """
    if url.startswith("postgresql"):
        engine = create_async_engine(
            url,
            pool_pre_ping=True,
            pool_size=POSTGRESQL_CONNECTIONS,
            max_overflow=0,
            pool_timeout=POOL_SECONDS,
        )
        event.listen(engine.sync_engine, "do_connect", _connect_postgresql)
        return engine
    engine = create_async_engine(
        url, poolclass=AsyncAdaptedQueuePool, pool_size=1, max_overflow=0, pool_timeout=POOL_SECONDS
    )
    event.listen(engine.sync_engine, "connect", _prepare_sqlite)
    event.listen(engine.sync_engine, "begin", _begin_immediate)
    return engine


def sessions(engine: AsyncEngine, vault: Seals) -> async_sessionmaker[AsyncSession]:
    """Return the maker of sessions; each carries ``vault`` in its ``info``, for the sealed columns."""
    return async_sessionmaker(engine, expire_on_commit=False, info={VAULT: vault})


def _connect_postgresql(
    dialect: Dialect, _entry: ConnectionPoolEntry, arguments: list[Any], options: dict[str, Any]
) -> DBAPIConnection:
    # The driver's own errors while connecting would pass SQLAlchemy by: nobody could catch them in one word.
    import asyncpg

    dbapi: Any = dialect.loaded_dbapi
    try:
        return dialect.connect(*arguments, **options)
    except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        raise dbapi.OperationalError(f"no connection: {type(error).__name__}", error) from error


def _prepare_sqlite(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    # The driver would begin transactions itself, late and deferred; ``_begin_immediate`` does it instead.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (
        f"busy_timeout = {BUSY_MILLISECONDS}",
        "journal_mode = WAL",
        "synchronous = FULL",
        "foreign_keys = ON",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_immediate(connection: Connection) -> None:
    # A plain BEGIN that reads and then writes fails at once when another process wrote in between: no
    # busy_timeout helps there (sqlite.org/lang_transaction.html, section 2.2).
    connection.exec_driver_sql("BEGIN IMMEDIATE")
