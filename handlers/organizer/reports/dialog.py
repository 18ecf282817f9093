"""The report on people."""

from aiogram_dialog import Dialog, Window
from aiogram_dialog.widgets.kbd import Button, Row
from aiogram_dialog.widgets.text import Format, Multi

from handlers.common.widgets import Label, Say, home_and_back
from handlers.organizer import previews
from handlers.organizer.reports.getters import people
from handlers.organizer.reports.handlers import picture_wanted, table_wanted
from handlers.organizer.states import ClinicReports


def clinic_reports() -> Dialog:
    """Return the dialog."""
    return Dialog(
        Window(
            # HTML already, made of the catalogues' words.
            Multi(
                Say("organizer.reports.title"), Format("{lines}"), Say("organizer.reports.text"), sep="\n\n"
            ),
            Row(
                Button(Label("organizer.button.table"), id="table", on_click=table_wanted),
                Button(Label("organizer.button.picture"), id="picture", on_click=picture_wanted),
            ),
            home_and_back(),
            state=ClinicReports.people,
            getter=people,
            preview_data=previews.REPORTS,
        ),
    )
