"""The organizer's first screen."""

from aiogram_dialog import Dialog, Window
from aiogram_dialog.widgets.kbd import Button, Row, Start
from aiogram_dialog.widgets.text import Format, Multi
from magic_filter import F

from handlers.common.invitations import INVITATIONS_PREVIEW, invitation_lines, invitations
from handlers.common.roles import ROLE_PREVIEW, active_role, role_line, switch_role
from handlers.common.states import Help, Profile
from handlers.common.widgets import Label, Say
from handlers.organizer import previews
from handlers.organizer.checkup.handlers import check
from handlers.organizer.home.getters import clinic
from handlers.organizer.states import (
    AddPerson,
    ClinicJournal,
    ClinicReports,
    ClinicSettings,
    ImportPeople,
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
                    Format("{checked}", when="checked"),
                ),
                invitation_lines(),
                role_line(),
                sep="\n\n",
            ),
            Row(
                Start(Label("organizer.button.people"), id="people", state=PeopleList.found),
                Start(Label("organizer.button.add"), id="add", state=AddPerson.role),
            ),
            Start(Label("organizer.button.import"), id="import", state=ImportPeople.ask),
            Row(
                Start(Label("organizer.button.reports"), id="reports", state=ClinicReports.people),
                Start(Label("organizer.button.journal"), id="journal", state=ClinicJournal.day),
            ),
            Row(
                Button(
                    Multi(
                        Label("organizer.button.check_remarks", when="remarks"),
                        Label("organizer.button.check", when=~F["remarks"]),
                    ),
                    id="check",
                    on_click=check,
                ),
                Start(Label("organizer.button.settings"), id="settings", state=ClinicSettings.main),
            ),
            Row(
                Start(Label("button.profile"), id="profile", state=Profile.main),
                Start(Label("button.help"), id="help", state=Help.main),
            ),
            switch_role(),
            state=OrganizerHome.main,
            getter=[clinic, invitations, active_role],
            preview_data=previews.HOME | INVITATIONS_PREVIEW | ROLE_PREVIEW,
        ),
    )
