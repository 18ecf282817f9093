"""Writing to the clinic: the words, a look at them, sent."""

from aiogram_dialog import Dialog, Window
from aiogram_dialog.widgets.input import MessageInput
from aiogram_dialog.widgets.kbd import Button, SwitchTo
from aiogram_dialog.widgets.text import Multi
from magic_filter import F

from handlers.common.problems import shown_problem
from handlers.common.states import Support
from handlers.common.support.getters import written
from handlers.common.support.handlers import send, typed
from handlers.common.support.previews import WRITTEN
from handlers.common.widgets import PRIMARY, Label, Say, home_and_back


def writing() -> Dialog:
    """Return the dialog."""
    return Dialog(
        Window(
            Multi(
                Say("support.write.title"),
                Multi(
                    Say("support.problem", when="problem"),
                    Say("support.write.text", when=~F["problem"]),
                    Say("support.write.urgent", when="patient"),
                ),
                sep="\n\n",
            ),
            MessageInput(typed),
            home_and_back(),
            state=Support.write,
            preview_data=WRITTEN,
        ),
        Window(
            Multi(
                Say("support.check.title"),
                Multi(Say("voice.said", when="length"), Say("support.check.text", when="text")),
                sep="\n\n",
            ),
            Button(Label("support.button.send"), id="send", on_click=send, style=PRIMARY),
            SwitchTo(Label("button.edit"), id="edit", state=Support.write),
            home_and_back(Support.write),
            state=Support.check,
            preview_data=WRITTEN,
        ),
        Window(
            Multi(
                Say("support.sent.title"),
                Multi(Say("support.sent.text"), Say("help.centre", when="support")),
                sep="\n\n",
            ),
            home_and_back(),
            state=Support.sent,
            preview_data=WRITTEN,
        ),
        getter=[written, shown_problem],
    )
