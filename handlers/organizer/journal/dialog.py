"""The journal: a day, and choosing whose actions and about whom."""

from operator import itemgetter
from typing import Any

from aiogram.enums import ContentType
from aiogram.fsm.state import State
from aiogram_dialog import Dialog, Window
from aiogram_dialog.widgets.input import MessageInput
from aiogram_dialog.widgets.kbd import Button, Row, Select, SwitchTo
from aiogram_dialog.widgets.text import Format, Multi
from magic_filter import F

from handlers.common.widgets import Label, Pages, Say, home_and_back
from handlers.organizer import previews
from handlers.organizer.journal import getters, handlers
from handlers.organizer.states import ClinicJournal


def clinic_journal() -> Dialog:
    """Return the dialog."""
    return Dialog(
        Window(
            Multi(
                Say("organizer.journal.title"),
                Say("organizer.journal.zone", when="zone"),
                # HTML already, made of the catalogues' words.
                Format("{lines}", when="lines"),
                Say("organizer.journal.none", when=~F["lines"]),
                sep="\n\n",
            ),
            Row(
                SwitchTo(Label("organizer.button.who"), id="who", state=ClinicJournal.who),
                SwitchTo(Label("organizer.button.whose"), id="whose", state=ClinicJournal.whose),
            ),
            Row(
                Button(Label("organizer.button.newer"), id="newer", on_click=handlers.newer, when="newer"),
                Button(Label("organizer.button.older"), id="older", on_click=handlers.older, when="older"),
            ),
            Row(
                Button(Label("organizer.button.day_before"), id="before", on_click=handlers.day_before),
                Button(
                    Label("organizer.button.day_after"), id="after", on_click=handlers.day_after, when="past"
                ),
            ),
            SwitchTo(Label("organizer.button.file"), id="file", state=ClinicJournal.file),
            home_and_back(),
            state=ClinicJournal.day,
            getter=getters.day,
            preview_data=previews.JOURNAL,
        ),
        Window(
            Multi(Say("organizer.journal.file.title"), Say("organizer.journal.file.text"), sep="\n\n"),
            *(
                Button(Label(f"organizer.journal.span.{span}"), id=span, on_click=handlers.file_wanted)
                for span in handlers.SPANS
            ),
            home_and_back(ClinicJournal.day),
            state=ClinicJournal.file,
            getter=getters.day,
            preview_data=previews.JOURNAL,
        ),
        _choice(ClinicJournal.who, Say("organizer.journal.who"), getters.staff),
        _choice(ClinicJournal.whose, Say("organizer.journal.whose"), getters.everybody),
    )


def _choice(state: State, question: Say, getter: Any) -> Window:
    """Return a window in which a person is chosen from a list that can be searched."""
    return Window(
        Multi(
            question,
            Multi(
                Say("organizer.people.searched", when="typed"),
                Say("organizer.journal.nobody_found", when=~F["people"]),
                Say("organizer.people.search", when=~F["typed"]),
            ),
            sep="\n\n",
        ),
        MessageInput(handlers.typed, content_types=ContentType.TEXT),
        Pages(
            Select(
                Format("{item[label]}"),
                id="person",
                item_id_getter=itemgetter("id"),
                items="people",
                type_factory=int,
                on_click=handlers.choose,
            ),
            id=handlers.PAGES[state],
        ),
        Button(Label("organizer.button.everybody"), id="all", on_click=handlers.choose_all),
        home_and_back(ClinicJournal.day),
        state=state,
        getter=getter,
        preview_data=previews.JOURNAL_PEOPLE,
    )
