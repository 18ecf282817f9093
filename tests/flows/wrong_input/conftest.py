"""A clinic with a lesson to move and somebody who has not come yet."""

import pytest

from bot.demo.clinic import DemoClinic
from tests.flows.clinics import CLEARED, person, small_clinic, usual_people
from tests.flows.faults.conftest import lesson, running_program
from tests.flows.stage import people, sandbox, settings

__all__ = ["people", "running_program", "sandbox", "settings"]


@pytest.fixture
def clinic() -> DemoClinic:
    """The usual people, a lesson tomorrow, two invitations and an account nobody knows."""
    newcomers = [
        person(key, "patient", number, doctor="doc", clearance=CLEARED)
        for number, key in enumerate(("p00", "p01"), 100)
    ]
    return small_clinic(
        [*usual_people("Europe/Moscow"), *newcomers],
        courses=[{**lesson("12:00", "west"), "weekdays": ["tue"]}],
        not_activated=["p00", "p01"],
    )
