"""The migrations make what the models describe, can be taken back, and leave no half when they fail."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from migrations.rules import clearance_0001
from migrations.run import current, downgrade, head, upgrade
from models import Base
from services.database import make_engine

CONTENTS = {
    "sqlite": "SELECT type, name, sql FROM sqlite_master",
    "postgresql": """
        SELECT 'relation', relname, relkind::text FROM pg_class WHERE relnamespace = 'public'::regnamespace
        UNION SELECT 'constraint', conname, pg_get_constraintdef(oid) FROM pg_constraint
            WHERE connamespace = 'public'::regnamespace
        UNION SELECT 'function', proname, prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace
        UNION SELECT 'trigger', tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal
    """,
}


@pytest.fixture
async def empty_engine(empty_database_url: str) -> AsyncIterator[AsyncEngine]:
    """The program's engine on a database that was never migrated."""
    engine = make_engine(empty_database_url)
    yield engine
    await engine.dispose()


async def contents(engine: AsyncEngine) -> set[tuple[str, str, str | None]]:
    """Return what is in the database, Alembic's own table left out: kind, name, definition."""
    async with engine.connect() as connection:
        rows = await connection.execute(text(CONTENTS[engine.dialect.name]))
        return {(kind, name, definition) for kind, name, definition in rows if "alembic" not in name}


def differences(connection: Connection) -> list[object]:
    """Return what Alembic would change to make the database equal to the models."""
    context = MigrationContext.configure(connection, opts={"compare_server_default": True})
    return list(compare_metadata(context, Base.metadata))


async def test_up_down_and_up_again(empty_database_url: str, empty_engine: AsyncEngine) -> None:
    await asyncio.to_thread(upgrade, empty_database_url)
    first = await contents(empty_engine)
    assert await asyncio.to_thread(current, empty_database_url) == head()
    await asyncio.to_thread(downgrade, empty_database_url)
    assert await contents(empty_engine) == set()
    assert await asyncio.to_thread(current, empty_database_url) is None
    await asyncio.to_thread(upgrade, empty_database_url)
    assert await contents(empty_engine) == first


async def test_upgrading_twice_changes_nothing(database_url: str, engine: AsyncEngine) -> None:
    before = await contents(engine)
    await asyncio.to_thread(upgrade, database_url)
    assert await contents(engine) == before


async def test_the_migrated_database_is_what_the_models_describe(engine: AsyncEngine) -> None:
    async with engine.connect() as connection:
        assert await connection.run_sync(differences) == []


@pytest.mark.parametrize(
    "change",
    [
        "DROP INDEX ix_meeting_due_at",
        "ALTER TABLE consent DROP COLUMN language",
        "CREATE TABLE forgotten (id INTEGER PRIMARY KEY)",
    ],
)
async def test_control_a_difference_is_noticed(engine: AsyncEngine, change: str) -> None:
    async with engine.begin() as connection:
        await connection.execute(text(change))
    async with engine.connect() as connection:
        assert len(await connection.run_sync(differences)) == 1


async def test_a_migration_that_fails_leaves_nothing_behind(
    empty_database_url: str, empty_engine: AsyncEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(clearance_0001, "create", lambda dialect: ("CREATE TABLE half AS SELECT nothing",))
        with pytest.raises(DBAPIError):
            await asyncio.to_thread(upgrade, empty_database_url)
    assert await contents(empty_engine) == set()
    assert await asyncio.to_thread(current, empty_database_url) is None
    await asyncio.to_thread(upgrade, empty_database_url)
    assert await asyncio.to_thread(current, empty_database_url) == head()
