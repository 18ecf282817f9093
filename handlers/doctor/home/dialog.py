"""The doctor's first screen."""

from aiogram_dialog import Dialog, Window
from aiogram_dialog.widgets.kbd import Row, Start
from aiogram_dialog.widgets.text import Format, Multi
from magic_filter import F

from handlers.common.invitations import INVITATIONS_PREVIEW, invitation_lines, invitations
from handlers.common.roles import ROLE_PREVIEW, active_role, role_line, switch_role
from handlers.common.states import Help, Profile
from handlers.common.widgets import Label, Say
from handlers.doctor import previews
from handlers.doctor.home.getters import desk
from handlers.doctor.states import DoctorHome, DoctorPatients


def home() -> Dialog:
    """Return the dialog."""
    return Dialog(
        Window(
            Multi(
                Say("doctor.home.title"),
                Format("{lines}", when="lines"),
                Say("doctor.home.nothing", when=~F["lines"]),
                Say("doctor.home.patients"),
                invitation_lines(),
                role_line(),
                sep="\n\n",
            ),
            Start(
                Multi(
                    Label("doctor.button.waiting_count", when="waiting"),
                    Label("doctor.button.waiting", when=~F["waiting"]),
                ),
                id="waiting",
                state=DoctorPatients.waiting,
            ),
            Start(
                Multi(
                    Label("doctor.button.ending_count", when="ending"),
                    Label("doctor.button.ending", when=~F["ending"]),
                ),
                id="ending",
                state=DoctorPatients.ending,
            ),
            Start(Label("doctor.button.patients"), id="patients", state=DoctorPatients.found),
            Row(
                Start(Label("button.profile"), id="profile", state=Profile.main),
                Start(Label("button.help"), id="help", state=Help.main),
            ),
            switch_role(),
            state=DoctorHome.main,
            getter=[desk, invitations, active_role],
            preview_data=previews.HOME | INVITATIONS_PREVIEW | ROLE_PREVIEW,
        ),
    )
