"""Closing somebody's access: what stands in the way, the question, the end."""

from aiogram_dialog import Dialog, Window
from aiogram_dialog.widgets.kbd import Button, SwitchTo
from aiogram_dialog.widgets.text import Format, Multi
from magic_filter import F

from handlers.common.widgets import DANGER, PRIMARY, SUCCESS, Label, Say, home_and_back
from handlers.organizer import previews
from handlers.organizer.leaving.getters import ahead
from handlers.organizer.leaving.handlers import cancel_lessons, close, hand_over, reopen, take_out
from handlers.organizer.states import CloseAccess


def close_access() -> Dialog:
    """Return the dialog."""
    return Dialog(
        Window(
            Multi(
                Say("organizer.leaving.not_yet", when="lessons"),
                Say("organizer.leaving.ask", when=~F["lessons"]),
                Multi(Format("{lines}"), Say("organizer.leaving.patient", when="can_be_left")),
                sep="\n\n",
            ),
            Button(
                Label("organizer.button.hand_over"),
                id="hand_over",
                on_click=hand_over,
                style=PRIMARY,
                when="can_be_cancelled",
            ),
            SwitchTo(
                Label("organizer.button.take_out"),
                id="places",
                state=CloseAccess.places,
                style=DANGER,
                when="can_be_left",
            ),
            SwitchTo(
                Label("organizer.button.cancel_lessons"),
                id="lessons",
                state=CloseAccess.lessons,
                style=DANGER,
                when="can_be_cancelled",
            ),
            Button(
                Label("organizer.button.close_access"),
                id="close",
                on_click=close,
                style=DANGER,
                when=~F["lessons"],
            ),
            home_and_back(),
            state=CloseAccess.ask,
            preview_data=previews.LEAVING,
        ),
        Window(
            Multi(Say("organizer.leaving.cancel_all"), Format("{lines}"), sep="\n\n"),
            Button(
                Label("organizer.button.cancel_and_tell"), id="cancel", on_click=cancel_lessons, style=DANGER
            ),
            home_and_back(CloseAccess.ask),
            state=CloseAccess.lessons,
            preview_data=previews.LEAVING,
        ),
        Window(
            Multi(Say("organizer.leaving.take_out"), Format("{lines}"), sep="\n\n"),
            Button(
                Label("organizer.button.take_out_and_tell"), id="take_out", on_click=take_out, style=DANGER
            ),
            home_and_back(CloseAccess.ask),
            state=CloseAccess.places,
            preview_data=previews.LEAVING,
        ),
        Window(
            Say("organizer.leaving.closed"),
            Button(Label("organizer.button.reopen"), id="reopen", on_click=reopen, style=SUCCESS),
            home_and_back(),
            state=CloseAccess.closed,
            preview_data=previews.LEAVING,
        ),
        getter=ahead,
    )
