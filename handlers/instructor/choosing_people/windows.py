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
from handlers.instructor.searching import all_patients, found_patients, search_field, search_words


def patients_window(state: State, *ends: Keyboard) -> Window:
    """Return the list of patients with ticks; ``ends`` are its last rows."""
    return Window(
        Say("instructor.patients.pick"),
        *search_words(),
        Say("instructor.patients.barred", when="barred"),
        search_field(),
        found_patients(handlers.tick),
        all_patients(),
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
