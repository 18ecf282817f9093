"""One message."""

from aiogram_dialog import Dialog, Window
from aiogram_dialog.widgets.text import Format
from magic_filter import F

from handlers.common.letter.getters import PREVIEW, words
from handlers.common.states import Letter
from handlers.common.widgets import Say, home_and_back


def letter() -> Dialog:
    """Return the dialog."""
    return Dialog(
        Window(
            # HTML already, made of the catalogues' words.
            Format("{words}", when="words"),
            Say("discreet.gone", when=~F["words"]),
            home_and_back(),
            state=Letter.text,
            getter=words,
            preview_data=PREVIEW,
        ),
    )
