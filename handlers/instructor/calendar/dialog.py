"""The calendar: a week as a picture with the same in words, a day with its empty hours, a month.

Every window has the picture, so that leafing through edits one message.
"""

from datetime import date
from operator import itemgetter

from aiogram_dialog import Dialog, LaunchMode, Window
from aiogram_dialog.widgets.input import TextInput
from aiogram_dialog.widgets.kbd import Button, Group, Row, Select, SwitchTo
from aiogram_dialog.widgets.media import DynamicMedia
from aiogram_dialog.widgets.text import Format
from magic_filter import F

from handlers.common.problems import shown_problem
from handlers.common.widgets import Calendar as DayPicker
from handlers.common.widgets import Label, Say, home_and_back
from handlers.instructor.calendar import getters, handlers
from handlers.instructor.calendar import previews as shown
from handlers.instructor.calendar.shown import begin, day_id
from handlers.instructor.lists import item_id
from handlers.instructor.opening import lesson_buttons
from handlers.instructor.searching import found_patients, search_field, search_words
from handlers.instructor.states import Calendar


def instructor_calendar() -> Dialog:
    """Return the dialog."""
    return Dialog(
        _week(), _day(), _month(), _patient(), _date(), on_start=begin, launch_mode=LaunchMode.SINGLE_TOP
    )


def _picture() -> DynamicMedia:
    return DynamicMedia("picture", when="picture")


def _days(items: str) -> Select[date | None]:
    return Select(
        Format("{item[label]}"),
        id="date",
        item_id_getter=itemgetter("id"),
        items=items,
        type_factory=day_id,
        on_click=handlers.open_day,
    )


def _narrowing() -> Row:
    return Row(
        Button(Label("instructor.calendar.button.filter"), id="filter", on_click=handlers.ask_patient),
        Button(Label("instructor.calendar.button.to_date"), id="to_date", on_click=handlers.ask_date),
    )


def _week() -> Window:
    return Window(
        _picture(),
        Say("instructor.calendar.week"),
        Say("instructor.calendar.shown"),
        _days("days"),
        Row(
            Button(
                Label("instructor.calendar.button.week_before"), id="before", on_click=handlers.week_before
            ),
            Button(Label("instructor.calendar.button.week_after"), id="after", on_click=handlers.week_after),
        ),
        Row(
            Button(
                Label("instructor.calendar.button.this_week"),
                id="this_week",
                on_click=handlers.this_week,
                when="elsewhere",
            ),
            Button(Label("button.today"), id="today", on_click=handlers.today),
            SwitchTo(Label("instructor.calendar.button.month"), id="month", state=Calendar.month),
        ),
        _narrowing(),
        Row(
            Button(Label("button.create_lesson"), id="new", on_click=handlers.new_lesson),
            Button(Label("instructor.calendar.button.list"), id="list", on_click=handlers.as_list),
        ),
        home_and_back(),
        state=Calendar.week,
        getter=getters.week,
        preview_data=shown.WEEK,
    )


def _day() -> Window:
    return Window(
        _picture(),
        Say("instructor.calendar.day"),
        Say("instructor.calendar.shown"),
        Group(lesson_buttons(), width=2),
        Group(
            Select(
                Format("{item[label]}"),
                id="attendance",
                item_id_getter=itemgetter("id"),
                items="over",
                type_factory=item_id,
                on_click=handlers.attendance,
            ),
            width=2,
        ),
        Group(
            Select(
                Format("{item[label]}"),
                id="start",
                item_id_getter=itemgetter("id"),
                items="starts",
                on_click=handlers.new_at,
            ),
            width=4,
        ),
        Row(
            Button(
                Label("instructor.calendar.button.before", day=F["before"]),
                id="before",
                on_click=handlers.day_before,
            ),
            Button(
                Label("instructor.calendar.button.after", day=F["after"]),
                id="after",
                on_click=handlers.day_after,
            ),
        ),
        Row(
            Button(Label("button.today"), id="today", on_click=handlers.today, when="elsewhere"),
            SwitchTo(Label("instructor.calendar.button.week"), id="week", state=Calendar.week),
            SwitchTo(Label("instructor.calendar.button.month"), id="month", state=Calendar.month),
        ),
        _narrowing(),
        Button(Label("button.create_lesson"), id="new", on_click=handlers.new_on_day, when="ahead"),
        home_and_back(Calendar.week),
        state=Calendar.day,
        getter=getters.one_day,
        preview_data=shown.DAY,
    )


def _month() -> Window:
    return Window(
        _picture(),
        Say("instructor.calendar.month"),
        Say("instructor.calendar.shown"),
        Group(_days("cells"), width=7),
        Row(
            Button(
                Label("instructor.calendar.button.month_before"), id="before", on_click=handlers.month_before
            ),
            Button(
                Label("instructor.calendar.button.month_after"), id="after", on_click=handlers.month_after
            ),
        ),
        Row(
            Button(Label("button.today"), id="today", on_click=handlers.today),
            SwitchTo(Label("instructor.calendar.button.week"), id="week", state=Calendar.week),
        ),
        _narrowing(),
        home_and_back(Calendar.week),
        state=Calendar.month,
        getter=getters.month,
        preview_data=shown.MONTH,
    )


def _patient() -> Window:
    return Window(
        _picture(),
        Say("instructor.calendar.patient"),
        *search_words(),
        search_field(),
        Button(Label("instructor.calendar.button.everybody"), id="all", on_click=handlers.widen),
        found_patients(handlers.narrow),
        home_and_back(Calendar.week),
        state=Calendar.patient,
        getter=getters.patients,
        preview_data=shown.PATIENTS,
    )


def _date() -> Window:
    return Window(
        _picture(),
        Say("instructor.calendar.date"),
        Say("instructor.problem", when="problem"),
        TextInput(id="typed", on_success=handlers.typed_date),
        DayPicker("calendar", handlers.picked_date, busy="busy_days"),
        home_and_back(Calendar.week),
        state=Calendar.date,
        getter=[getters.days, shown_problem],
        preview_data=shown.DATE,
    )
