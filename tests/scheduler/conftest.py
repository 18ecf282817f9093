"""What the tests of the scheduler may ask for."""

import pytest
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from models import Lesson
from services.vault import Vault
from tests.clock import FixedClock
from tests.scheduler.world import World, before
from tests.services.people import Clinic
from tests.services.stage import abroad, clinic, clinics, postgresql_template, sqlite_template

__all__ = ["abroad", "clinic", "clinics", "postgresql_template", "sqlite_template"]


@pytest.fixture
def world(sessionmaker: async_sessionmaker[AsyncSession], clock: FixedClock, vault: Vault) -> World:
    """The program with everything around it."""
    return World(sessionmaker, clock, vault)


@pytest.fixture
async def lesson(world: World, clinic: Clinic) -> Lesson:
    """A lesson of both patients, tomorrow at ten; they have been told of it, and its meeting was made."""
    lesson = await world.hold(clinic.instructor, clinic.patient, clinic.second)
    await world.until(before(lesson, hours=23))
    world.chats.sent.clear()
    return lesson
