"""«Не смогу провести»: who is free, who will be told, done."""

from operator import itemgetter

from aiogram_dialog import Dialog, Window
from aiogram_dialog.widgets.kbd import Button, Column, Row, Select
from aiogram_dialog.widgets.text import Format

from handlers.common.widgets import DANGER, PRIMARY, Home, Label, Say, home_and_back
from handlers.instructor import previews
from handlers.instructor.lists import item_id
from handlers.instructor.stand_in import getters, handlers
from handlers.instructor.states import StandIn


def stand_in() -> Dialog:
    """Return the dialog."""
    return Dialog(
        Window(
            Say("instructor.stand_in.who"),
            Say("instructor.stand_in.free", when="free"),
            Say("instructor.stand_in.nobody", when="nobody"),
            Column(
                Select(
                    Format("{item[label]}"),
                    id="colleague",
                    item_id_getter=itemgetter("id"),
                    items="free",
                    type_factory=item_id,
                    on_click=handlers.choose,
                )
            ),
            Row(
                Button(Label("button.move"), id="move", on_click=handlers.move),
                Button(
                    Label("button.cancel_lesson"), id="call_off", on_click=handlers.call_off, style=DANGER
                ),
            ),
            home_and_back(),
            state=StandIn.who,
            getter=getters.colleagues,
            preview_data=previews.STAND_IN,
        ),
        Window(
            Say("instructor.stand_in.check", when="name"),
            Say("instructor.stand_in.told", when="name"),
            Say("instructor.stand_in.gone", when="gone"),
            Button(
                Label("button.hand_and_tell"),
                id="hand_on",
                on_click=handlers.hand_on,
                style=PRIMARY,
                when="name",
            ),
            home_and_back(StandIn.who),
            state=StandIn.check,
            getter=getters.chosen,
            preview_data=previews.STAND_IN,
        ),
        Window(
            Say("instructor.stand_in.done"),
            Home(),
            state=StandIn.done,
            getter=getters.handed,
            preview_data=previews.STAND_IN,
        ),
    )
