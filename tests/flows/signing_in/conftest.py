"""The usual people with a lesson whose card comes soon, and three newcomers; on both databases."""

import pytest

from bot.demo.clinic import DemoClinic
from bot.demo.loading import load
from bot.settings import Settings
from sandbox.server import Sandbox
from tests.flows.clinics import small_clinic, usual_people
from tests.flows.conftest import settings_for
from tests.flows.faults.conftest import lesson, many_patients
from tests.flows.stage import people, sandbox

__all__ = ["people", "sandbox"]


@pytest.fixture
def clinic() -> DemoClinic:
    """A lesson at 10:00 and newcomers."""
    everybody = [*usual_people("Europe/Moscow"), *many_patients(3)]
    newcomers = ["p00", "p01", "p02"]
    return small_clinic(everybody, courses=[lesson("10:00", "west")], not_activated=newcomers)


@pytest.fixture(params=["sqlite_url", "postgresql_url"], ids=["sqlite", "postgresql"])
async def settings(sandbox: Sandbox, clinic: DemoClinic, request: pytest.FixtureRequest) -> Settings:
    """The program's settings over a database of each kind with the clinic in it."""
    settings = settings_for(sandbox, request.getfixturevalue(request.param))
    await load(settings, clinic)
    return settings
