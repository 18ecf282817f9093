"""A doctor goes through clearances, an instructor through planning, changing and beginning lessons."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.demo.clinic import DemoClinic
from tests.flows.clinics import CLEARED, PENDING, person, small_clinic, usual_people
from tests.flows.faults.conftest import lesson
from tests.flows.quick_presses.twins import twins
from tests.flows.quick_presses.walk import Walk, buttons
from tests.flows.quick_presses.whose import (
    AFTERWARDS,
    CALENDAR,
    CHANGING,
    DELIVERY,
    DOCTOR,
    LENGTHS,
    LONG,
    MOST,
    PLANNING,
    REPEATING,
    STANDING_IN,
    WHO_IS_IN,
    of_one_role,
    people,
)

pytestmark = LONG


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

BUSY = ("nearby", "other_time", "other_day", "discard")

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
        "NewLesson:specialists": ("Note", "n" * 1001),
        "MyPatients:all": ("Макет", "Никто"),
    }
    edits = ("edit_date", "edit_minutes", "edit_patients", "edit_specialists", "edit_note", "edit_time")
    seen_again = [press for edit in edits for press in (edit, "to_check")]
    filled = ("new", '"25.10"', '"11:00"', "minutes", "patient", "next", "skip")
    ways = [
        *((("NewLesson:busy", widget), filled) for widget in (*BUSY, "other_patients", "other_people")),
        *((("NewLesson:odd", widget), ("new", '"25.10"', '"02:30"')) for widget in ODD),
        (("NewLesson:odd", "to_check"), ("new", '"25.10"', '"16:00"', *filled[3:], "edit_time", '"02:30"')),
    ]
    async with twins(berlin(), "ins", SUMMER_ENDS, sqlite_template, tmp_path) as both:
        await both.write("/start")
        walk = Walk(both, words, ways)
        await walk.follow("new", '"25.10"', '"18:00"', *filled[3:], *seen_again, "discard")
        await walk.follow("new", '"25.10"', '"18:00"', *filled[3:6], "specialist", '"Note"', "forget", "next")
        await walk.follow("discard")
        await walk.follow("new", '"25.10"', '"18:00"', *filled[3:], "save", "another")
        await walk.follow('"25.10"', '"19:00"', *filled[3:], "save", "calendar", "home")
        await walk.follow("new", '"25.10"', '"20:00"', *filled[3:], "save", "open", "home")
        await walk.follow("new", '"25.10"', '"21:00"', *filled[3:], "save", "home")
        retry = {("NewLesson:busy", "retry")}
        await walk.until(of_one_role(*PLANNING) - retry, MOST)


async def test_an_instructor_who_repeats_a_lesson(sqlite_template: Path, tmp_path: Path) -> None:
    words = {
        "RepeatLesson:many": ("3", "x"),
        "RepeatLesson:until": ("30.11", "x"),
        "RepeatLesson:date": ("26.10", "x"),
        "RepeatLesson:time": ("16:30", "25:00"),
    }
    repeat = ("new", '"25.10"', '"18:00"', "minutes", "patient", "next", "skip", "repeat")
    one = (*repeat, "next", "one")
    odd = (*repeat, "next", "one=25 октября", "other_time", '"02:30"')
    later = {
        clock: ("new", '"25.10"', clock, *repeat[3:], "next", "save") for clock in ('"08:00"', '"20:00"')
    }
    series = ("schedule", "lesson=08:00", "call_off")
    ways = [
        *(
            (("RepeatLesson:how", widget), repeat)
            for widget in ("weekday", "many", "until", "back", "discard")
        ),
        *((("RepeatLesson:many", widget), (*repeat, "many")) for widget in ("some", "to_how")),
        *((("RepeatLesson:until", widget), (*repeat, "until")) for widget in ("calendar_until", "to_how")),
        (("RepeatLesson:dates", "skip_taken"), (*one, "other_day", '"01.11"')),
        *((("RepeatLesson:dates", widget), (*repeat, "next")) for widget in ("edit", "discard")),
        *((("RepeatLesson:one", widget), one) for widget in ("skip", "keep", "to_dates")),
        *(
            (("RepeatLesson:date", widget), (*one, "other_day"))
            for widget in ("calendar", "today", "tomorrow", "to_check", "discard")
        ),
        *(
            (("RepeatLesson:time", widget), (*one, "other_time"))
            for widget in ("start", "to_check", "discard")
        ),
        *((("RepeatLesson:odd", widget), odd) for widget in ("choice", "other_time", "to_check", "discard")),
        (("RepeatLesson:done", "schedule"), later['"08:00"']),
        (("RepeatLesson:done", "home"), later['"20:00"']),
        *((("CancelLesson:scope", widget), series) for widget in ("which", "back", "home")),
        (("ChangeLength:check", "scope"), (*series[:2], "minutes", '"35"')),
        (("MoveLesson:check", "scope"), (*series[:2], "move", '"27.10"', '"16:00"')),
        (("ChangePeople:check", "scope"), (*series[:2], "people", "next")),
    ]
    # Whoever opened a date steps back to it, not through the steps before.
    never = {("RepeatLesson:time", "back"), ("RepeatLesson:odd", "back")}
    scope = {("CancelLesson:scope", widget) for widget in ("which", "back", "home")}
    scope |= {(f"{dialog}:check", "scope") for dialog in ("MoveLesson", "ChangeLength", "ChangePeople")}
    # Long before the first lesson begins: this walk takes minutes, and its clocks go on meanwhile.
    opening = SUMMER_ENDS - timedelta(minutes=40)
    async with twins(berlin(), "ins", opening, sqlite_template, tmp_path) as both:
        await both.write("/start")
        walk = Walk(both, words, ways)
        await walk.until(of_one_role(*REPEATING) - never | scope, MOST)


async def test_an_instructor_who_changes_plans(sqlite_template: Path, tmp_path: Path) -> None:
    words = {
        "MoveLesson:date": ("завтра", "x"),
        "MoveLesson:time": ("16:00", "25:00"),
        "PasteLink:ask": ("x",),
    }
    move = ("schedule", "lesson", "move", '"25.10"')
    paste = ("n:paste",)
    call_off = ("schedule", "lesson=15:00", "call_off", "reason")
    link = '"https://telemost.example.org/j/1"'
    ways = [
        (("InstructorHome:main", "go_on"), ("new", "tomorrow", '"/start"')),
        (("LessonCard:card", "paste"), ("lesson",)),
        (("PasteLink:ask", "back"), paste),
        (("PasteLink:ask", "home"), paste),
        (("PasteLink:saved", "back"), (*paste, link)),
        (("PasteLink:saved", "home"), (*paste, link)),
        *((("MoveLesson:busy", widget), (*move, '"11:00"')) for widget in BUSY),
        *((("MoveLesson:odd", widget), (*move, '"02:30"')) for widget in ODD),
        (("MoveLesson:time", "to_check"), (*move, '"16:00"', "edit_time")),
        (("MoveLesson:odd", "to_check"), (*move, '"16:00"', "edit_time", '"02:30"')),
        (("MoveLesson:date", "to_check"), (*move, '"16:00"', "edit_date")),
        (("LessonCard:card", "delivery"), ("schedule", "lesson=11:00")),
        (("LessonCard:card", "attendance"), ("schedule", "to_past", "lesson")),
        (("MoveLesson:check", "discard"), (*move, '"16:00"')),
        *(
            (("PatientPage:main", widget), ("patients", "patient"))
            for widget in ("back", "calendar", "home", "lesson", "new")
        ),
        (("MoveLesson:done", "open"), (*move, '"17:00"', "save")),
        (("MoveLesson:done", "home"), (*move, '"18:00"', "save")),
        (("CancelLesson:done", "restore"), call_off),
        *((("CancelLesson:restored", widget), (*call_off, "restore")) for widget in ("open", "home")),
    ]
    wanted = of_one_role(*CHANGING)
    enter = {(window, widget) for window, widget in wanted if widget in ("enter", "extend")}
    first = {one for one in wanted if one[0].startswith("PasteLink")} - {("PasteLink:saved", "home")}
    retry = {("MoveLesson:busy", "retry")}
    scope = {one for one in wanted if one[0] == "CancelLesson:scope" or one[1] == "scope"}
    async with twins(berlin(), "ins", SUMMER_ENDS, sqlite_template, tmp_path, zoom=False) as both:
        await both.write("/start")
        walk = Walk(both, words, ways)
        await walk.follow("profile", "home")
        await walk.until(first | {("LessonCard:card", "paste")}, MOST)
        await both.move_clock(SUMMER_ENDS + timedelta(hours=2, minutes=1))
        await walk.until(wanted - enter - retry - scope, MOST)


async def test_an_instructor_who_leafs_through_the_calendar(sqlite_template: Path, tmp_path: Path) -> None:
    words = {"Calendar:patient": ("Макет", "Никто"), "Calendar:date": ("26.10", "x")}
    async with twins(berlin(), "ins", SUMMER_ENDS, sqlite_template, tmp_path) as both:
        await both.write("/start")
        walk = Walk(both, words)
        await walk.follow(
            "calendar", "before", "after", "after", "this_week", "new", "discard", "list", "back"
        )
        await walk.follow("date=Вс", "before", "after", "start", "discard", "new", "discard")
        await walk.follow("today", "lesson", "back", "week", "today", "month", "before", "after", "date=25")
        await walk.follow("to_date", '"x"', '"26.10"', "filter", '"Никто"', '"Сказкина"', "patient", "filter")
        await walk.follow("all", "month", "filter", "back", "month", "to_date", "calendar:day")
        await walk.follow("month", "today", "back", "to_date", "back", "filter", "home")
        await walk.follow("calendar", "month", "week", "today", "home", "calendar", "to_date", "home")
        await walk.follow("calendar", "month", "back", "month", "home", "calendar", "home")
        # Nothing is over yet: see the walk of who was there.
        await walk.until(of_one_role(*CALENDAR) - {("Calendar:day", "attendance")}, MOST)


async def test_an_instructor_who_makes_room(sqlite_template: Path, tmp_path: Path) -> None:
    async with twins(berlin(), "ins", SUMMER_ENDS, sqlite_template, tmp_path) as both:
        await both.write("/start")
        await both.move_clock(SUMMER_ENDS + timedelta(minutes=6))
        walk = Walk(both)
        await walk.follow("new", "today", '"09:00"', "minutes", "patient", "next", "skip")
        await walk.follow("n:lesson", "move", '"25.10"', '"17:00"', "save", "open", "back")
        await walk.follow("retry", "save", "home")
        await walk.follow("schedule", "lesson=15:00", "move", "today", '"09:00"')
        await walk.follow("n:lesson", "call_off", "reason", "back", "back", "retry", "save")


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
        await both.move_clock(opening + timedelta(minutes=20))
        await walk.follow("n:lesson", "extend")


async def test_an_instructor_whom_a_patient_is_out_of_reach(
    opening: datetime, sqlite_template: Path, tmp_path: Path
) -> None:
    clinic = small_clinic(
        usual_people("Europe/Moscow"), courses=[lesson("10:00", "west", "east")], blocked=["west"]
    )
    async with twins(clinic, "ins", opening, sqlite_template, tmp_path) as both:
        await both.write("/start")
        await both.move_clock(opening + timedelta(minutes=6))
        await both.move_clock(opening + timedelta(minutes=8))
        walk = Walk(both)
        await walk.follow("n:delivery", "again", "refresh", "back")
        await walk.follow("schedule", "lesson", "delivery", "refresh", "home")
        await walk.until(buttons(*DELIVERY), 0)


async def test_an_instructor_who_says_who_was_there(
    opening: datetime, sqlite_template: Path, tmp_path: Path
) -> None:
    clinic = small_clinic(usual_people("Europe/Moscow"), courses=[lesson("10:00", "west", "east")])
    async with twins(clinic, "ins", opening, sqlite_template, tmp_path) as both:
        await both.write("/start")
        await both.move_clock(opening + timedelta(minutes=50))
        walk = Walk(both)
        why = ("nobody_came", "no_connection", "no_instructor", "other")
        await walk.follow("schedule", "to_past", "lesson", "attendance", "patient", "patient", "note", "back")
        await walk.follow("note", '"Note"', "not_held", "back", "save", "edit", "not_held", why[0], "edit")
        for outcome in why[1:]:
            await walk.follow("not_held", outcome, "edit")
        await walk.follow("back", "attendance", "home")
        await walk.follow("calendar", "today", "attendance", "home")
        for way in (("note", "home"), ("not_held", "home"), ("save", "back"), ("save", "home")):
            await both.write("На главную")
            await walk.follow("schedule", "to_past", "lesson", "attendance", *way)
        await walk.until(buttons(*AFTERWARDS), 0)


async def test_an_instructor_who_cannot_hold_a_lesson(sqlite_template: Path, tmp_path: Path) -> None:
    first, second = (("schedule", f"lesson={clock}", "stand_in") for clock in ("11:00", "15:00"))
    ways = [
        *((("StandIn:who", widget), second) for widget in ("move", "call_off", "back", "home", "colleague")),
        *((("StandIn:check", widget), (*second, "colleague")) for widget in ("back", "home", "hand_on")),
        (("StandIn:done", "home"), (*first, "colleague", "hand_on")),
    ]
    async with twins(berlin(), "ins", SUMMER_ENDS, sqlite_template, tmp_path) as both:
        await both.write("/start")
        walk = Walk(both, ways=ways)
        await walk.until(buttons(*STANDING_IN), MOST)


async def test_an_instructor_who_changes_how_long_a_lesson_lasts(
    sqlite_template: Path, tmp_path: Path
) -> None:
    lengths = ("schedule", "lesson=15:00", "minutes")
    ways = [
        *((("ChangeLength:minutes", widget), lengths) for widget in ("minutes", "discard")),
        *((("ChangeLength:check", widget), (*lengths, '"35"')) for widget in ("edit", "discard")),
        (("ChangeLength:done", "open"), (*lengths, '"40"', "save")),
        (("ChangeLength:done", "home"), (*lengths, '"35"', "save")),
    ]
    async with twins(berlin(), "ins", SUMMER_ENDS, sqlite_template, tmp_path) as both:
        await both.write("/start")
        walk = Walk(both, ways=ways)
        await walk.until(buttons(*LENGTHS) - {("ChangeLength:check", "scope")}, MOST)


async def test_an_instructor_who_changes_who_is_in_a_lesson(sqlite_template: Path, tmp_path: Path) -> None:
    words = {
        "ChangePeople:patients": ("Макет", "Никто"),
        "ChangePeople:specialists": ("Note", "n" * 1001),
    }
    patients, others = (("schedule", "lesson=15:00", button) for button in ("people", "specialists"))
    noted = (*others, '"Note"')
    ways = [
        (("LessonCard:card", "note"), patients[:2]),
        *((("ChangePeople:patients", widget), patients) for widget in ("patient", "next", "discard")),
        (("ChangePeople:patients", "all"), (*patients, '"Макет"')),
        *((("ChangePeople:specialists", widget), others) for widget in ("specialist", "next", "discard")),
        (("ChangePeople:specialists", "forget"), noted),
        *(
            (("ChangePeople:check", widget), (*noted, "next"))
            for widget in ("edit_patients", "edit_others", "discard")
        ),
        (("ChangePeople:check", "save"), (*others, '"One"', "next")),
        (("ChangePeople:done", "open"), (*others, '"Two"', "next", "save")),
        (("ChangePeople:done", "home"), (*others, '"Three"', "next", "save")),
    ]
    async with twins(berlin(), "ins", SUMMER_ENDS, sqlite_template, tmp_path) as both:
        await both.write("/start")
        walk = Walk(both, words, ways=ways)
        await walk.until(buttons(*WHO_IS_IN) - {("ChangePeople:check", "scope")}, MOST)
