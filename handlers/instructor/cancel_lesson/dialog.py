"""Calling a lesson off: who will read of it, then the deed."""

from aiogram_dialog import Dialog, Window
from aiogram_dialog.widgets.kbd import Button, Cancel, Row

from handlers.common.widgets import DANGER, Home, Label, Say, home_and_back
from handlers.instructor import previews
from handlers.instructor.cancel_lesson.getters import concerned
from handlers.instructor.cancel_lesson.handlers import call_off
from handlers.instructor.states import CancelLesson


def cancel_lesson() -> Dialog:
    """Return the dialog."""
    return Dialog(
        Window(
            Say("instructor.cancel_lesson.confirm"),
            Say("instructor.told", when="told"),
            Say("instructor.told_later", when="later"),
            Say("instructor.told_nobody", when="nobody"),
            Button(Label("button.cancel_lesson"), id="call_off", on_click=call_off, style=DANGER),
            Row(Cancel(Label("button.keep_lesson"), id="keep"), Home()),
            state=CancelLesson.confirm,
            preview_data=previews.CANCEL,
        ),
        Window(
            Say("instructor.cancel_lesson.done"),
            Say("instructor.told", when="told"),
            Say("instructor.told_later", when="later"),
            Say("instructor.told_nobody", when="nobody"),
            home_and_back(),
            state=CancelLesson.done,
            preview_data=previews.CANCEL,
        ),
        getter=concerned,
    )
