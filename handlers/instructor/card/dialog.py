"""A lesson's card: how it stands, who is in it, and what can be done now."""

from aiogram_dialog import Dialog, LaunchMode, Window
from aiogram_dialog.widgets.kbd import Button, Row
from aiogram_dialog.widgets.text import Format

from handlers.common.calendar_files import file_of_lesson
from handlers.common.widgets import DANGER, Label, Say, home_and_back
from handlers.instructor import previews
from handlers.instructor.card.getters import card
from handlers.instructor.card.handlers import (
    attendance,
    call_off,
    delivery,
    extend,
    minutes,
    move,
    paste,
    people,
    specialists,
    stand_in,
)
from handlers.instructor.entry import entry_buttons
from handlers.instructor.states import LessonCard


def lesson_card() -> Dialog:
    """Return the dialog."""
    return Dialog(
        Window(
            Say("instructor.card.text"),
            Say("instructor.card.series", when="series"),
            Say("instructor.specialists.named", when="specialists"),
            Say("instructor.specialists.note", when="note"),
            Format("{room}", when="room"),
            entry_buttons(),
            Button(Label("button.paste_link"), id="paste", on_click=paste, when="link_wanted"),
            Button(Label("delivery.button.open"), id="delivery", on_click=delivery, when="delivery"),
            Button(Format("{extend}"), id="extend", on_click=extend, when="extend"),
            Row(
                Button(Label("button.move"), id="move", on_click=move),
                Button(Label("button.minutes"), id="minutes", on_click=minutes),
                when="editable",
            ),
            Row(
                Button(Label("button.patients"), id="people", on_click=people),
                Button(Label("button.specialists"), id="specialists", on_click=specialists),
                when="editable",
            ),
            Row(
                Button(Label("button.note"), id="note", on_click=specialists),
                Button(Label("button.to_calendar"), id="file", on_click=file_of_lesson),
                when="editable",
            ),
            Row(
                Button(Label("button.cannot_hold"), id="stand_in", on_click=stand_in),
                Button(Label("button.cancel_lesson"), id="call_off", on_click=call_off, style=DANGER),
                when="editable",
            ),
            Button(Label("button.attendance"), id="attendance", on_click=attendance, when="begun"),
            home_and_back(),
            state=LessonCard.card,
            getter=card,
            preview_data=previews.CARD,
        ),
        launch_mode=LaunchMode.SINGLE_TOP,
    )
