"""The welcome of a stranger: who registers them, and where their link belongs."""

from aiogram_dialog import Dialog, Window
from aiogram_dialog.widgets.input import TextInput
from aiogram_dialog.widgets.kbd import Start, SwitchTo
from aiogram_dialog.widgets.text import Multi
from magic_filter import F

from handlers.common.states import Help, SignIn, Welcome
from handlers.common.welcome.handlers import not_a_link
from handlers.common.widgets import PRIMARY, Home, Label, Say, home_and_back


def welcome() -> Dialog:
    """Return the dialog."""
    return Dialog(
        Window(
            Say("activation.welcome.text"),
            Start(Label("sign_in.button"), id="sign_in", state=SignIn.email, style=PRIMARY),
            SwitchTo(Label("activation.button.have_link"), id="link", state=Welcome.link),
            Start(Label("button.help"), id="help", state=Help.main),
            state=Welcome.main,
            preview_data={},
        ),
        Window(
            Multi(
                Say("activation.welcome.link"),
                Say("refusal.link-unknown", when=F["dialog_data"]["problem"]),
                sep="\n\n",
            ),
            TextInput("typed", on_success=not_a_link),
            home_and_back(Welcome.main),
            state=Welcome.link,
            preview_data={"dialog_data": {"problem": True}},
        ),
        Window(
            Say("activation.rejected.text"),
            Home(),
            state=Welcome.rejected,
            preview_data={},
        ),
    )
