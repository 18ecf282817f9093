"""An organizer goes through all about people: lists, cards, registering, closing, roles, corrections."""

from datetime import datetime
from pathlib import Path

import pytest

from tests.flows.clinics import small_clinic, usual_people
from tests.flows.faults.conftest import lesson
from tests.flows.quick_presses.twins import twins
from tests.flows.quick_presses.walk import Step, Walk, buttons
from tests.flows.quick_presses.whose import (
    CORRECTING,
    HANDING_OVER,
    LEAVING,
    LISTS,
    LONG,
    MOST,
    ORGANIZER,
    of_one_role,
    people,
)
from tests.services.lists import csv

pytestmark = LONG

ROLES = (
    ("PersonCard:card", "roles"),
    *(("PersonCard:roles", widget) for widget in ("role", "give", "back", "home")),
)
"""The roles on a card, which have a walk of their own."""


async def test_an_organizer(opening: datetime, sqlite_template: Path, tmp_path: Path) -> None:
    words = {
        "PeopleList:found": ("Макет", "Никто"),
        "AddPerson:name": ("Слонов Пример Иванович",),
        "AddPerson:contacts": ("new{0}@demo.invalid +7 900 000-01-{0:02}", "doc@demo.invalid", "x"),
        "AddPerson:zone": ("Ново", "Омск", "Нигде"),
        "AddPerson:zoom_login": ("other{}@demo.invalid", "x"),
        "AddPerson:own_link": ("https://telemost.example.org/j/1", "x"),
    }
    revoke = ("people", '"Макет100"', "person", "ask")
    zoom = ("add", "instructor", '"Слонов Пример Иванович"', '"zoom@demo.invalid"', "clinic")
    waiting = ("people", "standing", "invite_all")
    invited = (*waiting, "invite")
    ways = [
        *((("PeopleList:ask", widget), waiting) for widget in ("back", "home")),
        *((("PeopleList:invited", widget), invited) for widget in ("back", "home")),
        (("PersonCard:revoke", "home"), (*revoke, "back", "ask")),
        (("PersonCard:revoke", "revoke"), revoke),
        (("AddPerson:zoom_login", "discard"), (*zoom, "other", "back", "other")),
        (("AddPerson:zoom", "login"), (*zoom[:3], '"+7 900 000-01-77"', "clinic")),
        (("AddPerson:own_link", "discard"), (*zoom, "own", "back", "own")),
        (("AddPerson:own_link", "skip"), (*zoom, "own")),
        (("PeopleList:found", "add_typed"), ("people", '"Никто"')),
    ]
    clinic = small_clinic(people(), not_activated=["p00"])
    async with twins(clinic, "org", opening, sqlite_template, tmp_path) as both:
        await both.write("/start")
        elsewhere = {
            *(("OrganizerHome:main", widget) for widget in ("journal", "reports", "import", "check")),
            *(("PersonCard:card", widget) for widget in ("close", "reopen", "correct", "hand_over")),
            ("Help:main", "write"),
            ("Help:main", "trial"),
            *ROLES,
        }
        await Walk(both, words, ways).until(of_one_role(*ORGANIZER) - elsewhere, MOST, avoided=elsewhere)


async def test_an_organizer_who_closes_access(
    opening: datetime, sqlite_template: Path, tmp_path: Path
) -> None:
    courses = [lesson("10:00", "west"), lesson("12:00", "east")]
    clinic = small_clinic(usual_people("Europe/Moscow"), courses=courses)
    card = ("people", "person=Черновикова")
    ask = (*card, "close")
    confirm = (*ask, "lessons")
    gone = (*card, "close", "close")
    patient = ("people", "person=Сказкина", "close", "places")
    ways = [
        (("CloseAccess:ask", "hand_over"), ask),
        *((("CloseAccess:places", widget), patient) for widget in ("back", "home", "take_out")),
        *((("CloseAccess:ask", widget), ask) for widget in ("back", "home")),
        *((("CloseAccess:lessons", widget), confirm) for widget in ("back", "home")),
        (("CloseAccess:lessons", "cancel"), confirm),
        (("CloseAccess:closed", "home"), gone),
        (("PersonCard:card", "reopen"), card),
        (("CloseAccess:closed", "back"), gone),
        (("PersonCard:card", "home"), (*card, "reopen")),
        (("CloseAccess:closed", "reopen"), gone),
    ]
    async with twins(clinic, "org", opening, sqlite_template, tmp_path) as both:
        await both.write("/start")
        wanted = {*buttons(*LEAVING), *(target for target, _ in ways)}
        await Walk(both, ways=ways).until(wanted, MOST)


async def test_an_organizer_who_gives_roles(opening: datetime, sqlite_template: Path, tmp_path: Path) -> None:
    card = ("people", "person=Черновикова")
    ways = [(step, card if step[0] == "PersonCard:card" else (*card, "roles")) for step in ROLES]
    async with twins(
        small_clinic(usual_people("Europe/Moscow")), "org", opening, sqlite_template, tmp_path
    ) as both:
        await both.write("/start")
        await Walk(both, ways=ways).until(set(ROLES), MOST)


MENDED = ("people", "person=Черновикова", "correct")

LED = ("people", "person=Сказкина", "correct")

