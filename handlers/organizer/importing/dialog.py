"""Registering people from a file: the file, the wait, the look at it, the end."""

from aiogram.enums import ContentType
from aiogram_dialog import Dialog, Window
from aiogram_dialog.widgets.input import MessageInput
from aiogram_dialog.widgets.kbd import Button, Row, Start
from aiogram_dialog.widgets.text import Format, Multi
from magic_filter import F

from handlers.common.problems import shown_problem
from handlers.common.widgets import SUCCESS, Home, Label, Say, home_and_back
from handlers.organizer import previews
from handlers.organizer.importing import getters, handlers
from handlers.organizer.states import ImportPeople, PeopleList


def _file() -> MessageInput:
    return MessageInput(handlers.file_sent, content_types=ContentType.DOCUMENT)


def _other() -> MessageInput:
    return MessageInput(handlers.something_else_sent)


def import_people() -> Dialog:
    """Return the dialog."""
    return Dialog(
        Window(
            Multi(
                Say("imports.ask.title"),
                Say("imports.ask.columns"),
                Say("imports.ask.problem", when="problem"),
                sep="\n\n",
            ),
            _file(),
            _other(),
            Button(Label("imports.button.template"), id="template", on_click=handlers.template_wanted),
            home_and_back(),
            state=ImportPeople.ask,
            getter=shown_problem,
            preview_data=previews.IMPORT,
        ),
        Window(
            Multi(
                Say("imports.wait.adding", when="adding"),
                Say("imports.wait.checking", when=~F["adding"]),
                Multi(
                    Say("imports.wait.progress", when=F["total"] & ~F["adding"]),
                    Say("imports.wait.soon"),
                ),
                sep="\n\n",
            ),
            _file(),
            _other(),
            Button(Label("imports.button.refresh"), id="refresh", on_click=handlers.refresh),
            Row(
                Button(Label("button.discard"), id="discard", on_click=handlers.discard, when=~F["adding"]),
                Home(),
            ),
            state=ImportPeople.wait,
            getter=getters.progress,
            preview_data=previews.IMPORT,
        ),
        Window(
            Multi(
                Say("imports.check.title", count="total"),
                Multi(
                    Say("imports.counts"),
                    Say("imports.check.roles", when="role"),
                    Say("imports.check.twice", when="twice"),
                ),
                Format("{lines}", when="lines"),
                Say("imports.check.unled", count="unled", when="unled"),
                Say("imports.check.nobody", when=~F["good"] & F["bad"]),
                Say("imports.check.all_there", when=~F["good"] & ~F["bad"]),
                sep="\n\n",
            ),
            _file(),
            _other(),
            Button(
                Label("imports.button.add"), id="add", on_click=handlers.add, style=SUCCESS, when="all_good"
            ),
            Button(
                Label("imports.button.add_good"),
                id="add_good",
                on_click=handlers.add,
                style=SUCCESS,
                when="some_good",
            ),
            Button(
                Label("imports.button.marked"), id="marked", on_click=handlers.marked_wanted, when="noted"
            ),
            Row(Button(Label("button.discard"), id="discard", on_click=handlers.discard), Home()),
            state=ImportPeople.check,
            getter=getters.preview,
            preview_data=previews.IMPORT,
        ),
        Window(
            Multi(
                Say("imports.done.title"),
                Multi(
                    Say("imports.done.mailed", when="mail"),
                    Say("organizer.check.no_mail", when=~F["mail"]),
                    Say("imports.done.without_email", when="without_email"),
                    Say("imports.done.left", count="left", when="left"),
                ),
                sep="\n\n",
            ),
            _file(),
            _other(),
            Start(Label("imports.button.people"), id="people", state=PeopleList.found),
            home_and_back(),
            state=ImportPeople.done,
            getter=getters.result,
            preview_data=previews.IMPORT,
        ),
        on_start=handlers.begun,
    )
