"""The list of people."""

from operator import itemgetter

from aiogram.enums import ContentType
from aiogram_dialog import Dialog, Window
from aiogram_dialog.widgets.input import MessageInput
from aiogram_dialog.widgets.kbd import Button, Row, Select, Start, SwitchTo
from aiogram_dialog.widgets.text import Format, Multi
from magic_filter import F

from handlers.common.widgets import PRIMARY, Label, Pages, Say, home_and_back
from handlers.organizer import previews
from handlers.organizer.people.getters import found, invited
from handlers.organizer.people.handlers import (
    add_typed,
    invite_all,
    next_role,
    next_standing,
    open_card,
    show_all,
    typed,
)
from handlers.organizer.states import AddPerson, PeopleList


def people_list() -> Dialog:
    """Return the dialog."""
    return Dialog(
        Window(
            Multi(
                Say("organizer.people.title"),
                Multi(
                    Say("organizer.people.searched", when="typed"),
                    Say("organizer.people.nobody", when="nobody"),
                    Say("organizer.people.none", when=~F["total"] & ~F["nobody"]),
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
                Button(Label("organizer.button.standing"), id="standing", on_click=next_standing),
            ),
            Button(Label("organizer.button.everybody"), id="all", on_click=show_all, when="narrowed"),
            SwitchTo(
                Label("organizer.button.invite_all"), id="invite_all", state=PeopleList.ask, when="invitable"
            ),
            Button(Label("organizer.button.add_typed"), id="add_typed", on_click=add_typed, when="nobody"),
            Start(Label("organizer.button.add"), id="add", state=AddPerson.role, when=~F["nobody"]),
            home_and_back(),
            state=PeopleList.found,
            getter=found,
            preview_data=previews.PEOPLE,
        ),
        Window(
            Multi(
                Say("organizer.invite_all.title"),
                Say("organizer.invite_all.text", count="total"),
                sep="\n\n",
            ),
            Button(Label("organizer.button.invite_all_yes"), id="invite", on_click=invite_all, style=PRIMARY),
            home_and_back(PeopleList.found),
            state=PeopleList.ask,
            getter=found,
            preview_data=previews.PEOPLE,
        ),
        Window(
            Multi(
                Say("organizer.invite_all.done"),
                Multi(
                    Say("organizer.invite_all.mailed", count="mailed"),
                    Say("organizer.invite_all.without_email", count="without_email", when="without_email"),
                ),
                sep="\n\n",
            ),
            home_and_back(PeopleList.found),
            state=PeopleList.invited,
            getter=invited,
            preview_data={"mailed": 3, "without_email": 1},
        ),
    )
