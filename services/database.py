"""How the database is reached: the engine with each database's manners, and sessions that carry the keys."""

from sqlalchemy import Connection, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.pool import AsyncAdaptedQueuePool, ConnectionPoolEntry

from models.base import VAULT, Seals

BUSY_MILLISECONDS = 15_000
"""How long SQLite waits for another process; the worst wait seen with eight writers was 1.3 s."""

POOL_SECONDS = 60
"""How long a session waits for a connection of the pool."""

POSTGRESQL_CONNECTIONS = 10


def make_engine(url: str) -> AsyncEngine:
    """Return the engine of a database: ``sqlite+aiosqlite:///…`` (a file) or ``postgresql+asyncpg://…``.

    SQLite has one connection, so sessions of one process queue for it instead of waiting for each other's
    locks; a task that opens a second session inside its first waits for itself and gets a TimeoutError of
    SQLAlchemy after ``POOL_SECONDS``. PostgreSQL's connections are tried before use, so a restart of the
    server goes unnoticed.
    """
    if url.startswith("postgresql"):
        return create_async_engine(
            url,
            pool_pre_ping=True,
            pool_size=POSTGRESQL_CONNECTIONS,
            max_overflow=0,
            pool_timeout=POOL_SECONDS,
        )
    engine = create_async_engine(
        url, poolclass=AsyncAdaptedQueuePool, pool_size=1, max_overflow=0, pool_timeout=POOL_SECONDS
    )
    event.listen(engine.sync_engine, "connect", _prepare_sqlite)
    event.listen(engine.sync_engine, "begin", _begin_immediate)
    return engine


def sessions(engine: AsyncEngine, vault: Seals) -> async_sessionmaker[AsyncSession]:
    """Return the maker of sessions; each carries ``vault`` in its ``info``, for the sealed columns."""
    return async_sessionmaker(engine, expire_on_commit=False, info={VAULT: vault})


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
