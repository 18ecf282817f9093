"""The patient's first screen: the next lesson, or the way into the one that is open."""

from aiogram_dialog import Dialog, Window
from aiogram_dialog.widgets.kbd import Button, Start, SwitchTo
from aiogram_dialog.widgets.text import Case, Format, Multi
from magic_filter import F

from handlers.common.roles import ROLE_PREVIEW, active_role, role_line, switch_role
from handlers.common.states import Help
from handlers.common.widgets import PRIMARY, SUCCESS, Home, Label, Link, Say
from handlers.patient.home.getters import BLOCKED, NEXT, NONE, OPEN, PAUSED, PENDING, first_screen, menu
from handlers.patient.home.handlers import entered, stuck
from handlers.patient.states import PatientHome, PatientLessons

_NEAREST = Multi(
    Say("patient.home.hello"),
    Case(
        {
            NEXT: Say("patient.home.next"),
            BLOCKED: Say("patient.home.blocked"),
            PENDING: Say("patient.home.pending"),
            NONE: Say("patient.home.none"),
        },
        selector="screen",
    ),
    sep="\n\n",
)
_PREVIEW = {
    "screen": NEXT,
    "name": "Maria",
    "moment": "10:00",
    "instructor": "Alla",
    "minutes": "45",
    "join_url": None,
    "can_enter": False,
    "entry_asked": False,
}


def _to_lessons(hidden_while_open: bool = False) -> Start:
    when = F["screen"] != OPEN if hidden_while_open else None
    return Start(Label("patient.button.lessons"), id="lessons", state=PatientLessons.coming, when=when)


def _to_help(hidden_while_open: bool = False) -> Start:
    when = F["screen"] != OPEN if hidden_while_open else None
    return Start(Label("button.help"), id="help", state=Help.main, when=when)


def home() -> Dialog:
    """Return the dialog."""
    return Dialog(
        Window(
            Multi(
                Case({OPEN: Format("{card}"), PAUSED: Format("{card}"), ...: _NEAREST}, selector="screen"),
                role_line(),
                sep="\n\n",
            ),
            Link(Label("button.join_lesson"), "join_url", style=PRIMARY),
            Button(
                Label("entering.button.entered"),
                id="entered",
                on_click=entered,
                style=SUCCESS,
                when="entry_asked",
            ),
            Button(Label("entering.button.stuck"), id="stuck", on_click=stuck, when="can_enter"),
            Button(Label("patient.button.refresh"), id="refresh", when="link_coming"),
            SwitchTo(
                Label("patient.button.menu"), id="menu", state=PatientHome.menu, when=F["screen"] == OPEN
            ),
            _to_lessons(hidden_while_open=True),
            _to_help(hidden_while_open=True),
            switch_role(),
            state=PatientHome.main,
            getter=[first_screen, active_role],
            preview_data=_PREVIEW | ROLE_PREVIEW,
        ),
        Window(
            _NEAREST,
            _to_lessons(),
            _to_help(),
            Home(),
            state=PatientHome.menu,
            getter=menu,
            preview_data=_PREVIEW,
        ),
    )
