"""What is said of a link that lets nobody in."""

from aiogram_dialog import Dialog, Window
from aiogram_dialog.widgets.kbd import Button, Start
from aiogram_dialog.widgets.text import Format
from magic_filter import F

from handlers.common.dead_link.getters import opened
from handlers.common.dead_link.handlers import ask_anew
from handlers.common.states import DeadLink, Help, SignIn
from handlers.common.widgets import PRIMARY, Home, Label, Say

_PREVIEW = {"words": "<b>…</b>", "can_ask": True, "can_sign_in": True, "new": False}


def dead_link() -> Dialog:
    """Return the dialog."""
    return Dialog(
        Window(
            # HTML already, made of the catalogues' words.
            Format("{words}"),
            Button(
                Label("activation.button.ask_link"),
                id="ask",
                on_click=ask_anew,
                style=PRIMARY,
                when="can_ask",
            ),
            Start(Label("sign_in.button"), id="sign_in", state=SignIn.email, when="can_sign_in"),
            Start(Label("button.help"), id="help", state=Help.main),
            Home(),
            state=DeadLink.main,
            getter=opened,
            preview_data=_PREVIEW,
        ),
        Window(
            Say("activation.asked.new", when=F["dialog_data"]["new"]),
            Say("activation.asked.again", when=~F["dialog_data"]["new"]),
            Home(),
            state=DeadLink.asked,
            preview_data={"dialog_data": {"new": False}},
        ),
    )
