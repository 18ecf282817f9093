"""Five quick presses of every button in the product act once: all comes out as after one."""

from datetime import datetime
from pathlib import Path

import pytest

from integrations.telegram.arrived import Arrived
from tests.architecture.windows import dispatcher, windows
from tests.flows.clinics import small_clinic
from tests.flows.quick_presses import twins as twins_module
from tests.flows.quick_presses.twins import twins
from tests.flows.quick_presses.walk import Walk
from tests.flows.quick_presses.whose import (
    AFTERWARDS,
    CALENDAR,
    CHANGING,
    COMING_BACK,
    CORRECTING,
    DELIVERY,
    DOCTOR,
    GETTING_IN,
    HANDING_OVER,
    HOSTS,
    JOURNAL,
    LEAVING,
    LENGTHS,
    LETTERS,
    LISTS,
    LONG,
    NEWCOMER,
    OPENED,
    ORGANIZER,
    OWN,
    OWN_DATA,
    PATIENT,
    PLANNING,
    REPEATING,
    SETTINGS,
    STANDING_IN,
    TWO_ROLES,
    WHO_IS_IN,
    people,
)

pytestmark = LONG


def test_every_dialog_is_walked() -> None:
    own = {*NEWCOMER, *COMING_BACK, *TWO_ROLES, *OWN, *OWN_DATA, *LETTERS, *OPENED}
    clinic = {*ORGANIZER, *LEAVING, *CORRECTING, *HANDING_OVER, *SETTINGS, *HOSTS, *JOURNAL, *LISTS}
    walked = {
        *clinic,
        *DOCTOR,
        *PLANNING,
        *REPEATING,
        *CHANGING,
        *CALENDAR,
        *AFTERWARDS,
        *PATIENT,
        *GETTING_IN,
        *own,
        *DELIVERY,
        *STANDING_IN,
        *LENGTHS,
        *WHO_IS_IN,
    }
    assert walked == {window.get_state().group.__name__ for _, window in windows(dispatcher())}


async def test_without_the_rule_a_difference_is_seen(
    opening: datetime, sqlite_template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(twins_module, "ALIKE_WITHIN", 1.0)
    monkeypatch.setattr(Arrived, "repeats", lambda one, other: False)
    async with twins(small_clinic(people()), "org", opening, sqlite_template, tmp_path) as both:
        await both.write("/start")
        with pytest.raises(AssertionError, match="the chats differ"):
            await Walk(both).follow("people", "role")
