"""The help screen."""

from aiogram_dialog import Dialog, Window
from aiogram_dialog.widgets.kbd import Start
from aiogram_dialog.widgets.link_preview import LinkPreview
from aiogram_dialog.widgets.text import Case, Multi
from magic_filter import F

from handlers.common.help.getters import LEAVER, STRANGER, whom_to_ask
from handlers.common.states import Help, Profile, Support
from handlers.common.widgets import Label, Say, home_and_back
from handlers.patient.states import GettingIn
from models import Role

_OUTSIDE = (STRANGER, LEAVER)


def help_screens() -> Dialog:
    """Return the dialog."""
    return Dialog(
        Window(
            Multi(
                Say("help.title"),
                Multi(
                    Say("help.centre", when=F["support"] & ~F["role"].in_(_OUTSIDE)),
                    Say("help.support", when=F["support"] & F["role"].in_(_OUTSIDE)),
                    Say("help.emergency"),
                ),
                Case(
                    {
                        STRANGER: Say("help.stranger"),
                        LEAVER: Say("help.leaver"),
                        Role.ORGANIZER: Say("help.organizer"),
                        Role.DOCTOR: Say("help.doctor"),
                        Role.INSTRUCTOR: Say("help.instructor"),
                        Role.PATIENT: Say("help.patient"),
                    },
                    selector="role",
                ),
                sep="\n\n",
            ),
            LinkPreview(is_disabled=True),
            Start(
                Label("trial.button.open"), id="trial", state=GettingIn.trial, when=F["role"] == Role.PATIENT
            ),
            Start(
                Label("support.button.write"),
                id="write",
                state=Support.write,
                when=~F["role"].in_((*_OUTSIDE, Role.ORGANIZER)),
            ),
            Start(Label("button.profile"), id="profile", state=Profile.main, when=~F["role"].in_(_OUTSIDE)),
            home_and_back(),
            state=Help.main,
            getter=whom_to_ask,
            preview_data={"role": Role.PATIENT, "support": "+7 000 000-00-00"},
        ),
    )
