"""The usual people, who all read one language, on one of the databases; a lesson whose card comes soon."""

import pytest

from bot.demo.clinic import DemoClinic
from bot.demo.loading import load
from bot.settings import Settings
from sandbox.server import Sandbox
from services.texts import Texts
from tests.flows.clinics import small_clinic, usual_people
from tests.flows.conftest import settings_for
from tests.flows.faults.conftest import lesson, running_program, short_pauses
from tests.flows.stage import people, sandbox
from tests.flows.steps import CATALOGUES

__all__ = ["people", "running_program", "sandbox", "short_pauses"]

KINDS = {"ru-sqlite": ("ru", "sqlite_url"), "en-postgresql": ("en", "postgresql_url")}


@pytest.fixture(params=KINDS.values(), ids=list(KINDS))
def kind(request: pytest.FixtureRequest) -> tuple[str, str]:
    """Return the language and which database."""
    found: tuple[str, str] = request.param
    return found


@pytest.fixture
def texts(kind: tuple[str, str]) -> Texts:
    """Return the words that everybody reads."""
    return CATALOGUES.texts(kind[0])


@pytest.fixture
def clinic(kind: tuple[str, str]) -> DemoClinic:
    """A lesson at 10:00 of a patient in Kaliningrad."""
    everyone = [{**person, "language": kind[0]} for person in usual_people("Europe/Moscow")]
    return small_clinic(everyone, courses=[lesson("10:00", "west")])


@pytest.fixture
async def settings(
    sandbox: Sandbox, clinic: DemoClinic, kind: tuple[str, str], request: pytest.FixtureRequest
) -> Settings:
    """The program's settings over a database with the clinic in it."""
    settings = settings_for(sandbox, request.getfixturevalue(kind[1]))
    await load(settings, clinic)
    return settings
