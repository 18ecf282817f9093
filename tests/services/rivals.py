"""Rivals for one slot: each has an engine, so a connection, of its own, as separate processes have."""

import asyncio
from datetime import datetime

from sqlalchemy import insert, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine

from migrations.rules import overlap_0001
from models import BusyInterval
from services.database import make_engine
from tests.services.rows import HOUR

RESOURCE = 7


async def lift_overlap_rule(engine: AsyncEngine) -> None:
    """Take the rule out of the database: for controls, which show what it is that stops the rivals."""
    async with engine.begin() as connection:
        for statement in overlap_0001.drop(engine.dialect.name):
            await connection.execute(text(statement))


async def take(engine: AsyncEngine, lesson_id: int, starts_at: datetime) -> bool:
    """Take an hour of the resource for the lesson; False when the database says that it is taken."""
    try:
        async with engine.begin() as connection:
            await connection.execute(
                insert(BusyInterval).values(
                    resource_id=RESOURCE,
                    lesson_id=lesson_id,
                    starts_at=starts_at,
                    ends_at=starts_at + HOUR,
                )
            )
    except IntegrityError as refusal:
        if "busy_interval_overlap" not in str(refusal.orig):
            raise
        return False
    return True


async def race(url: str, lesson_id: int, starts_at: datetime, rivals: int) -> int:
    """Let rivals take one slot at the same moment; return how many got it."""
    engines = [make_engine(url) for _ in range(rivals)]
    ready = asyncio.Barrier(rivals)

    async def rival(engine: AsyncEngine) -> bool:
        async with engine.connect():
            await ready.wait()
        return await take(engine, lesson_id, starts_at)

    try:
        return sum(await asyncio.gather(*map(rival, engines)))
    finally:
        for engine in engines:
            await engine.dispose()


def take_each(url: str, lesson_id: int, slots: list[datetime]) -> list[bool]:
    """Take one slot after the other; the work of one process among several."""

    async def run() -> list[bool]:
        engine = make_engine(url)
        try:
            return [await take(engine, lesson_id, slot) for slot in slots]
        finally:
            await engine.dispose()

    return asyncio.run(run())
