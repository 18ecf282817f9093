"""Bringing a database to this program's shape, and asking where it stands.

The functions that take a database's URL block until done and start an event loop of their own: call them from
a thread when there is one already (``asyncio.to_thread``).
"""

import asyncio
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, text

from services.database import make_engine

REVISION_TABLE = "alembic_version"
"""The table in which Alembic keeps where a database stands."""


def upgrade(url: str) -> None:
    """Bring the database to the newest shape. Its folder (SQLite) or database (PostgreSQL) must exist."""
    command.upgrade(_config(url=url), "head")


def downgrade(url: str) -> None:
    """Take every migration back: nothing of the program stays in the database."""
    command.downgrade(_config(url=url), "base")


def rebuild(connection: Connection, revision: str) -> None:
    """Take back what is there and make the empty tables of ``revision``, in the connection's transaction."""
    command.downgrade(_config(connection=connection), "base")
    command.upgrade(_config(connection=connection), revision)


def current(url: str) -> str | None:
    """Return the revision the database stands at, or None when it was never migrated."""
    return asyncio.run(_current(url))


def revision_of(connection: Connection) -> str | None:
    """Return the revision at which the database stands that a connection leads to, None for none."""
    # Alembic would tell it too, with two lines of log each time.
    if not inspect(connection).has_table(REVISION_TABLE):
        return None
    revision: str | None = connection.scalar(text(f"SELECT version_num FROM {REVISION_TABLE}"))
    return revision


def head() -> str:
    """Return the revision this program needs."""
    revision = _scripts().get_current_head()
    if revision is None:
        raise RuntimeError("there are no migrations")
    return revision


def knows(revision: str) -> bool:
    """Say whether this program has the revision; it has none of a newer version's."""
    return revision in {script.revision for script in _scripts().walk_revisions()}


def _scripts() -> ScriptDirectory:
    return ScriptDirectory.from_config(_config())


def _config(**attributes: Any) -> Config:
    config = Config(attributes=attributes)
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


async def _current(url: str) -> str | None:
    engine = make_engine(url)
    try:
        async with engine.connect() as connection:
            return await connection.run_sync(revision_of)
    finally:
        await engine.dispose()
