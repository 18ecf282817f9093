"""People go through what is their own: profile, contacts, place, data."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.flows.clinics import small_clinic, usual_people
from tests.flows.faults.conftest import lesson
from tests.flows.quick_presses.twins import twins
from tests.flows.quick_presses.walk import Step, Walk, buttons
from tests.flows.quick_presses.whose import LONG, MOST, OWN, OWN_DATA, people

pytestmark = LONG

PROVED = ("Profile:contacts", "Profile:email", "Profile:phone", "Profile:place")
"""Windows of the profile that ask for a proof: the walk of its own shows them all."""


@pytest.mark.parametrize(("key", "way"), [("west", ("menu", "help", "profile")), ("ins", ("profile",))])
async def test_a_profile(
    opening: datetime, sqlite_template: Path, tmp_path: Path, key: str, way: tuple[str, ...]
) -> None:
    clinic = small_clinic(people(), courses=[lesson("10:00", "west"), lesson("15:00", "west")])
    words = {"Profile:city": ("Екат", "Нигде"), "Profile:own_quiet": ("22:30-7:00", "x")}
    region, reminders = ('"/profile"', "region"), ('"/profile"', "reminders")
    zone = (*region, "zone", '"Екат"', "zone")
    ways: list[tuple[Step, tuple[str, ...]]] = [
        *((("Profile:zone", widget), zone) for widget in ("back", "home", "other", "save")),
        (("Profile:city", "home"), (*region, "zone")),
        (("Profile:language", "home"), (*region, "language")),
        (("Profile:region", "home"), region),
        (("Profile:own_quiet", "home"), (*reminders, "quiet", "own")),
        (("Profile:quiet", "home"), (*reminders, "quiet")),
        (("Profile:reminders", "home"), reminders),
    ]
    shown = {step for step in buttons(*OWN) if step[0].startswith(PROVED)}
    elsewhere = {
        *shown,
        ("Profile:main", "contacts"),
        ("Profile:city", "place"),
        ("Profile:main", "privacy"),
    }
    elsewhere.add(("Profile:zone", "tell"))
    nothing_to_switch = {("Profile:reminders", "switch")} if key == "ins" else set()
    async with twins(clinic, key, opening, sqlite_template, tmp_path) as both:
        await both.write("/start")
        await both.move_clock(opening + timedelta(minutes=6))
        walk = Walk(both, words, ways)
        await walk.follow(*way, "home")
        await walk.until(buttons(*OWN) - elsewhere - nothing_to_switch, MOST, avoided=elsewhere)
        await both.write("/profile")
        await walk.follow("privacy", "back")


async def test_own_data(opening: datetime, sqlite_template: Path, tmp_path: Path) -> None:
    clinic = small_clinic(people(), courses=[lesson("10:00", "west"), lesson("15:00", "west")])
    ways = (
        ("home",),
        ("back",),
        ("read", "back", "read", "home"),
        ("export",),
        *((ask, out) for ask in ("withdraw", "erase") for out in ("keep", "back", "home")),
        ("erase", "yes", "back"),
    )
    async with twins(clinic, "west", opening, sqlite_template, tmp_path) as both:
        walk = Walk(both)
        for way in ways:
            await both.write("/privacy")
            await walk.follow(*way)
        withdraws = ("Privacy:withdraw", "yes")
        await walk.until(buttons(*OWN_DATA) - {withdraws}, 0)
        other = both.of("east")
        await other.write("/privacy")
        await Walk(other).follow("withdraw", "yes")


async def test_own_contacts_and_a_place(opening: datetime, sqlite_template: Path, tmp_path: Path) -> None:
    contacts = ("profile", "contacts")
    clinic = small_clinic(usual_people("Europe/Moscow"))
    async with twins(clinic, "doc", opening, sqlite_template, tmp_path) as both:
        await both.write("/start")
        walk = Walk(both)
        await walk.follow(*contacts, "phone", "back", "phone", "home")
        await walk.follow(*contacts, "email", '"new@demo.invalid"', '"x"', "back", "home")
        await walk.follow(
            *contacts, "email", "back", "back", "region", "zone", "place", "back", "place", "home"
        )
        await walk.follow(*contacts, "home")
