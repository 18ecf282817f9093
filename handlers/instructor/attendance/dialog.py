"""After a lesson: untick who was not there, a note, or why it was not held."""

from operator import itemgetter

from aiogram.enums import ContentType
from aiogram_dialog import Dialog, Window
from aiogram_dialog.widgets.input import MessageInput
from aiogram_dialog.widgets.kbd import Button, Column, Row, Select, SwitchTo
from aiogram_dialog.widgets.text import Format, Multi
from magic_filter import F

from handlers.common.problems import shown_problem
from handlers.common.widgets import SUCCESS, Label, Say, home_and_back
from handlers.instructor import previews
from handlers.instructor.attendance import handlers
from handlers.instructor.attendance.getters import sheet
from handlers.instructor.lists import item_id
from handlers.instructor.states import Attendance
from models import Outcome

NOT_HELD = ((Outcome.NOBODY_CAME, Outcome.NO_CONNECTION), (Outcome.NO_INSTRUCTOR, Outcome.OTHER))


def attendance() -> Dialog:
    """Return the dialog."""
    return Dialog(
        Window(
            Say("instructor.attendance.text"),
            Say("instructor.attendance.note", when="note"),
            Say("instructor.attendance.nobody", when="nobody"),
            Column(
                Select(
                    Format("{item[label]}"),
                    id="patient",
                    item_id_getter=itemgetter("id"),
                    items="places",
                    type_factory=item_id,
                    on_click=handlers.ticked,
                )
            ),
            Row(
                Button(Label("button.note"), id="note", on_click=handlers.note_wanted),
                SwitchTo(Label("button.not_held"), id="not_held", state=Attendance.not_held),
            ),
            Button(Label("button.save"), id="save", on_click=handlers.save, style=SUCCESS, when=~F["nobody"]),
            home_and_back(),
            state=Attendance.sheet,
            preview_data=previews.ATTENDANCE,
        ),
        Window(
            Multi(
                Say("instructor.attendance.note_title"),
                Say("support.problem", when="problem"),
                Say("instructor.attendance.note_now", when="note"),
                sep="\n\n",
            ),
            MessageInput(handlers.note_typed, content_types=ContentType.TEXT),
            home_and_back(Attendance.sheet),
            state=Attendance.note,
            getter=shown_problem,
            preview_data={**previews.ATTENDANCE, "problem": "…"},
        ),
        Window(
            Say("instructor.attendance.why"),
            *(Row(*(_reason(outcome) for outcome in row)) for row in NOT_HELD),
            home_and_back(Attendance.sheet),
            state=Attendance.not_held,
            preview_data=previews.ATTENDANCE,
        ),
        Window(
            Say("instructor.attendance.saved", when=~F["not_held"]),
            Say("instructor.attendance.was_not_held", when="not_held"),
            SwitchTo(Label("button.edit"), id="edit", state=Attendance.sheet),
            home_and_back(),
            state=Attendance.saved,
            preview_data=previews.ATTENDANCE,
        ),
        getter=sheet,
    )


def _reason(outcome: Outcome) -> Button:
    label = Label(f"instructor.outcome.{outcome.value}")
    return Button(label, id=outcome.value, on_click=handlers.not_held)
