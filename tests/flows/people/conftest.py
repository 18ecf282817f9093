"""The usual people, and a lesson whose card comes soon."""

import pytest

from bot.demo.clinic import DemoClinic
from tests.flows.clinics import small_clinic, usual_people
from tests.flows.faults.conftest import lesson
from tests.flows.stage import people, sandbox, settings

__all__ = ["people", "sandbox", "settings"]


@pytest.fixture
def clinic() -> DemoClinic:
    """A lesson at 10:00."""
    return small_clinic(usual_people("Europe/Moscow"), courses=[lesson("10:00", "west")])
