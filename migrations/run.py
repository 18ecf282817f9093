"""Bringing a database to this program's shape, and asking where it stands.

The functions take a database's URL, block until done and start an event loop of their own: call them from a
thread when there is one already (``asyncio.to_thread``).
"""

import asyncio
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from services.database import make_engine


def upgrade(url: str) -> None:
    """Bring the database to the newest shape. Its folder (SQLite) or database (PostgreSQL) must exist."""
    command.upgrade(_config(url), "head")


def downgrade(url: str) -> None:
    """Take every migration back: nothing of the program stays in the database."""
    command.downgrade(_config(url), "base")


def current(url: str) -> str | None:
    """Return the revision the database stands at, or None when it was never migrated."""
    return asyncio.run(_current(url))


def head() -> str:
    """Return the revision this program needs."""
    revision = ScriptDirectory.from_config(_config("")).get_current_head()
    if revision is None:
        raise RuntimeError("there are no migrations")
    return revision


def _config(url: str) -> Config:
    config = Config(attributes={"url": url})
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


async def _current(url: str) -> str | None:
    engine = make_engine(url)
    try:
        async with engine.connect() as connection:
            return await connection.run_sync(_read_revision)
    finally:
        await engine.dispose()


def _read_revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()