CONTACTS = (
    *((("CorrectPerson:choose", widget), MENDED) for widget in ("name", "email", "phone", "zone")),
    *((("CorrectPerson:choose", widget), MENDED) for widget in ("back", "home")),
    (("CorrectPerson:name", "back"), (*MENDED, "name", '"x"')),
    (("CorrectPerson:name", "home"), (*MENDED, "name", '"Черновикова Анна"', "name")),
    (("CorrectPerson:email", "back"), (*MENDED, "email", '"org@demo.invalid"')),
    (("CorrectPerson:email", "home"), (*MENDED, "email", '"other@demo.invalid"', "email")),
    (("CorrectPerson:phone", "no_phone"), (*MENDED, "phone", '"+79000000577"', "phone")),
    *((("CorrectPerson:phone", widget), (*MENDED, "phone")) for widget in ("back", "home")),
    *((("CorrectPerson:zone", w), (*MENDED, "zone", '"Омск"')) for w in ("back", "home", "zone")),
)

LEADING = (
    *((("CorrectPerson:choose", widget), LED) for widget in ("doctor", "instructor")),
    *((("CorrectPerson:leader", widget), (*LED, "doctor")) for widget in ("back", "home")),
    (("CorrectPerson:leader", "leader"), (*LED, "instructor")),
    (("CorrectPerson:choose", "host"), MENDED),
)


def test_every_correction_is_walked() -> None:
    assert {target for target, _ in (*CONTACTS, *LEADING)} == buttons(*CORRECTING)


@pytest.mark.parametrize("ways", [CONTACTS, LEADING], ids=["contacts", "leading"])
async def test_an_organizer_who_mends_what_is_on_the_books(
    opening: datetime,
    sqlite_template: Path,
    tmp_path: Path,
    ways: tuple[tuple[Step, tuple[str, ...]], ...],
) -> None:
    clinic = small_clinic(usual_people("Europe/Moscow"), courses=[lesson("12:00", "west")])
    async with twins(clinic, "org", opening, sqlite_template, tmp_path) as both:
        await both.write("/start")
        await Walk(both, ways=ways).until({target for target, _ in ways}, MOST)


async def test_an_organizer_who_hands_lessons_over(
    opening: datetime, sqlite_template: Path, tmp_path: Path
) -> None:
    begin = ("people", '"Черновикова"', "person", "hand_over")
    ahead, some = (*begin, "all"), (*begin, "some")
    day = (*some, "from:day=23")
    one, check = (*ahead, "lesson"), (*ahead, "next")
    ways = [
        *((("HandLessonsOver:period", widget), begin) for widget in ("some", "back", "home", "all")),
        *((("HandLessonsOver:first", widget), some) for widget in ("back", "home")),
        *((("HandLessonsOver:last", widget), day) for widget in ("back", "home", "one_day")),
        *((("HandLessonsOver:lessons", widget), ahead) for widget in ("lesson", "days", "discard", "home")),
        (("HandLessonsOver:lessons", "next"), (*day, "until:day=23")),
        *((("HandLessonsOver:colleague", w), one) for w in ("back", "home", "colleague", "leave")),
        *((("HandLessonsOver:check", widget), check) for widget in ("back", "home")),
        (
            ("HandLessonsOver:check", "save"),
            (*ahead, "lesson=12:00", "leave", "lesson=14:00", "leave", "next"),
        ),
        (("HandLessonsOver:done", "back"), (*ahead, "lesson=14:00", "leave", "next", "save")),
        (("HandLessonsOver:done", "home"), (*ahead, "next", "save")),
    ]
    courses = [lesson("10:00", "west"), lesson("12:00", "east"), lesson("14:00", "west", "east")]
    clinic = small_clinic(people(), courses=courses)
    async with twins(clinic, "org", opening, sqlite_template, tmp_path) as both:
        await both.write("/start")
        await Walk(both, ways=ways).until(buttons(*HANDING_OVER), MOST)


async def test_an_organizer_who_loads_a_list(
    opening: datetime, sqlite_template: Path, tmp_path: Path
) -> None:
    clinic = small_clinic(usual_people("Europe/Moscow"))
    anna = ("Примерова", "Анна", None, "пациент", "anna@demo.invalid", None, None)
    gleb = ("Образцов", "Глеб", None, "врач", "gleb@demo.invalid", None, None)
    bad = ("", "Анна", None, "пациент", "x@demo.invalid", None, None)
    check, done = "ImportPeople:check", "ImportPeople:done"
    async with twins(clinic, "org", opening, sqlite_template, tmp_path) as both:
        await both.write("/start")
        walk = Walk(both)
        await walk.follow("import", "template", "back", "import", "home", "import")
        await both.send_file("list.csv", csv(anna, bad), check)
        await walk.follow("marked", "home", "import", "discard", "import")
        await both.send_file("list.csv", csv(anna, bad), check)
        await walk.follow("add_good")
        await both.comes_to(done)
        await walk.follow("people", "back", "back", "import")
        await both.send_file("list.csv", csv(gleb), check)
        await walk.follow("add")
        await both.comes_to(done)
        await walk.follow("home", "import")
        with both.without("getfile"):
            await both.send_file("list.csv", csv(anna), "ImportPeople:wait")
            await walk.follow("refresh", "discard", "import")
            await both.send_file("list.csv", csv(anna), "ImportPeople:wait")
            await walk.follow("home", "import", "discard")
        assert buttons(*LISTS) <= walk.pressed
