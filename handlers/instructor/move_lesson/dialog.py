"""Moving a lesson: date, time, who will be told."""

from aiogram_dialog import Dialog, Window
from aiogram_dialog.widgets.kbd import Button, Cancel, Row, SwitchTo
from magic_filter import F

from handlers.common.problems import shown_problem
from handlers.common.widgets import PRIMARY, Home, Label, Say
from handlers.instructor import previews
from handlers.instructor.choosing_scope import scope_buttons
from handlers.instructor.choosing_time.handlers import ChoosingTime
from handlers.instructor.choosing_time.windows import choosing_windows, nearby_times, typed_time
from handlers.instructor.move_lesson import getters, handlers
from handlers.instructor.states import MoveLesson


def move_lesson() -> Dialog:
    """Return the dialog."""
    steps = ChoosingTime(MoveLesson.date, MoveLesson.time, MoveLesson.odd, handlers.to_check)
    return Dialog(
        *choosing_windows(steps, "move_lesson", MoveLesson.check),
        Window(
            Say("instructor.move_lesson.check", when=~F["several"]),
            Say("moving.check", count="count", when="several"),
            Say("moving.taken", when="taken"),
            Say("instructor.move_lesson.told", when="told"),
            Say("instructor.told_later", when="later"),
            Say("instructor.move_lesson.untold", when="untold"),
            scope_buttons(),
            Button(Label("button.move_and_tell"), id="save", on_click=handlers.save, style=PRIMARY),
            Row(
                SwitchTo(Label("button.date"), id="edit_date", state=MoveLesson.date),
                SwitchTo(Label("button.time"), id="edit_time", state=MoveLesson.time),
            ),
            Cancel(Label("button.discard"), id="discard"),
            state=MoveLesson.check,
            getter=getters.summary,
            preview_data=previews.MOVE,
        ),
        Window(
            Say("instructor.busy.text"),
            Say("instructor.busy.free", when="free"),
            Say("instructor.problem", when="problem"),
            typed_time(steps),
            Say("series.nearby", when="nearby"),
            nearby_times(steps),
            Button(Label("button.next"), id="retry", on_click=handlers.to_check, when="free", style=PRIMARY),
            Row(
                SwitchTo(Label("instructor.button.other_time"), id="other_time", state=MoveLesson.time),
                SwitchTo(Label("instructor.button.other_day"), id="other_day", state=MoveLesson.date),
            ),
            Cancel(Label("button.discard"), id="discard"),
            state=MoveLesson.busy,
            getter=getters.obstacles,
            preview_data=previews.BUSY,
        ),
        Window(
            Say("instructor.move_lesson.done", when=~F["moved"]),
            Say("moving.done", count="moved", when="moved"),
            Say("instructor.told", when="told"),
            Say("instructor.told_later", when="later"),
            Say("instructor.told_nobody", when="nobody"),
            Row(Cancel(Label("instructor.button.open_lesson"), id="open"), Home()),
            state=MoveLesson.done,
            getter=getters.saved,
            preview_data=previews.MOVE,
        ),
        getter=[getters.present, shown_problem],
    )
