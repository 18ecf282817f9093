"""The lists of patients."""

from operator import itemgetter

from aiogram.enums import ContentType
from aiogram_dialog import Dialog, Window
from aiogram_dialog.widgets.input import MessageInput
from aiogram_dialog.widgets.kbd import Button, Row, Select
from aiogram_dialog.widgets.text import Format, Multi
from magic_filter import F

from handlers.common.widgets import Label, Pages, Say, home_and_back
from handlers.doctor import previews
from handlers.doctor.patients import getters
from handlers.doctor.patients.handlers import forget_typed, open_patient, turn_everybody, typed
from handlers.doctor.states import DoctorPatients


def _patients(id: str) -> Pages:
    patients: Select[int] = Select(
        Format("{item[label]}"),
        id=f"{id}_patient",
        item_id_getter=itemgetter("id"),
        items="patients",
        type_factory=int,
        on_click=open_patient,
    )
    return Pages(patients, id=id)


def patients() -> Dialog:
    """Return the dialog."""
    return Dialog(
        Window(
            Multi(Say("doctor.waiting.title"), Say("doctor.waiting.none", when=~F["total"]), sep="\n\n"),
            _patients("waiting"),
            home_and_back(),
            state=DoctorPatients.waiting,
            getter=getters.waiting,
            preview_data=previews.PATIENTS,
        ),
        Window(
            Multi(Say("doctor.ending.title"), Say("doctor.ending.none", when=~F["total"]), sep="\n\n"),
            _patients("ending"),
            home_and_back(),
            state=DoctorPatients.ending,
            getter=getters.ending,
            preview_data=previews.PATIENTS,
        ),
        Window(
            Multi(
                Say("doctor.patients.title", when=~F["everybody"]),
                Say("doctor.patients.everybody", when="everybody"),
                Multi(
                    Say("doctor.patients.searched", when="typed"),
                    Say("doctor.patients.none", when=F["typed"] & ~F["total"]),
                    Say("doctor.patients.empty", when=~F["typed"] & ~F["total"]),
                    Say("doctor.patients.elsewhere", when=~F["everybody"] & ~F["total"]),
                    Say("doctor.patients.search", when=~F["typed"] & F["total"]),
                ),
                sep="\n\n",
            ),
            MessageInput(typed, content_types=ContentType.TEXT),
            _patients("found"),
            Row(
                Button(
                    Multi(
                        Label("doctor.button.own", when="everybody"),
                        Label("doctor.button.everybody", when=~F["everybody"]),
                    ),
                    id="everybody",
                    on_click=turn_everybody,
                ),
                Button(Label("doctor.button.end_search"), id="forget", on_click=forget_typed, when="typed"),
            ),
            home_and_back(),
            state=DoctorPatients.found,
            getter=getters.found,
            preview_data=previews.PATIENTS,
        ),
    )
