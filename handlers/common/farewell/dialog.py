"""Until when a record can be kept after all, and the press that does it."""

from aiogram_dialog import Dialog, Window
from aiogram_dialog.widgets.kbd import Button
from aiogram_dialog.widgets.text import Multi

from handlers.common.farewell.getters import until
from handlers.common.farewell.handlers import taken_back
from handlers.common.states import FarewellHome
from handlers.common.widgets import PRIMARY, Label, Say


def farewell() -> Dialog:
    """Return the dialog."""
    return Dialog(
        Window(
            Multi(Say("privacy.farewell.title"), Say("privacy.farewell.text"), sep="\n\n"),
            Button(Label("privacy.button.take_back"), id="back", on_click=taken_back, style=PRIMARY),
            state=FarewellHome.main,
            getter=until,
            preview_data={"day": "24"},
        ),
    )
