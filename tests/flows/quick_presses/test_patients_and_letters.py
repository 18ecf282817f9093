"""A patient goes through the lessons and the messages; letters go to the centre and back."""

from datetime import datetime, timedelta
from pathlib import Path

from tests.flows.clinics import small_clinic, usual_people
from tests.flows.faults.conftest import lesson, many_patients
from tests.flows.quick_presses.twins import twins
from tests.flows.quick_presses.walk import Step, Walk, buttons
from tests.flows.quick_presses.whose import GETTING_IN, LONG, MOST, OPENED, PATIENT, of_one_role, people

pytestmark = LONG


async def test_a_patient(opening: datetime, sqlite_template: Path, tmp_path: Path) -> None:
    clinic = small_clinic(people(), courses=[lesson("10:00", "west"), lesson("15:00", "west")])
    # Without a link nobody is asked whether they got in: see the next walk.
    wanted = {one for one in of_one_role(*PATIENT) if one[1] not in ("entered", "stuck")}
    open_now = {one for one in wanted if one[1] in ("refresh", "menu") or one[0] == "PatientHome:menu"}
    over = {one for one in wanted if one[0] == "PatientLessons:past"}
    async with twins(clinic, "west", opening, sqlite_template, tmp_path, zoom=False) as both:
        await both.write("/start")
        ahead = ("lessons", "coming_lesson=14:00")
        question = (*ahead, "ask", '"Можно сидя?"')
        ways: list[tuple[Step, tuple[str, ...]]] = [
            (("PatientLesson:card", "come"), ahead),
            (("PatientLesson:card", "ask"), ahead),
            (("PatientLesson:why", "home"), (*ahead, "cannot")),
            (("PatientLesson:why", "reason"), (*ahead, "cannot")),
            (("PatientLesson:card", "return"), ahead),
            *letters("AskInstructor", question),
        ]
        walk = Walk(both, ways=ways)
        await walk.until(wanted - open_now - over, MOST)
        await both.move_clock(opening + timedelta(minutes=6))
        await walk.until(open_now, MOST)
        await both.move_clock(opening + timedelta(hours=1))
        await walk.until(over, MOST)


async def test_a_patient_who_tries_out_and_gets_in(
    opening: datetime, sqlite_template: Path, tmp_path: Path
) -> None:
    clinic = small_clinic(people(), courses=[lesson("10:00", "west"), lesson("15:00", "west")])
    async with twins(clinic, "west", opening, sqlite_template, tmp_path) as both:
        await both.write("/start")
        trial = ("help", "trial")
        ways: list[tuple[Step, tuple[str, ...]]] = [
            *((("GettingIn:trial", widget), trial) for widget in ("works", "fails", "back", "home")),
            *((("GettingIn:works", widget), (*trial, "works")) for widget in ("back", "home")),
            *((("GettingIn:told", widget), (*trial, "fails")) for widget in ("back", "home")),
        ]
        walk = Walk(both, ways=ways)
        steps = {one for one in buttons(*GETTING_IN) if one[0] == "GettingIn:steps"}
        await walk.until(buttons(*GETTING_IN) - steps, MOST)
        await both.move_clock(opening + timedelta(minutes=6))
        await both.move_clock(opening + timedelta(minutes=19))
        await both.write("/start")
        await walk.follow("stuck", "trial", "back", "help_in", "back", "stuck", "home")
        await walk.follow("menu", "lessons", "coming_lesson=", "stuck", "back", "entered", "home")
        await both.write("/start")
        assert steps <= walk.pressed


async def test_messages_without_personal_data_are_opened(
    opening: datetime, sqlite_template: Path, tmp_path: Path
) -> None:
    clinic = small_clinic(
        [*usual_people("Europe/Moscow"), *many_patients(1)],
        courses=[lesson("15:00", "west")],
        not_activated=["p00"],
    )
    async with twins(clinic, "org", opening, sqlite_template, tmp_path) as both:
        await both.write("/start")
        organizer = Walk(both)
        await organizer.follow("settings", "discreet", "on", "home")
        doctor, patient = both.of("doc"), both.of("new")
        await patient.write("/start")
        await doctor.write("/start")
        await Walk(doctor).follow("waiting", "waiting_patient=Шаблонова", "give", "offer", "save")
        await both.move_clock(opening + timedelta(minutes=5))
        ways = [(("Letter:text", widget), ("n:read",)) for widget in ("back", "home")]
        walk = Walk(patient, ways=ways)
        await walk.until({target for target, _ in ways}, MOST)
        await patient.write("/help")
        await walk.follow("write", '"Можно ли сидя?"', "send", "home")
        await organizer.follow("n:read", "answer", '"Да"', "send", "home")
        await walk.follow("n:read", "ask", "home")
        asking, instructor = Walk(both.of("west")), Walk(both.of("ins"))
        await both.of("west").write("/start")
        await both.of("ins").write("/start")
        questions = {"ask_instructor": ("lessons", "coming_lesson=14:00", "ask"), "ask_leading": ()}
        for again, way in questions.items():
            await asking.follow(*way, '"Можно ли сидя?"', "send", "home")
            await instructor.follow("n:read", "answer", '"Да"', "send", "home")
            await asking.follow("n:read", again, "home")
        newcomer = both.of("p00")
        await newcomer.open_invitation("p00@demo.invalid")
        await Walk(newcomer).follow("not_me")
        await organizer.follow("n:read", "person")
        assert buttons(*OPENED) <= walk.pressed | organizer.pressed | asking.pressed


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
