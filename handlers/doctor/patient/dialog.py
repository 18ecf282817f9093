"""One patient's card."""

from aiogram_dialog import Dialog, Window
from aiogram_dialog.widgets.kbd import Button, Row
from aiogram_dialog.widgets.text import Format, Multi
from magic_filter import F

from handlers.common.widgets import DANGER, SUCCESS, Label, Say, home_and_back
from handlers.doctor import previews
from handlers.doctor.patient.getters import card
from handlers.doctor.patient.handlers import give, refuse, suspend
from handlers.doctor.states import DoctorPatient


def patient_card() -> Dialog:
    """Return the dialog."""
    return Dialog(
        Window(
            Multi(
                Say("doctor.card.title"),
                Multi(
                    Say("doctor.card.clearance"),
                    Say("doctor.card.instructor", when="instructor"),
                    Say("doctor.card.no_instructor", when=~F["instructor"]),
                ),
                Multi(
                    Say("doctor.card.lessons", when="lessons"),
                    # HTML already, made of the catalogues' words.
                    Format("{lessons}", when="lessons"),
                    Say("doctor.card.more", when="more"),
                    Say("doctor.card.no_lessons", when=~F["lessons"]),
                ),
                sep="\n\n",
            ),
            Button(Label("button.clear"), id="give", on_click=give, style=SUCCESS, when="new"),
            Button(Label("button.resume"), id="resume", on_click=give, style=SUCCESS, when="suspended"),
            Row(
                Button(Label("button.prolong"), id="prolong", on_click=give, style=SUCCESS),
                Button(Label("button.suspend"), id="suspend", on_click=suspend, style=DANGER),
                when="given",
            ),
            Button(Label("button.refuse"), id="refuse", on_click=refuse, style=DANGER, when="refusable"),
            home_and_back(),
            state=DoctorPatient.card,
            getter=card,
            preview_data=previews.CARD,
        ),
    )
