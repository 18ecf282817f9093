"""Who is in a lesson: patients, specialists and a note, what a change would do, done."""

from aiogram_dialog import Dialog, Window
from aiogram_dialog.widgets.kbd import Button, Cancel, Row, SwitchTo

from handlers.common.problems import shown_problem
from handlers.common.widgets import PRIMARY, Home, Label, Say
from handlers.instructor import previews
from handlers.instructor.change_people import getters, handlers
from handlers.instructor.choosing_people.windows import patients_window, specialists_window
from handlers.instructor.choosing_scope import scope_buttons
from handlers.instructor.states import ChangePeople


def change_people() -> Dialog:
    """Return the dialog."""
    return Dialog(
        patients_window(ChangePeople.patients, _to_check(), Cancel(Label("button.discard"), id="discard")),
        specialists_window(
            ChangePeople.specialists, _to_check(), Cancel(Label("button.discard"), id="discard")
        ),
        Window(
            Say("people.check"),
            Say("people.none", when="none"),
            Say("people.added", when="added"),
            Say("people.removed", when="removed"),
            Say("people.invited", when="invited"),
            Say("people.uninvited", when="uninvited"),
            Say("people.noted", when="noted"),
            Say("people.note_gone", when="note_gone"),
            Say("people.taken", when="taken"),
            Say("people.several", when="several", count="several"),
            Say("instructor.told", when="told"),
            Say("instructor.told_later", when="later"),
            Say("instructor.problem", when="refused"),
            scope_buttons(),
            Button(Label("button.save"), id="save", on_click=handlers.save, style=PRIMARY, when="savable"),
            Row(
                SwitchTo(Label("button.patients"), id="edit_patients", state=ChangePeople.patients),
                SwitchTo(Label("button.specialists"), id="edit_others", state=ChangePeople.specialists),
            ),
            Cancel(Label("button.discard"), id="discard"),
            state=ChangePeople.check,
            getter=getters.summary,
            preview_data=previews.PEOPLE,
        ),
        Window(
            Say("people.done", count="count"),
            Row(Cancel(Label("instructor.button.open_lesson"), id="open"), Home()),
            state=ChangePeople.done,
            getter=getters.saved,
            preview_data=previews.PEOPLE,
        ),
        on_start=handlers.begin,
        getter=shown_problem,
    )


def _to_check() -> SwitchTo:
    return SwitchTo(Label("button.next"), id="next", state=ChangePeople.check, style=PRIMARY)
