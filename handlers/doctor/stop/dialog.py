"""Suspending or refusing a clearance: what follows, done."""

from aiogram.fsm.state import State
from aiogram_dialog import Dialog, Window
from aiogram_dialog.widgets.kbd import Button, Cancel, Row
from aiogram_dialog.widgets.text import Multi
from magic_filter import F

from handlers.common.widgets import DANGER, Home, Label, Say, home_and_back
from handlers.doctor import previews
from handlers.doctor.states import StopClearance
from handlers.doctor.stop.getters import outcome, stopped
from handlers.doctor.stop.handlers import refuse, suspend


def _asking(title: Say, confirm: Button, state: State) -> Window:
    return Window(
        Multi(
            title,
            Multi(
                Say("doctor.stop.name"),
                Say("doctor.stop.closing", when="closing"),
                Say("doctor.stop.nothing", when=~F["closing"]),
                Say("doctor.stop.begun", when="begun"),
            ),
            Multi(
                Say("doctor.stop.patient"),
                Say("doctor.stop.instructor", when="instructor"),
            ),
            sep="\n\n",
        ),
        confirm,
        Row(Cancel(Label("button.discard"), id="discard"), Home()),
        state=state,
        getter=outcome,
        preview_data=previews.STOP,
    )


def stop_clearance() -> Dialog:
    """Return the dialog."""
    return Dialog(
        _asking(
            Say("doctor.suspend.title"),
            Button(Label("button.suspend"), id="suspend", on_click=suspend, style=DANGER),
            StopClearance.suspend,
        ),
        _asking(
            Say("doctor.refuse.title"),
            Button(Label("button.refuse"), id="refuse", on_click=refuse, style=DANGER),
            StopClearance.refuse,
        ),
        Window(
            Multi(
                Say("doctor.stopped.title"),
                Multi(Say("doctor.stop.name"), Say("doctor.stopped.closed", when="closed")),
                sep="\n\n",
            ),
            home_and_back(),
            state=StopClearance.done,
            getter=stopped,
            preview_data=previews.STOP,
        ),
    )
