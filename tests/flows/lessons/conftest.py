"""The usual clinic over a database of each kind, loaded before the program starts."""

import pytest

from bot.demo.clinic import DemoClinic
from tests.flows.clinics import small_clinic, usual_people
from tests.flows.stage import people, sandbox, settings_on_both

__all__ = ["people", "sandbox", "settings_on_both"]


@pytest.fixture
def timezone() -> str:
    """The clinic's zone and that of its staff."""
    return "Europe/Moscow"


@pytest.fixture
def clinic(timezone: str) -> DemoClinic:
    """The usual people."""
    return small_clinic(usual_people(timezone), timezone=timezone)
