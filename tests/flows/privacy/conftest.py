"""The usual people over a database of each kind."""

import pytest

from bot.demo.clinic import DemoClinic
from tests.flows.clinics import small_clinic, usual_people
from tests.flows.stage import people, sandbox, settings_on_both

__all__ = ["people", "sandbox", "settings_on_both"]


@pytest.fixture
def clinic() -> DemoClinic:
    """The people; they plan their lessons themselves."""
    return small_clinic(usual_people("Europe/Moscow"))
