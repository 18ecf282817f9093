"""The instructor's patients: the list, and one patient's page."""

from operator import itemgetter

from aiogram_dialog import Dialog, Window
from aiogram_dialog.widgets.input import TextInput
from aiogram_dialog.widgets.kbd import Button, Column, Row, Select
from aiogram_dialog.widgets.text import Format
from magic_filter import F

from handlers.common.widgets import Label, Pages, Say, home_and_back
from handlers.instructor import previews
from handlers.instructor.entry import entry_buttons
from handlers.instructor.lists import PAGE, item_id
from handlers.instructor.opening import lesson_buttons
from handlers.instructor.patients import getters, handlers
from handlers.instructor.states import MyPatients, PatientPage


def my_patients() -> Dialog:
    """Return the dialog of the list."""
    return Dialog(
        Window(
            Say("instructor.patients.all"),
            Say("instructor.patients.searched", when="search"),
            Say("instructor.patients.empty", when="empty"),
            Say("instructor.patients.nobody", when="nobody"),
            TextInput(id="search", on_success=handlers.search),
            Pages(
                Select(
                    Format("{item[label]}"),
                    id="patient",
                    item_id_getter=itemgetter("id"),
                    items="patients",
                    type_factory=item_id,
                    on_click=handlers.open_page,
                ),
                id=handlers.PAGES,
                height=PAGE,
            ),
            Button(
                Label("instructor.button.all_patients"), id="all", on_click=handlers.show_all, when="search"
            ),
            home_and_back(),
            state=MyPatients.all,
            getter=getters.everyone,
            preview_data=previews.MY_PATIENTS,
        )
    )


def patient_page() -> Dialog:
    """Return the dialog of one patient."""
    return Dialog(
        Window(
            Say("instructor.patient.text"),
            Say("instructor.patient.unreached", when="unreached"),
            Say("instructor.patient.lessons", when="lines"),
            Say("instructor.patient.no_lessons", when=~F["lines"]),
            entry_buttons(),
            Row(
                Button(Label("button.create_lesson"), id="new", on_click=handlers.plan_lesson),
                Button(Label("instructor.button.calendar"), id="calendar", on_click=handlers.open_calendar),
            ),
            Column(lesson_buttons()),
            home_and_back(),
            state=PatientPage.main,
            getter=getters.page,
            preview_data=previews.PATIENT,
        )
    )
