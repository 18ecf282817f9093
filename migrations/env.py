"""Alembic's entry: connects as the program does and runs the migrations in one transaction.

With a connection given by ``migrations.run`` they run in that one's transaction.
"""

import asyncio

from alembic import context
from sqlalchemy import Connection

from models import Base
from services.database import make_engine


def database_url() -> str:
    """Return the URL given by ``migrations.run`` or by ``-x url=…``. Raises SystemExit when there is none."""
    url = context.config.attributes.get("url") or context.get_x_argument(as_dictionary=True).get("url")
    if not url:
        raise SystemExit("say which database: alembic -x url=sqlite+aiosqlite:///data/oncocenter.db …")
    return str(url)


def run(connection: Connection) -> None:
    """Run the migrations; both databases can change tables inside a transaction, so a kill leaves no half."""
    context.configure(connection=connection, target_metadata=Base.metadata, transactional_ddl=True)
    with context.begin_transaction():
        context.run_migrations()


async def main() -> None:
    """Open the database, migrate, close it."""
    engine = make_engine(database_url())
    try:
        async with engine.begin() as connection:
            await connection.run_sync(run)
    finally:
        await engine.dispose()


given: Connection | None = context.config.attributes.get("connection")
if given is not None:
    run(given)
else:
    asyncio.run(main())
