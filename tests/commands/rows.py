"""All rows of a database in a few words, and someone who keeps adding to them."""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from sqlalchemy import insert, select, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from models import Base, FsmRow, Person
from models.base import new_uid
from services.database import make_engine
from tests.services.people import OPENING

TABLES = tuple(sorted(Base.metadata.tables))

PAIR = "pair:"
"""How the keys of the writer's rows begin."""


@asynccontextmanager
async def connected(url: str) -> AsyncIterator[AsyncConnection]:
    """Give a connection in a transaction that is committed at the end."""
    engine = make_engine(url)
    try:
        async with engine.begin() as connection:
            yield connection
    finally:
        await engine.dispose()


async def hashes(url: str, tables: Sequence[str] = TABLES) -> dict[str, str]:
    """Return for each table the hash of all its rows, whatever their order, and their number in front."""
    told = {}
    async with connected(url) as connection:
        for table in tables:
            found = await connection.execute(text(f"SELECT * FROM {table}"))
            rows = sorted(repr(tuple(row)) for row in found)
            told[table] = f"{len(rows)} {hashlib.sha256(repr(rows).encode()).hexdigest()}"
    return told


class Writer:
    """Adds pairs of rows in two tables, each pair in one transaction, as fast as the database takes them."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._stopped = asyncio.Event()
        self.pairs = 0

    async def run(self) -> None:
        """Write until stopped."""
        while not self._stopped.is_set():
            key = f"{PAIR}{self.pairs}"
            async with self._engine.begin() as connection:
                await connection.execute(insert(FsmRow).values(key=key, uid=new_uid()))
                await connection.execute(
                    insert(Person).values(
                        uid=new_uid(),
                        last_name_sealed=key,
                        first_name_sealed=key,
                        timezone="Europe/Moscow",
                        language="ru",
                        created_at=OPENING,
                    )
                )
            self.pairs += 1

    def stop(self) -> None:
        """Let the pair under way be the last."""
        self._stopped.set()


@asynccontextmanager
async def writing(engine: AsyncEngine) -> AsyncIterator[Writer]:
    """Let a writer write for as long as the block lasts."""
    writer = Writer(engine)
    task = asyncio.create_task(writer.run())
    try:
        yield writer
    finally:
        writer.stop()
        await task


async def halves(url: str) -> tuple[set[str], set[str]]:
    """Return which first and which second halves of pairs are in a database."""
    async with connected(url) as connection:
        first = await connection.scalars(select(FsmRow.key).where(FsmRow.key.startswith(PAIR)))
        second = await connection.scalars(
            select(Person.last_name_sealed).where(Person.last_name_sealed.startswith(PAIR))
        )
        return set(first), set(second)
