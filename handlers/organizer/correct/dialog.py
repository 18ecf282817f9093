"""Mending somebody's data: which field, and a question for each."""

from operator import itemgetter
from typing import Any

from aiogram.enums import ContentType
from aiogram.fsm.state import State
from aiogram_dialog import Dialog, Window
from aiogram_dialog.widgets.input import MessageInput
from aiogram_dialog.widgets.kbd import Button, Keyboard, Row, Select, SwitchTo
from aiogram_dialog.widgets.text import Format, Multi

from handlers.common import cities
from handlers.common.widgets import Label, Pages, Say, home_and_back
from handlers.organizer import previews
from handlers.organizer.correct import getters, handlers
from handlers.organizer.states import CorrectPerson
from models import Role

_PARAGRAPHS = "\n\n"


def _question(
    *words: Say, typed: Any = None, widgets: tuple[Keyboard, ...] = (), back: State, state: State
) -> Window:
    """Return a question's window with the present value and what is amiss with the one given."""
    field = [MessageInput(typed, content_types=ContentType.TEXT)] if typed is not None else []
    return Window(
        Multi(*words, Say("organizer.correct.problem", when="problem"), sep=_PARAGRAPHS),
        *field,
        *widgets,
        home_and_back(back),
        state=state,
        preview_data=previews.CORRECT,
    )


def _asking(label: str, id: str, state: State) -> Button:
    return SwitchTo(Label(label), id=id, state=state, on_click=handlers.begin)


def correct_person() -> Dialog:
    """Return the dialog."""
    choose = CorrectPerson.choose
    return Dialog(
        Window(
            Multi(
                Say("organizer.correct.title"),
                Say("organizer.correct.saved", when="saved"),
                Say("organizer.correct.invited", when="invited"),
                Multi(
                    Say("organizer.correct.what"),
                    Say("organizer.correct.host", when="host"),
                    Say("organizer.person.leaders", when="is_patient"),
                ),
                sep=_PARAGRAPHS,
            ),
            Row(
                _asking("organizer.button.name", "name", CorrectPerson.name),
                _asking("organizer.button.email", "email", CorrectPerson.email),
            ),
            Row(
                _asking("organizer.button.phone", "phone", CorrectPerson.phone),
                _asking("organizer.button.zone", "zone", CorrectPerson.zone),
            ),
            Button(
                Label("organizer.button.zoom"), id="host", on_click=handlers.host_wanted, when="is_instructor"
            ),
            Row(
                Button(Label("organizer.button.doctor"), id=Role.DOCTOR.value, on_click=handlers.ask_leader),
                Button(
                    Label("organizer.button.instructor"),
                    id=Role.INSTRUCTOR.value,
                    on_click=handlers.ask_leader,
                ),
                when="is_patient",
            ),
            home_and_back(),
            state=choose,
            preview_data=previews.CORRECT,
        ),
        _question(
            Say("organizer.correct.name"), typed=handlers.name_typed, back=choose, state=CorrectPerson.name
        ),
        _question(
            Say("organizer.correct.email"),
            Say("organizer.correct.email_waiting", when="waiting"),
            Say("organizer.correct.email_active", when="active"),
            typed=handlers.email_typed,
            back=choose,
            state=CorrectPerson.email,
        ),
        _question(
            Say("organizer.correct.phone"),
            typed=handlers.phone_typed,
            widgets=(
                Button(
                    Label("organizer.button.no_phone"),
                    id="no_phone",
                    on_click=handlers.phone_removed,
                    when="has_phone",
                ),
            ),
            back=choose,
            state=CorrectPerson.phone,
        ),
        Window(
            Multi(
                Say("organizer.correct.zone"),
                cities.city_words(
                    Say("organizer.city.ask", when="asked"), Say("organizer.city.which", when="zones")
                ),
                sep=_PARAGRAPHS,
            ),
            cities.city_field(),
            cities.city_buttons(handlers.city_chosen),
            home_and_back(choose),
            state=CorrectPerson.zone,
            getter=cities.cities,
            preview_data=previews.CORRECT | cities.PREVIEW,
        ),
        Window(
            Say("organizer.correct.doctor", when="asks_doctor"),
            Say("organizer.correct.instructor", when="asks_instructor"),
            Pages(
                Select(
                    Format("{item[label]}"),
                    id="leader",
                    item_id_getter=itemgetter("id"),
                    items="leaders",
                    type_factory=int,
                    on_click=handlers.leader_chosen,
                ),
                id="leaders",
            ),
            home_and_back(choose),
            state=CorrectPerson.leader,
            getter=getters.leaders,
            preview_data=previews.CORRECT,
        ),
        getter=getters.person,
    )
