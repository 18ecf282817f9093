"""The organizer's first screen."""

from aiogram_dialog import Dialog, Window
from aiogram_dialog.widgets.kbd import Row, Start
from aiogram_dialog.widgets.text import Multi

from handlers.common.roles import ROLE_PREVIEW, active_role, role_line, switch_role
from handlers.common.states import Help, Profile
from handlers.common.widgets import Label, Say
from handlers.organizer import previews
from handlers.organizer.home.getters import clinic
from handlers.organizer.states import (
    AddPerson,
    ClinicJournal,
    ClinicReports,
    ClinicSettings,
    OrganizerHome,
    PeopleList,
)


def home() -> Dialog:
    """Return the dialog."""
    return Dialog(
        Window(
            Multi(
                Say("organizer.home.title"),
                Multi(
                    Say("organizer.home.people"),
                    Say("organizer.home.waiting", when="waiting"),
                    Say("organizer.home.lost", when="lost"),
                ),
                role_line(),
                sep="\n\n",
            ),
            Row(
                Start(Label("organizer.button.people"), id="people", state=PeopleList.found),
                Start(Label("organizer.button.add"), id="add", state=AddPerson.role),
            ),
            Row(
                Start(Label("organizer.button.reports"), id="reports", state=ClinicReports.people),
                Start(Label("organizer.button.journal"), id="journal", state=ClinicJournal.day),
            ),
            Row(
                Start(Label("organizer.button.settings"), id="settings", state=ClinicSettings.main),
            ),
            Row(
                Start(Label("button.profile"), id="profile", state=Profile.main),
                Start(Label("button.help"), id="help", state=Help.main),
            ),
            switch_role(),
            state=OrganizerHome.main,
            getter=[clinic, active_role],
            preview_data=previews.HOME | ROLE_PREVIEW,
        ),
    )
