"""The usual clinic, and a patient whose name is all that a name can be."""

import pytest

from bot.demo.clinic import DemoClinic
from tests.flows.clinics import CLEARED, person, small_clinic, usual_people
from tests.flows.stage import people, sandbox, settings

__all__ = ["people", "sandbox", "settings"]


@pytest.fixture
def clinic() -> DemoClinic:
    """The people."""
    odd = person(
        "odd",
        "patient",
        21,
        first_name="<b>Ян</b> 🙂",
        last_name="שָׁלוֹם & co",
        doctor="doc",
        clearance=CLEARED,
    )
    return small_clinic([*usual_people("Europe/Moscow"), odd])
