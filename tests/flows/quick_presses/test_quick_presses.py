"""Five quick presses of every button in the product act once: all comes out as after one."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.demo.clinic import DemoClinic
from integrations.telegram.arrived import Arrived
from tests.architecture.windows import dispatcher, windows
from tests.flows.clinics import CLEARED, PENDING, person, small_clinic, usual_people
from tests.flows.faults.conftest import lesson, many_patients, second_instructor
from tests.flows.quick_presses import twins as twins_module
from tests.flows.quick_presses.twins import twins
from tests.flows.quick_presses.walk import ASIDE, Step, Walk, buttons
from tests.services.lists import csv

pytestmark = pytest.mark.timeout(1200)  # the longest walk has some hundred steps, each in two clinics

ORGANIZER = ("OrganizerHome", "PeopleList", "PersonCard", "AddPerson", "Help")
LEAVING = ("CloseAccess",)
CORRECTING = ("CorrectPerson",)
HANDING_OVER = ("HandLessonsOver",)
SETTINGS = ("ClinicSettings",)
HOSTS = ("MeetingHostList", "HostCard", "SettingsCheck")
OPENED = ("Letter",)
JOURNAL = ("ClinicJournal", "ClinicReports")
DOCTOR = ("DoctorHome", "DoctorPatients", "DoctorPatient", "GiveClearance", "StopClearance")
PLANNING = ("NewLesson", "MyPatients")
CHANGING = (
    "InstructorHome", "LessonList", "LessonCard", "MoveLesson", "CancelLesson", "PasteLink", "PatientPage",
)  # fmt: skip
PATIENT = ("PatientHome", "PatientLessons", "PatientLesson")
NEWCOMER = ("Welcome", "Activation")
COMING_BACK = ("SignIn", "DeadLink")
TWO_ROLES = ("Roles",)
OWN = ("Profile",)
LISTS = ("ImportPeople",)
OWN_DATA = ("Privacy", "FarewellHome")
LETTERS = ("Support", "AnswerQuestion")
"""The dialogs each walk is about."""

ROLES = (
    ("PersonCard:card", "roles"),
    *(("PersonCard:roles", widget) for widget in ("role", "give", "back", "home")),
)
"""The roles on a card, which have a walk of their own."""

PROVED = ("Profile:contacts", "Profile:email", "Profile:phone", "Profile:place")
"""Windows of the profile that ask for a proof: the walk of its own shows them all."""

OUT_OF_ZONE = ("back", "home", "other", "save")
"""Widgets that lead out of the preview of a zone; saving it comes last."""

SWITCH_ROLE = "switch_role"
"""The button that only someone with several roles has."""

MOST = 400
"""Steps within which a walk has to have seen all it is after."""


def people(zone: str = "Europe/Moscow") -> list[dict[str, Any]]:
    """Return people enough for lists to have pages."""
    return [
        *usual_people(zone),
        second_instructor(),
        person("doc2", "doctor", 5, first_name="Нина", last_name="Эскизова"),
        *many_patients(9),
    ]


def of_one_role(*groups: str) -> set[Step]:
    """Return the buttons that someone with a single role can have."""
    return {step for step in buttons(*groups) if step[1] != SWITCH_ROLE}


def test_every_dialog_is_walked() -> None:
    own = {*NEWCOMER, *COMING_BACK, *TWO_ROLES, *OWN, *OWN_DATA, *LETTERS, *OPENED}
    clinic = {*ORGANIZER, *LEAVING, *CORRECTING, *HANDING_OVER, *SETTINGS, *HOSTS, *JOURNAL, *LISTS}
    walked = {*clinic, *DOCTOR, *PLANNING, *CHANGING, *PATIENT, *own}
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
        *((("PersonCard:revoke", widget), revoke) for widget in ("back", "home", "revoke")),
        *((("AddPerson:zoom_login", widget), (*zoom, "other")) for widget in ("back", "discard")),
        *((("AddPerson:own_link", widget), (*zoom, "own")) for widget in ("back", "discard", "skip")),
        (("PeopleList:found", "add_typed"), ("people", '"Никто"')),
    ]
    clinic = small_clinic(people(), not_activated=["p00"])
    async with twins(clinic, "org", opening, sqlite_template, tmp_path) as both:
        await both.write("/start")
        elsewhere = {
            *(("OrganizerHome:main", widget) for widget in ("journal", "reports", "import", "check")),
            *(("PersonCard:card", widget) for widget in ("close", "reopen", "correct", "hand_over")),
            ("Help:main", "write"),
            *ROLES,
        }
        await Walk(both, words, ways).until(of_one_role(*ORGANIZER) - elsewhere, MOST, avoided=elsewhere)


async def test_an_organizer_who_sets_the_clinic_up(
    opening: datetime, sqlite_template: Path, tmp_path: Path
) -> None:
    words = {
        "ClinicSettings:name": ("Центр {}", "—"),
        "ClinicSettings:neutral": ("Онкоцентр {}", "центр {}", "—"),
        "ClinicSettings:contact": ("+7 495 000-00-{}", "—"),
        "ClinicSettings:city": ("Омск", "Москва", "Нигде"),
        "ClinicSettings:ending": ("5", "завтра"),
    }
    clinic = small_clinic(usual_people("Europe/Moscow"))
    elsewhere = {("OrganizerHome:main", "check"), ("ClinicSettings:main", "hosts")}
    async with twins(clinic, "org", opening, sqlite_template, tmp_path) as both:
        await both.write("/start")
        await Walk(both, words).until(buttons(*SETTINGS) - elsewhere, MOST, avoided={*ASIDE, *elsewhere})


async def test_an_organizer_who_sees_to_hosts_and_checks_the_settings(
    opening: datetime, sqlite_template: Path, tmp_path: Path
) -> None:
    words = {
        "HostCard:login": ("other{}@demo.invalid", "x"),
        "HostCard:link": ("https://telemost.example.org/j/{}", "x"),
    }
    hosts = ("settings", "hosts", "host=Черновикова")
    # Once it has a link there is no account to check; a wait lets the look that was just made grow old.
    ways = [
        (("ClinicSettings:main", "hosts"), ("settings",)),
        (("HostCard:card", "check"), hosts),
        (("OrganizerHome:main", "check"), ()),
        (("SettingsCheck:main", "again"), ("check",)),
        (("SettingsCheck:main", "hosts"), ("check",)),
    ]
    clinic = small_clinic(people())
    async with twins(clinic, "org", opening, sqlite_template, tmp_path) as both:
        await both.write("/start")
        wanted = {*buttons(*HOSTS), *(target for target, _ in ways)}
        await Walk(both, words, ways).until(wanted, MOST)


async def test_a_patient_who_opens_a_message_without_personal_data(
    opening: datetime, sqlite_template: Path, tmp_path: Path
) -> None:
    clinic = small_clinic(usual_people("Europe/Moscow"))
    async with twins(clinic, "org", opening, sqlite_template, tmp_path) as both:
        await both.write("/start")
        await Walk(both).follow("settings", "discreet", "on")
        doctor, patient = both.of("doc"), both.of("new")
        await patient.write("/start")
        await doctor.write("/start")
        await Walk(doctor).follow("waiting", "waiting_patient=Шаблонова", "give", "offer", "save")
        await both.move_clock(opening + timedelta(minutes=5))
        ways = [(("Letter:text", widget), ("n:read",)) for widget in ("back", "home")]
        await Walk(patient, ways=ways).until(buttons(*OPENED), MOST)


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


async def test_an_organizer_who_reads_the_journal(
    opening: datetime, sqlite_template: Path, tmp_path: Path
) -> None:
    words = {
        "ClinicJournal:who": ("Образцовский", "Никто"),
        "ClinicJournal:whose": ("Сказкина", "Никто"),
    }
    lessons = [lesson(f"{hour}:00", "west") for hour in range(10, 19)]
    days = ["mon", "tue"]
    clinic = small_clinic(people(), courses=[{**course, "weekdays": days} for course in lessons])
    elsewhere = {("OrganizerHome:main", widget) for widget in ("people", "add", "help", "check")}
    async with twins(clinic, "org", opening, sqlite_template, tmp_path) as both:
        await both.write("/start")
        walk = Walk(both, words)
        read = {("OrganizerHome:main", widget) for widget in ("journal", "reports")}
        await walk.until(read | buttons(*JOURNAL), MOST, avoided=elsewhere)


async def test_a_doctor(opening: datetime, sqlite_template: Path, tmp_path: Path) -> None:
    ending = {**CLEARED, "valid_days": 3}
    patients = [
        person(f"w{n}", "patient", 200 + n, doctor="doc", clearance=PENDING if n % 2 else ending)
        for n in range(12)
    ]
    words = {"DoctorPatients:found": ("Макет", "Никто")}
    clinic = small_clinic([*people(), *patients])
    async with twins(clinic, "doc", opening, sqlite_template, tmp_path) as both:
        await both.write("/start")
        walk = Walk(both, words)
        await walk.follow("profile", "home")
        await walk.until(of_one_role(*DOCTOR), MOST)


SUMMER_ENDS = datetime(2026, 10, 24, 6, 45, tzinfo=UTC)
"""A Saturday, 08:45 in Berlin; in the night the clocks go back."""

BUSY = ("other_time", "other_day", "discard")
ODD = ("choice", "other_time", "back", "discard")
"""Buttons of windows to which only certain days and times lead."""


def berlin() -> DemoClinic:
    """Return a clinic with lessons of the day and of the day after."""
    courses = [
        {**lesson(clock, patient), "weekdays": ["sat", "sun"], "timezone": "Europe/Berlin"}
        for clock, patient in (("09:00", "west"), ("11:00", "east"), ("15:00", "p00"))
    ]
    return small_clinic(people("Europe/Berlin"), timezone="Europe/Berlin", courses=courses)


async def test_an_instructor_who_plans(sqlite_template: Path, tmp_path: Path) -> None:
    words = {
        "NewLesson:date": ("завтра", "x"),
        "NewLesson:time": ("16:00", "25:00"),
        "NewLesson:minutes": ("50", "x"),
        "NewLesson:patients": ("Макет10", "Никто"),
        "MyPatients:all": ("Макет", "Никто"),
    }
    filled = ("new", '"25.10"', '"11:00"', "minutes", "patient", "next")
    ways = [
        *((("NewLesson:busy", widget), filled) for widget in (*BUSY, "other_patients")),
        *((("NewLesson:odd", widget), ("new", '"25.10"', '"02:30"')) for widget in ODD),
        (("NewLesson:odd", "to_check"), ("new", '"25.10"', '"16:00"', *filled[3:], "edit_time", '"02:30"')),
    ]
    async with twins(berlin(), "ins", SUMMER_ENDS, sqlite_template, tmp_path) as both:
        await both.write("/start")
        walk = Walk(both, words, ways)
        retry = {("NewLesson:busy", "retry")}
        await walk.until(of_one_role(*PLANNING) - retry, MOST)


async def test_an_instructor_who_changes_plans(sqlite_template: Path, tmp_path: Path) -> None:
    words = {
        "MoveLesson:date": ("завтра", "x"),
        "MoveLesson:time": ("16:00", "25:00"),
        "PasteLink:ask": ("x",),
    }
    move = ("schedule", "lesson", "move", '"25.10"')
    paste = ("n:paste",)
    link = '"https://telemost.example.org/j/1"'
    ways = [
        (("LessonCard:card", "paste"), ("lesson",)),
        (("PasteLink:ask", "back"), paste),
        (("PasteLink:ask", "home"), paste),
        (("PasteLink:saved", "back"), (*paste, link)),
        (("PasteLink:saved", "home"), (*paste, link)),
        *((("MoveLesson:busy", widget), (*move, '"11:00"')) for widget in BUSY),
        *((("MoveLesson:odd", widget), (*move, '"02:30"')) for widget in ODD),
        (("MoveLesson:time", "to_check"), (*move, '"16:00"', "edit_time")),
        (("MoveLesson:odd", "to_check"), (*move, '"16:00"', "edit_time", '"02:30"')),
    ]
    wanted = of_one_role(*CHANGING)
    enter = {(window, widget) for window, widget in wanted if widget == "enter"}
    first = {one for one in wanted if one[0].startswith("PasteLink")} - {("PasteLink:saved", "home")}
    retry = {("MoveLesson:busy", "retry")}
    async with twins(berlin(), "ins", SUMMER_ENDS, sqlite_template, tmp_path, zoom=False) as both:
        await both.write("/start")
        walk = Walk(both, words, ways)
        await walk.follow("profile", "home")
        await walk.until(first | {("LessonCard:card", "paste")}, MOST)
        await both.move_clock(SUMMER_ENDS + timedelta(hours=2, minutes=1))
        await walk.until(wanted - enter - retry, MOST)


async def test_an_instructor_who_makes_room(sqlite_template: Path, tmp_path: Path) -> None:
    async with twins(berlin(), "ins", SUMMER_ENDS, sqlite_template, tmp_path) as both:
        await both.write("/start")
        await both.move_clock(SUMMER_ENDS + timedelta(minutes=6))
        walk = Walk(both)
        await walk.follow("new", "today", '"09:00"', "minutes", "patient", "next")
        await walk.follow("n:lesson", "move", '"25.10"', '"17:00"', "save", "open", "back")
        await walk.follow("retry", "save", "home")
        await walk.follow("schedule", "lesson=15:00", "move", "today", '"09:00"')
        await walk.follow("n:lesson", "call_off", "call_off", "back", "back", "retry", "save")


async def test_an_instructor_whose_lesson_begins(
    opening: datetime, sqlite_template: Path, tmp_path: Path
) -> None:
    clinic = small_clinic(usual_people("Europe/Moscow"), courses=[lesson("10:00", "west")])
    async with twins(clinic, "ins", opening, sqlite_template, tmp_path) as both:
        await both.write("/start")
        await both.move_clock(opening + timedelta(minutes=6))
        walk = Walk(both)
        await walk.follow("n:enter", "enter", "lesson", "enter", "home")
        await walk.follow("patients", "patient=Сказкина", "enter")


async def test_a_patient(opening: datetime, sqlite_template: Path, tmp_path: Path) -> None:
    clinic = small_clinic(people(), courses=[lesson("10:00", "west"), lesson("15:00", "west")])
    wanted = of_one_role(*PATIENT)
    open_now = {one for one in wanted if one[1] in ("refresh", "menu") or one[0] == "PatientHome:menu"}
    over = {one for one in wanted if one[0] == "PatientLessons:past"}
    async with twins(clinic, "west", opening, sqlite_template, tmp_path, zoom=False) as both:
        await both.write("/start")
        walk = Walk(both)
        await walk.until(wanted - open_now - over, MOST)
        await both.move_clock(opening + timedelta(minutes=6))
        await walk.until(open_now, MOST)
        await both.move_clock(opening + timedelta(hours=1))
        await walk.until(over, MOST)


@pytest.mark.parametrize(("key", "way"), [("west", ("menu", "help", "profile")), ("ins", ("profile",))])
async def test_a_profile(
    opening: datetime, sqlite_template: Path, tmp_path: Path, key: str, way: tuple[str, ...]
) -> None:
    clinic = small_clinic(people(), courses=[lesson("10:00", "west"), lesson("15:00", "west")])
    words = {"Profile:city": ("Екат", "Нигде"), "Profile:own_quiet": ("22:30-7:00", "x")}
    region, quiet = (*way, "region"), (*way, "reminders", "quiet")
    ways: list[tuple[Step, tuple[str, ...]]] = [
        *((("Profile:main", widget), way) for widget in ("region", "reminders")),
        *((("Profile:region", widget), region) for widget in ("language", "zone", "back", "home")),
        *((("Profile:city", widget), (*region, "zone")) for widget in ("back", "home")),
        *((("Profile:zone", widget), (*region, "zone", '"Екат"', "zone")) for widget in OUT_OF_ZONE),
        *((("Profile:language", widget), (*region, "language")) for widget in ("back", "home")),
        *((("Profile:reminders", widget), (*way, "reminders")) for widget in ("quiet", "back", "home")),
        *((("Profile:quiet", widget), quiet) for widget in ("hours", "own", "back", "home")),
        *((("Profile:own_quiet", widget), (*quiet, "own")) for widget in ("back", "home")),
        (("Profile:language", "speak"), (*region, "language")),
    ]
    shown = {step for step in buttons(*OWN) if step[0].startswith(PROVED)}
    elsewhere = {*shown, ("Profile:main", "contacts"), ("Profile:city", "place"), ("Profile:main", "privacy")}
    nothing_to_switch = {("Profile:reminders", "switch")} if key == "ins" else set()
    async with twins(clinic, key, opening, sqlite_template, tmp_path) as both:
        await both.write("/start")
        await both.move_clock(opening + timedelta(minutes=6))
        walk = Walk(both, words, ways)
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


async def test_a_patient_who_writes_to_the_centre_and_an_organizer_who_answers(
    opening: datetime, sqlite_template: Path, tmp_path: Path
) -> None:
    clinic = small_clinic(usual_people("Europe/Moscow"))
    written, answered = ("help", "write", '"Можно ли сидя?"'), ("n:answer", '"Да"')
    async with twins(clinic, "west", opening, sqlite_template, tmp_path) as both:
        await both.write("/start")
        walk, organizer = Walk(both, ways=letters("Support", written)), both.of("org")
        await walk.follow(*written, "send", "home")
        await organizer.write("/start")
        reply = Walk(organizer, ways=letters("AnswerQuestion", answered))
        await reply.follow(*answered, "send", "back")
        await walk.follow("n:ask", "home", "n:seen")
        await walk.until(buttons("Support"), MOST, avoided=())
        await reply.until(buttons("AnswerQuestion"), MOST)


def letters(group: str, written: tuple[str, ...]) -> list[tuple[Step, tuple[str, ...]]]:
    """Return the ways to each button of writing a letter: the words, a look at them, sent."""
    ways = {"write": written[:-1], "check": written, "sent": (*written, "send")}
    return [
        ((f"{group}:{window}", widget), way) for window, way in ways.items() for widget in BUTTONS[window]
    ]


BUTTONS = {
    "write": ("back", "home"),
    "check": ("send", "edit", "back", "home"),
    "sent": ("back", "home"),
}
"""What the windows of writing a letter have."""
