"""The patient's lists of lessons and the card of one."""

from operator import itemgetter

from aiogram_dialog import Dialog, Window
from aiogram_dialog.widgets.kbd import Button, Column, Select, SwitchTo
from aiogram_dialog.widgets.text import Case, Format, Multi
from magic_filter import F

from handlers.common.calendar_files import file_of_all, file_of_lesson
from handlers.common.widgets import PRIMARY, SUCCESS, Label, Link, Pages, Say, home_and_back
from handlers.patient.lessons.getters import NONE, PAUSED, PENDING, coming, one_lesson, past, reasons
from handlers.patient.lessons.handlers import ask, come, entered, open_lesson, refuse, stuck
from handlers.patient.states import PatientLesson, PatientLessons

_SHOWN = 3
"""Lessons a page: with the button under them they are the four that a patient's screen may have."""

_PREVIEW = {
    "lessons": [("10:00", 1), ("11:00", 2), ("12:00", 3), ("13:00", 4)],
    "moment": "10:00",
    "without": NONE,
}

_ONE = {
    "planned": True,
    "card": "…",
    "moment": "10:00",
    "instructor": "Alla",
    "minutes": "45",
    "join_url": None,
    "link_coming": False,
    "can_come": True,
    "come_back": False,
    "can_refuse": True,
    "can_ask": True,
    "can_enter": False,
    "entry_asked": False,
}
_FIRST = F["can_come"] & ~F["come_back"]


def _list(id: str) -> Pages:
    buttons = Select(
        Format("{item[0]}"),
        id=f"{id}_lesson",
        item_id_getter=itemgetter(1),
        items="lessons",
        on_click=open_lesson,
        type_factory=int,
    )
    return Pages(buttons, id=id, height=_SHOWN)


def lessons() -> Dialog:
    """Return the dialog."""
    return Dialog(
        Window(
            Multi(
                Say("patient.lessons.title"),
                Say("patient.lessons.nearest", when="lessons"),
                Case(
                    {
                        NONE: Say("patient.home.none"),
                        PENDING: Say("patient.home.pending"),
                        PAUSED: Say("patient.lessons.paused"),
                    },
                    selector="without",
                    when=~F["lessons"],
                ),
                sep="\n\n",
            ),
            _list("coming"),
            SwitchTo(Label("patient.button.more"), id="more", state=PatientLessons.more),
            home_and_back(),
            state=PatientLessons.coming,
            getter=coming,
            preview_data=_PREVIEW,
        ),
        Window(
            Say("patient.more.text"),
            Button(Label("button.to_calendar"), id="file", on_click=file_of_all),
            SwitchTo(Label("patient.button.past"), id="past", state=PatientLessons.past),
            home_and_back(PatientLessons.coming),
            state=PatientLessons.more,
            preview_data={},
        ),
        Window(
            Multi(
                Say("patient.past.title"),
                Say("patient.past.latest", when="lessons"),
                Say("patient.past.none", when=~F["lessons"]),
                sep="\n\n",
            ),
            _list("over"),
            home_and_back(PatientLessons.more),
            state=PatientLessons.past,
            getter=past,
            preview_data=_PREVIEW,
        ),
    )


def lesson() -> Dialog:
    """Return the dialog."""
    return Dialog(
        Window(
            Say("patient.lesson.planned", when="planned"),
            Format("{card}", when=~F["planned"]),
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
            Button(Label("button.answer.come"), id="come", on_click=come, style=SUCCESS, when=_FIRST),
            Button(Label("button.answer.return"), id="return", on_click=come, when="come_back"),
            SwitchTo(Label("button.answer.cannot"), id="cannot", state=PatientLesson.why, when="can_refuse"),
            Button(Label("button.answer.ask_instructor"), id="ask", on_click=ask, when="can_ask"),
            Button(Label("button.to_calendar"), id="file", on_click=file_of_lesson, when="can_refuse"),
            home_and_back(),
            state=PatientLesson.card,
            getter=one_lesson,
            preview_data=_ONE,
        ),
        Window(
            Say("patient.lesson.why"),
            Column(
                Select(
                    Format("{item[0]}"),
                    id="reason",
                    item_id_getter=itemgetter(1),
                    items="reasons",
                    on_click=refuse,
                )
            ),
            home_and_back(PatientLesson.card),
            state=PatientLesson.why,
            getter=[one_lesson, reasons],
            preview_data=_ONE | {"reasons": [("A", "1"), ("B", "2"), ("C", "3"), ("D", "4")]},
        ),
    )
