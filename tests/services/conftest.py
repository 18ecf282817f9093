"""What the tests of services may ask for."""

from collections.abc import AsyncIterator

import pytest

from tests.clock import FixedClock
from tests.services.crowd import Race
from tests.services.stage import abroad, clinic, clinics, office, postgresql_template, sqlite_template

__all__ = ["abroad", "clinic", "clinics", "office", "postgresql_template", "sqlite_template"]


@pytest.fixture
async def race(database_url: str, clock: FixedClock) -> AsyncIterator[Race]:
    """Rivals over as many engines as ten programs have."""
    race = Race(database_url, clock, engines=10)
    yield race
    await race.close()


@pytest.fixture
def rounds(request: pytest.FixtureRequest) -> int:
    """How often a crowd tries: a few times, or as often as ``--rounds`` says."""
    return int(request.config.getoption("--rounds"))
