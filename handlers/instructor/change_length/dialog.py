"""How long a lesson lasts: minutes, for which of a series, done."""

from aiogram_dialog import Dialog, Window
from aiogram_dialog.widgets.kbd import Button, Cancel, Row, SwitchTo

from handlers.common.problems import shown_problem
from handlers.common.widgets import PRIMARY, Home, Label, Say
from handlers.instructor import previews
from handlers.instructor.change_length import getters, handlers
from handlers.instructor.choosing_length import common_lengths, length_field
from handlers.instructor.choosing_scope import scope_buttons
from handlers.instructor.states import ChangeLength


def change_length() -> Dialog:
    """Return the dialog."""
    return Dialog(
        Window(
            Say("length.minutes"),
            Say("instructor.problem", when="problem"),
            length_field(handlers.length),
            common_lengths(handlers.length),
            Cancel(Label("button.discard"), id="discard"),
            state=ChangeLength.minutes,
            getter=getters.lengths,
            preview_data=previews.LENGTH,
        ),
        Window(
            Say("length.check", count="count"),
            Say("length.taken", when="taken"),
            Say("instructor.told", when="told"),
            Say("instructor.told_later", when="later"),
            scope_buttons(),
            Button(Label("button.save"), id="save", on_click=handlers.save, style=PRIMARY),
            Row(
                SwitchTo(Label("button.minutes"), id="edit", state=ChangeLength.minutes),
                Cancel(Label("button.discard"), id="discard"),
            ),
            state=ChangeLength.check,
            getter=getters.summary,
            preview_data=previews.LENGTH,
        ),
        Window(
            Say("length.done"),
            Row(Cancel(Label("instructor.button.open_lesson"), id="open"), Home()),
            state=ChangeLength.done,
            getter=getters.saved,
            preview_data=previews.LENGTH,
        ),
        getter=shown_problem,
    )
