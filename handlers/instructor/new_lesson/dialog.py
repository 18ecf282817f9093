"""A new lesson: date, time, minutes, patients, specialists and a note, check."""

from aiogram_dialog import Dialog, Window
from aiogram_dialog.widgets.kbd import Button, Cancel, Row, SwitchTo
from magic_filter import F

from handlers.common.problems import shown_problem
from handlers.common.widgets import PRIMARY, SUCCESS, Home, Label, Say
from handlers.instructor import previews
from handlers.instructor.choosing_length import common_lengths, length_field
from handlers.instructor.choosing_people.windows import patients_window, specialists_window
from handlers.instructor.choosing_time.handlers import ChoosingTime
from handlers.instructor.choosing_time.windows import choosing_windows, nearby_times, out, typed_time
from handlers.instructor.new_lesson import getters, handlers
from handlers.instructor.states import NewLesson


def new_lesson() -> Dialog:
    """Return the dialog."""
    steps = ChoosingTime(NewLesson.date, NewLesson.time, NewLesson.odd, handlers.time_chosen)
    return Dialog(
        *choosing_windows(steps, "new_lesson", NewLesson.check),
        _minutes(),
        _patients(),
        _specialists(),
        _check(),
        _busy(steps),
        _done(),
        on_start=handlers.beginning(steps),
        on_process_result=handlers.repeated,
        getter=shown_problem,
    )


def _minutes() -> Window:
    return Window(
        Say("instructor.new_lesson.minutes"),
        Say("instructor.problem", when="problem"),
        length_field(handlers.length),
        common_lengths(handlers.length),
        out(NewLesson.check, NewLesson.time),
        state=NewLesson.minutes,
        getter=getters.lengths,
        preview_data=previews.MINUTES,
    )


def _patients() -> Window:
    return patients_window(
        NewLesson.patients,
        Button(Label("button.next"), id="next", on_click=handlers.patients_chosen, style=PRIMARY),
        out(NewLesson.check, NewLesson.minutes),
    )


def _specialists() -> Window:
    return specialists_window(
        NewLesson.specialists,
        Button(Label("button.next"), id="next", on_click=handlers.to_check, style=PRIMARY, when=~F["empty"]),
        Button(Label("button.skip"), id="skip", on_click=handlers.to_check, when="empty"),
        out(NewLesson.check, NewLesson.patients),
    )


def _check() -> Window:
    return Window(
        Say("instructor.new_lesson.check"),
        Say("instructor.told_later", when="later"),
        Say("instructor.specialists.named", when="specialists"),
        Say("instructor.specialists.note", when="note"),
        Say("instructor.new_lesson.at_once", when="at_once"),
        Button(Label("button.save"), id="save", on_click=handlers.save, style=SUCCESS),
        Row(
            SwitchTo(Label("button.date"), id="edit_date", state=NewLesson.date),
            SwitchTo(Label("button.time"), id="edit_time", state=NewLesson.time),
        ),
        Row(
            SwitchTo(Label("button.minutes"), id="edit_minutes", state=NewLesson.minutes),
            SwitchTo(Label("button.patients"), id="edit_patients", state=NewLesson.patients),
        ),
        Row(
            SwitchTo(Label("button.specialists"), id="edit_specialists", state=NewLesson.specialists),
            SwitchTo(Label("button.note"), id="edit_note", state=NewLesson.specialists),
        ),
        Row(
            Button(Label("series.button.repeat"), id="repeat", on_click=handlers.repeat),
            Cancel(Label("button.discard"), id="discard"),
        ),
        state=NewLesson.check,
        getter=getters.summary,
        preview_data=previews.CHECK,
    )


def _busy(steps: ChoosingTime) -> Window:
    return Window(
        Say("instructor.busy.text"),
        Say("instructor.busy.free", when="free"),
        Say("instructor.problem", when="problem"),
        typed_time(steps),
        Say("series.nearby", when="nearby"),
        nearby_times(steps),
        Button(Label("button.next"), id="retry", on_click=handlers.to_check, when="free", style=PRIMARY),
        Row(
            SwitchTo(Label("instructor.button.other_time"), id="other_time", state=NewLesson.time),
            SwitchTo(Label("instructor.button.other_day"), id="other_day", state=NewLesson.date),
        ),
        Row(
            SwitchTo(Label("button.patients"), id="other_patients", state=NewLesson.patients),
            SwitchTo(Label("button.specialists"), id="other_people", state=NewLesson.specialists),
        ),
        Cancel(Label("button.discard"), id="discard"),
        state=NewLesson.busy,
        getter=getters.obstacles,
        preview_data=previews.BUSY,
    )


def _done() -> Window:
    return Window(
        Say("instructor.new_lesson.done"),
        Button(
            Label("instructor.button.open_lesson"), id="open", on_click=handlers.open_saved, style=PRIMARY
        ),
        Row(
            Button(Label("instructor.button.another"), id="another", on_click=handlers.another),
            Button(Label("instructor.button.calendar"), id="calendar", on_click=handlers.to_calendar),
        ),
        Home(),
        state=NewLesson.done,
        getter=getters.saved,
        preview_data=previews.DONE,
    )
