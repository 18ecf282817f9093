"""The list of people."""

from operator import itemgetter

from aiogram.enums import ContentType
from aiogram_dialog import Dialog, Window
from aiogram_dialog.widgets.input import MessageInput
from aiogram_dialog.widgets.kbd import Button, Row, Select, Start
from aiogram_dialog.widgets.text import Format, Multi
from magic_filter import F

from handlers.common.widgets import Label, Pages, Say, home_and_back
from handlers.organizer import previews
from handlers.organizer.people.getters import found
from handlers.organizer.people.handlers import next_role, open_card, show_all, typed
from handlers.organizer.states import AddPerson, PeopleList


def people_list() -> Dialog:
    """Return the dialog."""
    return Dialog(
        Window(
            Multi(
                Say("organizer.people.title"),
                Multi(
                    Say("organizer.people.searched", when="typed"),
                    Say("organizer.people.none", when=~F["total"]),
                    Say("organizer.people.search", when=~F["typed"]),
                ),
                sep="\n\n",
            ),
            MessageInput(typed, content_types=ContentType.TEXT),
            Pages(
                Select(
                    Format("{item[label]}"),
                    id="person",
                    item_id_getter=itemgetter("id"),
                    items="people",
                    type_factory=int,
                    on_click=open_card,
                ),
                id="pages",
            ),
            Row(
                Button(Label("organizer.button.filter"), id="role", on_click=next_role),
                Button(Label("organizer.button.everybody"), id="all", on_click=show_all, when="typed"),
            ),
            Start(Label("organizer.button.add"), id="add", state=AddPerson.role),
            home_and_back(),
            state=PeopleList.found,
            getter=found,
            preview_data=previews.PEOPLE,
        ),
    )
