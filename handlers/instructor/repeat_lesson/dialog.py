"""A lesson that repeats: on which days and how long, every date looked at, one save."""

from operator import itemgetter

from aiogram_dialog import Dialog, Window
from aiogram_dialog.widgets.input import TextInput
from aiogram_dialog.widgets.kbd import Button, Cancel, Group, Row, Select, SwitchTo
from aiogram_dialog.widgets.text import Format

from handlers.common.problems import shown_problem
from handlers.common.widgets import PRIMARY, SUCCESS, Calendar, Home, Label, Pages, Say
from handlers.instructor import previews
from handlers.instructor.choosing_time.handlers import ChoosingTime
from handlers.instructor.choosing_time.windows import choosing_windows
from handlers.instructor.lists import PAGE, item_id
from handlers.instructor.repeat_lesson import getters, handlers
from handlers.instructor.states import RepeatLesson

BACK = "back"
"""What the dialog ends with for whoever steps back to the single lesson."""


def repeat_lesson() -> Dialog:
    """Return the dialog."""
    steps = ChoosingTime(RepeatLesson.date, RepeatLesson.time, RepeatLesson.odd, handlers.moved)
    return Dialog(
        _how(),
        _many(),
        _until(),
        _dates(),
        _one(),
        *choosing_windows(steps, "repeat_lesson", RepeatLesson.one),
        _done(),
        getter=shown_problem,
    )


def _how() -> Window:
    return Window(
        Say("series.how"),
        Say("series.how.some", when="some"),
        Say("series.how.none", when="none"),
        Say("refusal.series-long", when="long"),
        Say("instructor.problem", when="problem"),
        Group(
            Select(
                Format("{item[label]}"),
                id="weekday",
                item_id_getter=itemgetter("id"),
                items="weekdays",
                type_factory=item_id,
                on_click=handlers.weekday,
            ),
            width=4,
        ),
        Row(
            SwitchTo(Label("series.button.many"), id="many", state=RepeatLesson.many),
            SwitchTo(Label("series.button.until"), id="until", state=RepeatLesson.until),
        ),
        Button(Label("button.next"), id="next", on_click=handlers.to_dates, style=PRIMARY),
        Row(
            Cancel(Label("button.back"), id="back", result=BACK),
            Cancel(Label("button.discard"), id="discard"),
        ),
        state=RepeatLesson.how,
        getter=getters.how,
        preview_data=previews.REPEAT,
    )


def _many() -> Window:
    return Window(
        Say("series.many"),
        Say("instructor.problem", when="problem"),
        TextInput(id="number", on_success=handlers.many),
        Group(
            Select(
                Format("{item[label]}"),
                id="some",
                item_id_getter=itemgetter("id"),
                items="numbers",
                on_click=handlers.many,
            ),
            width=3,
        ),
        SwitchTo(Label("button.back"), id="to_how", state=RepeatLesson.how),
        state=RepeatLesson.many,
        getter=getters.numbers,
        preview_data=previews.REPEAT,
    )


def _until() -> Window:
    return Window(
        Say("series.until"),
        Say("instructor.problem", when="problem"),
        TextInput(id="last", on_success=handlers.typed_until),
        Calendar("calendar_until", handlers.until),
        SwitchTo(Label("button.back"), id="to_how", state=RepeatLesson.how),
        state=RepeatLesson.until,
        getter=getters.days,
        preview_data=previews.REPEAT,
    )


def _dates() -> Window:
    return Window(
        Say("series.dates.title", count="count"),
        Say("series.dates.text"),
        Say("instructor.problem", when="problem"),
        Pages(
            Select(
                Format("{item[label]}"),
                id="one",
                item_id_getter=itemgetter("id"),
                items="dates",
                type_factory=item_id,
                on_click=handlers.open_one,
            ),
            id=handlers.PAGES,
            height=PAGE,
        ),
        Button(
            Label("series.button.skip_taken"), id="skip_taken", on_click=handlers.skip_taken, when="taken"
        ),
        Button(Label("button.save"), id="save", on_click=handlers.save, style=SUCCESS),
        Row(
            SwitchTo(Label("button.edit"), id="edit", state=RepeatLesson.how),
            Cancel(Label("button.discard"), id="discard"),
        ),
        state=RepeatLesson.dates,
        getter=getters.dates,
        preview_data=previews.DATES,
    )


def _one() -> Window:
    return Window(
        Say("series.one"),
        Say("series.one.remarks", when="lines"),
        Row(
            SwitchTo(Label("instructor.button.other_time"), id="other_time", state=RepeatLesson.time),
            SwitchTo(Label("instructor.button.other_day"), id="other_day", state=RepeatLesson.date),
        ),
        Button(Label("button.skip"), id="skip", on_click=handlers.skip, when="kept"),
        Button(Label("series.button.keep"), id="keep", on_click=handlers.keep, when="keepable"),
        SwitchTo(Label("button.back"), id="to_dates", state=RepeatLesson.dates),
        state=RepeatLesson.one,
        getter=getters.one_date,
        preview_data=previews.DATE_OF_SERIES,
    )


def _done() -> Window:
    return Window(
        Say("series.done", count="count"),
        Say("series.done.skipped", when="skipped"),
        Row(
            Button(Label("instructor.button.schedule"), id="schedule", on_click=handlers.to_schedule),
            Home(),
        ),
        state=RepeatLesson.done,
        getter=getters.saved,
        preview_data=previews.SERIES_DONE,
    )
