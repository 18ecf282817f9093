"""People come in: by an invitation, with another Telegram, by a phone, anew, into a second role."""

from datetime import datetime, timedelta
from pathlib import Path

from tests.flows.clinics import small_clinic, usual_people
from tests.flows.quick_presses.twins import twins
from tests.flows.quick_presses.walk import Walk, buttons
from tests.flows.quick_presses.whose import LONG, MOST, SWITCH_ROLE, TWO_ROLES, people

pytestmark = LONG


async def test_somebody_new(opening: datetime, sqlite_template: Path, tmp_path: Path) -> None:
    clinic = small_clinic(people(), not_activated=["p00", "p01", "p02"])
    rejected = ("Welcome:rejected", "home")
    ends = {("Activation:who", "not_me"), ("Activation:time", "yes"), ("Activation:city", "zone")}
    # Others see these: an account that stands for somebody, somebody with a phone.
    aside = ("Activation:other", "Activation:role", "Activation:phone", "Activation:place")
    others = {step for step in buttons("Activation") if step[0] in aside} | {("Activation:city", "place")}
    elsewhere = {("Welcome:main", "sign_in")}
    async with twins(clinic, "p00", opening, sqlite_template, tmp_path) as both:
        await both.write("/start")
        words = {"Welcome:link": ("nothing",), "Activation:city": ("Нигде",), "Activation:question": ("?",)}
        walk = Walk(both, words)
        await walk.until(buttons("Welcome") - {rejected} - elsewhere, MOST, avoided=elsewhere)
        await both.open_invitation("p00@demo.invalid")
        await walk.until(buttons("Activation") - ends - others, MOST, avoided=ends | others)
        await both.open_invitation("p00@demo.invalid")
        await walk.follow("not_me", "home")
        await both.open_invitation("p01@demo.invalid")
        await walk.follow("me", "agree", "yes")
        other = both.of("p02")
        await other.open_invitation("p02@demo.invalid")
        await Walk(other).follow("me", "agree", "other", '"Ново"', "zone")


async def test_somebody_whose_telegram_changes_hands(
    opening: datetime, sqlite_template: Path, tmp_path: Path
) -> None:
    clinic = small_clinic(people(), not_activated=["p00", "p01"])
    async with twins(clinic, "west", opening, sqlite_template, tmp_path) as both:
        await both.write("/start")
        walk = Walk(both)
        await both.open_invitation("p00@demo.invalid")
        await walk.follow("home")
        await both.open_invitation("p00@demo.invalid")
        await walk.follow("instead", "me", "agree", "yes")


async def test_somebody_with_a_phone(opening: datetime, sqlite_template: Path, tmp_path: Path) -> None:
    clinic = small_clinic(usual_people("Europe/Moscow"))
    contacts = '"phone@demo.invalid +7 900 555-01-01"'
    async with twins(clinic, "new", opening, sqlite_template, tmp_path) as both:
        organizer = both.of("org")
        await organizer.write("/start")
        await Walk(organizer).follow("add", "patient", '"Слонов Пример"', contacts, "clinic", "save")
        await both.open_invitation("phone@demo.invalid")
        await Walk(both).follow("instead", "me", "skip", "agree", "other", "place", "back", "back", "yes")


async def test_somebody_who_comes_back(opening: datetime, sqlite_template: Path, tmp_path: Path) -> None:
    clinic = small_clinic(people(), not_activated=["p00"])
    words = {"SignIn:email": ("west@demo.invalid", "x"), "SignIn:code": ("x",)}
    aside = {("DeadLink:main", "help"), ("Welcome:main", "help"), ("Welcome:main", "link")}
    dead = {step for step in buttons("DeadLink") if step[0] == "DeadLink:main"}
    async with twins(clinic, "p00", opening, sqlite_template, tmp_path) as both:
        await both.write("/start")
        walk = Walk(both, words, [(("SignIn:email", "back"), ("sign_in",))])
        again = {("SignIn:code", "again")}
        await walk.until(buttons("SignIn") - again, MOST, avoided=aside | again)
        await both.move_clock(opening + timedelta(hours=73))
        for way in (("sign_in", "back", "help", "back", "home"), ("ask", "home"), ("ask",)):
            await both.open_invitation("p00@demo.invalid")
            await walk.follow(*way)
        await walk.follow("home", "sign_in", '"west@demo.invalid"', "again", "home")
        assert {widget for _, widget in dead} == {"ask", "sign_in", "help", "home"}


async def test_somebody_with_two_roles(opening: datetime, sqlite_template: Path, tmp_path: Path) -> None:
    clinic = small_clinic(usual_people("Europe/Moscow"))
    homes = ("InstructorHome:main", "DoctorHome:main")
    async with twins(clinic, "ins", opening, sqlite_template, tmp_path) as both:
        organizer = both.of("org")
        await organizer.write("/start")
        known = ('"Черновикова Алла"', '"ins@demo.invalid"', "add_role", "save")
        await Walk(organizer).follow("add", "doctor", *known)
        await both.open_invitation("ins@demo.invalid")
        walk = Walk(both)
        await walk.follow("home")
        await both.open_invitation("ins@demo.invalid")
        await walk.follow("add_role")
        await walk.until({*buttons(*TWO_ROLES), *((home, SWITCH_ROLE) for home in homes)}, MOST)
