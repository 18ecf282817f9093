"""The windows in which patients, specialists and a note are chosen."""

from operator import itemgetter

from aiogram.fsm.state import State
from aiogram_dialog import Window
from aiogram_dialog.widgets.input import TextInput
from aiogram_dialog.widgets.kbd import Button, Keyboard, Select
from aiogram_dialog.widgets.text import Format

from handlers.common.widgets import Label, Pages, Say
from handlers.instructor import previews
from handlers.instructor.choosing_people import getters, handlers
from handlers.instructor.lists import PAGE, item_id


def patients_window(state: State, *ends: Keyboard) -> Window:
    """Return the list of patients with ticks; ``ends`` are its last rows."""
    return Window(
        Say("instructor.patients.pick"),
        Say("instructor.patients.searched", when="search"),
        Say("instructor.patients.empty", when="empty"),
        Say("instructor.patients.nobody", when="nobody"),
        Say("instructor.patients.barred", when="barred"),
        TextInput(id="search", on_success=handlers.search),
        Pages(
            Select(
                Format("{item[label]}"),
                id="patient",
                item_id_getter=itemgetter("id"),
                items="patients",
                type_factory=item_id,
                on_click=handlers.tick,
            ),
            id=handlers.PAGES,
            height=PAGE,
        ),
        Button(Label("instructor.button.all_patients"), id="all", on_click=handlers.show_all, when="search"),
        *ends,
        state=state,
        getter=getters.patients,
        preview_data=previews.PATIENTS,
    )


def specialists_window(state: State, *ends: Keyboard) -> Window:
    """Return the list of colleagues with ticks, where the note is written too; ``ends`` are its last rows."""
    return Window(
        Say("instructor.specialists.pick"),
        Say("instructor.specialists.alone", when="alone"),
        Say("instructor.specialists.note", when="note"),
        Say("instructor.problem", when="problem"),
        TextInput(id="note", on_success=handlers.note_typed),
        Pages(
            Select(
                Format("{item[label]}"),
                id="specialist",
                item_id_getter=itemgetter("id"),
                items="specialists",
                type_factory=item_id,
                on_click=handlers.tick_specialist,
            ),
            id=handlers.COLLEAGUES,
            height=PAGE,
        ),
        Button(
            Label("instructor.button.forget_note"), id="forget", on_click=handlers.forget_note, when="note"
        ),
        *ends,
        state=state,
        getter=getters.specialists,
        preview_data=previews.SPECIALISTS,
    )
