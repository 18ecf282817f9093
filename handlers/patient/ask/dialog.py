"""Asking the instructor: the words, a look at them, sent."""

from aiogram_dialog import Dialog, Window
from aiogram_dialog.widgets.input import MessageInput
from aiogram_dialog.widgets.kbd import Button, SwitchTo
from aiogram_dialog.widgets.text import Multi
from magic_filter import F

from handlers.common.problems import shown_problem
from handlers.common.widgets import PRIMARY, Label, Say, home_and_back
from handlers.patient.ask.getters import written
from handlers.patient.ask.handlers import send, typed
from handlers.patient.states import AskInstructor

_WRITTEN = {"problem": None, "text": "…", "length": "0:07", "name": "Alla"}


def asking() -> Dialog:
    """Return the dialog."""
    return Dialog(
        Window(
            Multi(
                Say("ask.write.title"),
                Multi(
                    Say("support.problem", when="problem"),
                    Say("ask.write.text", when=~F["problem"]),
                    Say("support.write.urgent"),
                ),
                sep="\n\n",
            ),
            MessageInput(typed),
            home_and_back(),
            state=AskInstructor.write,
            preview_data=_WRITTEN,
        ),
        Window(
            Multi(
                Say("ask.check.title"),
                Multi(
                    Say("voice.said", when="length"),
                    Say("support.check.text", when="text"),
                    Say("support.write.urgent"),
                ),
                sep="\n\n",
            ),
            Button(Label("ask.button.send"), id="send", on_click=send, style=PRIMARY),
            SwitchTo(Label("button.edit"), id="edit", state=AskInstructor.write),
            home_and_back(AskInstructor.write),
            state=AskInstructor.check,
            preview_data=_WRITTEN,
        ),
        Window(
            Multi(Say("ask.sent.title"), Say("ask.sent.text"), sep="\n\n"),
            home_and_back(),
            state=AskInstructor.sent,
            preview_data=_WRITTEN,
        ),
        getter=[written, shown_problem],
    )
