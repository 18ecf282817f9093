"""A slip of Zoom at a moment when much is due counts as one slip."""

import pytest

from bot.demo.clinic import DemoClinic
from bot.settings import Settings
from sandbox.server import Sandbox
from tests.flows.clinics import small_clinic, usual_people
from tests.flows.faults.conftest import at_work, lesson
from tests.flows.faults.test_zoom import REFUSES, told
from tests.flows.phones import World
from tests.flows.seeded import People

HOURS = range(10, 18)


@pytest.fixture
def clinic() -> DemoClinic:
    """Lessons whose meetings are all due as the program starts."""
    return small_clinic(
        usual_people("Europe/Moscow"), courses=[lesson(f"{hour}:00", "west") for hour in HOURS]
    )


async def test_refusals_side_by_side_are_told_to_nobody_and_over_in_a_minute(
    settings: Settings, people: People, world: World, sandbox: Sandbox
) -> None:
    sandbox.faults.switch_on("zoom", "credentials")
    async with at_work(settings, sandbox):
        assert await world.meetings() == []
        sandbox.faults.clear()
        await world.advance(seconds=90)
        assert len(await world.meetings()) == len(HOURS)
        assert told(sandbox, people["org"], REFUSES) == 0
