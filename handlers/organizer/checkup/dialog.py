"""The look at the settings: under way, then what it found."""

from aiogram_dialog import Dialog, Window
from aiogram_dialog.widgets.kbd import Button, Start
from aiogram_dialog.widgets.text import Format, Multi
from magic_filter import F

from handlers.common.widgets import PRIMARY, Label, Say, home_and_back
from handlers.organizer import previews
from handlers.organizer.checkup.getters import latest
from handlers.organizer.checkup.handlers import check_again
from handlers.organizer.states import MeetingHostList, SettingsCheck


def settings_check() -> Dialog:
    """Return the dialog."""
    return Dialog(
        Window(
            Multi(
                Say("checkup.running", when="running"),
                Say("checkup.never", when="never"),
                Say("checkup.title", when="moment"),
                # HTML already, made of the catalogues' words.
                Format("{lines}", when="moment"),
                sep="\n\n",
            ),
            Button(
                Label("organizer.button.check_again"),
                id="again",
                on_click=check_again,
                style=PRIMARY,
                when=~F["running"],
            ),
            Start(Label("organizer.button.hosts"), id="hosts", state=MeetingHostList.all, when=~F["running"]),
            home_and_back(),
            state=SettingsCheck.main,
            getter=latest,
            preview_data=previews.CHECKUP,
        ),
    )
