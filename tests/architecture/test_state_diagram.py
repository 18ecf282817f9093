"""The picture of the screens is what the code does, and no screen is out of reach."""

from aiogram.fsm.state import State

from handlers.router import HOMES
from tests.architecture.jumps import choices, entries, screens
from tests.architecture.state_diagram import FILE, REGENERATE, diagram
from tests.architecture.windows import dispatcher


def test_the_diagram_is_up_to_date() -> None:
    written = FILE.read_text(encoding="utf-8")
    assert written == diagram(), f"docs/dialogs.md is out of date: run .venv/bin/{REGENERATE}"


def test_every_screen_is_reached_from_a_first_screen_or_the_chat() -> None:
    root = dispatcher()
    leads = {
        screen.state: [*screen.declared, *screen.coded, *(choices(screen.state) if screen.computed else ())]
        for screen in screens(root)
    }
    reached: set[State] = set()
    waiting = [*HOMES.values(), *entries(root)]
    while waiting:
        state = waiting.pop()
        if state not in reached:
            reached.add(state)
            waiting.extend(leads[state])
    assert [str(state.state) for state in leads if state not in reached] == []


def test_control_jumps_made_by_code_are_found() -> None:
    leads = {str(screen.state.state): screen for screen in screens(dispatcher())}
    coded = {name: {str(state.state) for state in screen.coded} for name, screen in leads.items()}
    assert "PatientLesson:card" in coded["PatientLessons:coming"]
    assert "NewLesson:odd" in coded["NewLesson:date"]
    assert leads["AddPerson:name"].computed
