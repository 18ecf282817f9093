"""One message."""

from aiogram_dialog import Dialog, Window
from aiogram_dialog.widgets.kbd import Button
from aiogram_dialog.widgets.text import Format
from magic_filter import F

from handlers.common.letter.getters import PREVIEW, words
from handlers.common.letter.handlers import go_on
from handlers.common.states import Letter
from handlers.common.widgets import PRIMARY, Label, Say, home_and_back


def letter() -> Dialog:
    """Return the dialog."""
    return Dialog(
        Window(
            # HTML already, made of the catalogues' words.
            Format("{words}", when="words"),
            Say("discreet.gone", when=~F["words"]),
            Button(
                Label("support.button.reply"),
                id="answer",
                on_click=go_on,
                when=F["presses"]["answer"],
                style=PRIMARY,
            ),
            Button(Label("support.button.more"), id="ask", on_click=go_on, when=F["presses"]["ask"]),
            Button(
                Label("support.button.more"),
                id="ask_instructor",
                on_click=go_on,
                when=F["presses"]["ask_instructor"],
            ),
            Button(
                Label("support.button.more"),
                id="ask_leading",
                on_click=go_on,
                when=F["presses"]["ask_leading"],
            ),
            Button(Label("button.open_card"), id="person", on_click=go_on, when=F["presses"]["person"]),
            home_and_back(),
            state=Letter.text,
            getter=words,
            preview_data=PREVIEW,
        ),
    )
