"""The instructor's schedule: coming lessons by day, and past ones."""

from aiogram_dialog import Dialog, Window
from aiogram_dialog.widgets.kbd import Button, Row, Start, SwitchTo
from magic_filter import F

from handlers.common.calendar_files import file_of_all
from handlers.common.widgets import Label, Pages, Say, home_and_back
from handlers.instructor import previews
from handlers.instructor.lessons.getters import coming, past
from handlers.instructor.lists import PAGE
from handlers.instructor.opening import lesson_buttons
from handlers.instructor.states import LessonList, NewLesson


def lesson_list() -> Dialog:
    """Return the dialog."""
    return Dialog(
        Window(
            Say("instructor.lessons.coming", when="lines"),
            Say("instructor.lessons.none_coming", when=~F["lines"]),
            Say("instructor.zone", when="zone"),
            Say("instructor.calendar.shown", when="who"),
            Pages(lesson_buttons(), id="coming", height=PAGE),
            Row(
                Start(Label("button.create_lesson"), id="new", state=NewLesson.date),
                SwitchTo(Label("instructor.button.past"), id="to_past", state=LessonList.past),
            ),
            Button(Label("button.to_calendar"), id="file", on_click=file_of_all, when="lines"),
            home_and_back(),
            state=LessonList.coming,
            getter=coming,
            preview_data=previews.LESSONS,
        ),
        Window(
            Say("instructor.lessons.past", when="lines"),
            Say("instructor.lessons.none_past", when=~F["lines"]),
            Say("instructor.zone", when="zone"),
            Say("instructor.calendar.shown", when="who"),
            Pages(lesson_buttons(), id="past", height=PAGE),
            home_and_back(LessonList.coming),
            state=LessonList.past,
            getter=past,
            preview_data=previews.LESSONS,
        ),
    )
