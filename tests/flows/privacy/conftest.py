"""The usual people over a database of each kind."""

import pytest

from bot.demo.clinic import DemoClinic
from bot.demo.loading import load
from bot.settings import Settings
from sandbox.server import Sandbox
from tests.flows.clinics import small_clinic, usual_people
from tests.flows.conftest import settings_for
from tests.flows.stage import people, sandbox

__all__ = ["people", "sandbox"]


@pytest.fixture
def clinic() -> DemoClinic:
    """The people; they plan their lessons themselves."""
    return small_clinic(usual_people("Europe/Moscow"))


@pytest.fixture
async def settings(sandbox: Sandbox, database_url: str, clinic: DemoClinic) -> Settings:
    """The program's settings over a database with the clinic in it."""
    settings = settings_for(sandbox, database_url)
    await load(settings, clinic)
    return settings
