"""The list of people."""

from operator import itemgetter

from aiogram.enums import ContentType
from aiogram_dialog import Dialog, Window
from aiogram_dialog.widgets.input import MessageInput
from aiogram_dialog.widgets.kbd import Button, Row, Select, Start
from aiogram_dialog.widgets.text import Format
from magic_filter import F

from handlers.common.widgets import Label, Pages, Say, home_and_back
from handlers.organizer.people.getters import found
from handlers.organizer.people.handlers import next_role, open_card, show_all, typed
from handlers.organizer.states import AddPerson, PeopleList

people_list = Dialog(
    Window(
        Say("organizer.people.title"),
        Say("organizer.people.searched", when="typed"),
        Say("organizer.people.search", when=~F["typed"]),
        Say("organizer.people.none", when=~F["total"]),
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
        preview_data={
            "total": 3,
            "typed": "ев",
            "role": "пациент",
            "people": [
                {"id": 11, "label": "Примеркин Олег · пациент"},
                {"id": 12, "label": "Шаблонова Людмила · пациент · ждёт"},
                {"id": 13, "label": "Якобыев Степан · пациент · ждёт"},
            ],
        },
    ),
)
