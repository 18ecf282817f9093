"""Calling a lesson off: which of a series, who will read of it, why; and a minute to put it back."""

from operator import itemgetter

from aiogram_dialog import Dialog, Window
from aiogram_dialog.widgets.kbd import Button, Cancel, Column, Group, Row, Select
from aiogram_dialog.widgets.text import Format

from handlers.common.widgets import DANGER, PRIMARY, Home, Label, Say, home_and_back
from handlers.instructor import previews
from handlers.instructor.cancel_lesson import handlers
from handlers.instructor.cancel_lesson.getters import concerned, reasons, scopes
from handlers.instructor.states import CancelLesson


def cancel_lesson() -> Dialog:
    """Return the dialog."""
    return Dialog(
        _scope(),
        _confirm(),
        _done(),
        Window(
            Say("cancelling.restored"),
            Row(Cancel(Label("instructor.button.open_lesson"), id="open"), Home()),
            state=CancelLesson.restored,
            preview_data=previews.CANCEL,
        ),
        getter=concerned,
    )


def _scope() -> Window:
    return Window(
        Say("cancelling.which"),
        Column(
            Select(
                Format("{item[label]}"),
                id="which",
                item_id_getter=itemgetter("id"),
                items="scopes",
                on_click=handlers.choose,
            )
        ),
        home_and_back(),
        state=CancelLesson.scope,
        getter=scopes,
        preview_data=previews.CANCEL,
    )


def _confirm() -> Window:
    return Window(
        Say("instructor.cancel_lesson.confirm", when="single"),
        Say("cancelling.confirm", count="count", when="several"),
        Say("cancelling.told_soon", when="told_soon"),
        Say("instructor.told", when="told"),
        Say("instructor.told_later", when="later"),
        Say("instructor.told_nobody", when="nobody"),
        Say("cancelling.why"),
        Group(
            Select(
                Format("{item[label]}"),
                id="reason",
                item_id_getter=itemgetter("id"),
                items="reasons",
                on_click=handlers.call_off,
                style=DANGER,
            ),
            width=2,
        ),
        Row(Cancel(Label("button.keep_lesson"), id="keep"), Home()),
        state=CancelLesson.confirm,
        getter=reasons,
        preview_data=previews.CANCEL,
    )


def _done() -> Window:
    return Window(
        Say("instructor.cancel_lesson.done", when="single"),
        Say("cancelling.done", count="count", when="several"),
        Say("cancelling.told_soon", when="told_soon"),
        Say("cancelling.told_past", when="told_past"),
        Say("instructor.told", when="told"),
        Say("instructor.told_later", when="later"),
        Say("instructor.told_nobody", when="nobody"),
        Button(
            Label("cancelling.button.restore"),
            id="restore",
            on_click=handlers.restore,
            style=PRIMARY,
            when="undoable",
        ),
        home_and_back(),
        state=CancelLesson.done,
        preview_data=previews.CANCEL,
    )
