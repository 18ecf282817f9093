"""How one gets in, a trial of camera and microphone, and what becomes of it."""

from aiogram_dialog import Dialog, Window
from aiogram_dialog.widgets.kbd import Button, SwitchTo
from aiogram_dialog.widgets.link_preview import LinkPreview
from aiogram_dialog.widgets.text import Multi

from handlers.common.widgets import PRIMARY, SUCCESS, Label, Link, Say, home_and_back
from handlers.patient.getting_in import getters, handlers
from handlers.patient.states import GettingIn

_PREVIEW = {
    "name": "Maria",
    "join_url": "https://zoom.us/j/1",
    "test_url": "https://zoom.us/test",
    "instructor": "Alla",
    "support": "+7 000 000-00-00",
}


def getting_in() -> Dialog:
    """Return the dialog."""
    return Dialog(
        Window(
            Multi(Say("entering.screen_title"), Say("entering.steps"), sep="\n\n"),
            Link(Label("button.join_lesson"), "join_url", style=PRIMARY),
            Button(Label("trial.button.open"), id="trial", on_click=handlers.trial),
            Button(Label("entering.button.help_in"), id="help_in", on_click=handlers.ask_for_help),
            home_and_back(),
            state=GettingIn.steps,
            getter=[getters.reader, getters.way_in],
            preview_data=_PREVIEW,
        ),
        Window(
            Multi(Say("trial.title"), Say("trial.text"), sep="\n\n"),
            LinkPreview(is_disabled=True),
            Link(Label("trial.button.meeting"), "test_url"),
            SwitchTo(Label("trial.button.works"), id="works", state=GettingIn.works, style=SUCCESS),
            Button(Label("trial.button.fails"), id="fails", on_click=handlers.fails),
            home_and_back(),
            state=GettingIn.trial,
            getter=getters.reader,
            preview_data=_PREVIEW,
        ),
        Window(
            Multi(Say("trial.works.title"), Say("trial.works.text"), sep="\n\n"),
            home_and_back(),
            state=GettingIn.works,
            getter=getters.reader,
            preview_data=_PREVIEW,
        ),
        Window(
            Multi(
                Say("trial.told.title"),
                Say("trial.told.text"),
                Say("trial.told.centre", when="support"),
                sep="\n\n",
            ),
            home_and_back(),
            state=GettingIn.told,
            getter=getters.reader,
            preview_data=_PREVIEW,
        ),
    )
