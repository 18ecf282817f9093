"""The clinic's settings, and a window for each that asks for its new value."""

from typing import Any

from aiogram.fsm.state import State
from aiogram_dialog import Dialog, Window
from aiogram_dialog.widgets.input import TextInput
from aiogram_dialog.widgets.kbd import Button, Row, Start, SwitchTo
from aiogram_dialog.widgets.text import Multi

from handlers.common.problems import shown_problem
from handlers.common.widgets import PRIMARY, Label, Say, home_and_back
from handlers.organizer import previews
from handlers.organizer.clinic import handlers
from handlers.organizer.clinic.choices import discreet_window, ending_window, reminder_window, zone_windows
from handlers.organizer.clinic.getters import settings
from handlers.organizer.states import ClinicSettings, MeetingHostList


def _asks(key: str, taken: Any, state: State) -> Window:
    return Window(
        Multi(Say(key), Say("organizer.clinic.problem", when="problem"), sep="\n\n"),
        TextInput(id="typed", on_success=taken),
        home_and_back(ClinicSettings.main),
        state=state,
        getter=shown_problem,
        preview_data=previews.CLINIC,
    )


def clinic_settings() -> Dialog:
    """Return the dialog."""
    return Dialog(
        Window(
            Multi(Say("organizer.clinic.title"), Say("organizer.clinic.settings"), sep="\n\n"),
            Row(
                SwitchTo(Label("organizer.button.clinic_name"), id="name", state=ClinicSettings.name),
                SwitchTo(Label("organizer.button.for_patients"), id="neutral", state=ClinicSettings.neutral),
            ),
            Row(
                Button(Label("organizer.button.clinic_zone"), id="zone", on_click=handlers.other_zone),
                SwitchTo(Label("organizer.button.reminder"), id="reminder", state=ClinicSettings.reminder),
            ),
            Row(
                SwitchTo(Label("organizer.button.ending"), id="ending", state=ClinicSettings.ending),
                SwitchTo(Label("organizer.button.contact"), id="contact", state=ClinicSettings.contact),
            ),
            Row(
                SwitchTo(Label("organizer.button.discreet"), id="discreet", state=ClinicSettings.discreet),
                Start(Label("organizer.button.hosts"), id="hosts", state=MeetingHostList.all),
            ),
            home_and_back(),
            state=ClinicSettings.main,
            preview_data=previews.CLINIC,
        ),
        _asks("organizer.clinic.name", handlers.name_typed, ClinicSettings.name),
        _asks("organizer.clinic.neutral", handlers.neutral_typed, ClinicSettings.neutral),
        Window(
            Multi(Say("organizer.clinic.illness.title"), Say("organizer.clinic.illness.text"), sep="\n\n"),
            SwitchTo(
                Label("organizer.button.another_name"),
                id="another",
                state=ClinicSettings.neutral,
                style=PRIMARY,
            ),
            Button(Label("organizer.button.keep_name"), id="keep", on_click=handlers.illness_kept),
            home_and_back(ClinicSettings.main),
            state=ClinicSettings.illness,
            preview_data=previews.CLINIC,
        ),
        _asks("organizer.clinic.contact", handlers.contact_typed, ClinicSettings.contact),
        *zone_windows(),
        reminder_window(),
        ending_window(),
        discreet_window(),
        getter=settings,
    )
