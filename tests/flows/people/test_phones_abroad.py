"""A phone without a country's code is one of the clinic's country, on a card as in an invitation."""

import pytest

from bot.demo.clinic import DemoClinic
from tests.flows.clinics import small_clinic, usual_people
from tests.flows.seeded import RU, People

pytestmark = pytest.mark.usefixtures("running_program")


@pytest.fixture
def clinic() -> DemoClinic:
    """A clinic in Germany."""
    return small_clinic(usual_people("Europe/Berlin"), timezone="Europe/Berlin")


async def test_a_phone_is_mended_as_people_there_write_it(people: People) -> None:
    org = people["org"]
    await org.says("/people")
    await org.press("Черновикова")
    await org.press(RU.plain("organizer.button.correct"))
    await org.press("Телефон")
    await org.says("030 901820")
    await org.sees("Телефон: +4930901820")
