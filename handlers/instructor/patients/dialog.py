"""The instructor's patients: the list, and one patient's page."""

from aiogram_dialog import Dialog, Window
from aiogram_dialog.widgets.kbd import Button, Column, Row
from magic_filter import F

from handlers.common.widgets import Label, Say, home_and_back
from handlers.instructor import previews
from handlers.instructor.entry import entry_buttons
from handlers.instructor.opening import lesson_buttons
from handlers.instructor.patients import getters, handlers
from handlers.instructor.searching import all_patients, found_patients, search_field, search_words
from handlers.instructor.states import MyPatients, PatientPage


def my_patients() -> Dialog:
    """Return the dialog of the list."""
    return Dialog(
        Window(
            Say("instructor.patients.all"),
            *search_words(),
            search_field(),
            found_patients(handlers.open_page),
            all_patients(),
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
