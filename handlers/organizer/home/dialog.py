"""The organizer's first screen."""

from aiogram_dialog import Dialog, Window
from aiogram_dialog.widgets.kbd import Row, Start
from aiogram_dialog.widgets.text import Multi

from handlers.common.states import Help
from handlers.common.widgets import Label, Say
from handlers.organizer import previews
from handlers.organizer.home.getters import clinic
from handlers.organizer.states import AddPerson, ClinicJournal, OrganizerHome, PeopleList


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
                sep="\n\n",
            ),
            Row(
                Start(Label("organizer.button.people"), id="people", state=PeopleList.found),
                Start(Label("organizer.button.add"), id="add", state=AddPerson.role),
            ),
            Start(Label("organizer.button.journal"), id="journal", state=ClinicJournal.day),
            Start(Label("button.help"), id="help", state=Help.main),
            state=OrganizerHome.main,
            getter=clinic,
            preview_data=previews.HOME,
        ),
    )
