"""Giving, prolonging or renewing a clearance: until when, what follows, done."""

from datetime import date
from operator import itemgetter

from aiogram_dialog import Dialog, Window
from aiogram_dialog.widgets.kbd import Button, Cancel, Column, Row, Select, SwitchTo
from aiogram_dialog.widgets.text import Format, Multi
from magic_filter import F

from handlers.common.widgets import SUCCESS, Calendar, Label, Say, home_and_back
from handlers.doctor import previews
from handlers.doctor.give import getters, handlers
from handlers.doctor.states import GiveClearance


def give_clearance() -> Dialog:
    """Return the dialog."""
    return Dialog(
        Window(
            Multi(Say("doctor.until.title"), Say("doctor.until.who"), sep="\n\n"),
            Column(
                Select(
                    Format("{item[label]}"),
                    id="offer",
                    item_id_getter=itemgetter("day"),
                    items="offers",
                    type_factory=date.fromisoformat,
                    on_click=handlers.offer_chosen,
                ),
            ),
            SwitchTo(Label("button.other_date"), id="date", state=GiveClearance.date),
            home_and_back(),
            state=GiveClearance.until,
            getter=getters.terms,
            preview_data=previews.GIVE,
        ),
        Window(
            Multi(Say("doctor.until.title"), Say("doctor.until.who"), sep="\n\n"),
            Calendar("day", handlers.day_chosen),
            home_and_back(GiveClearance.until),
            state=GiveClearance.date,
            getter=getters.terms,
            preview_data=previews.GIVE,
        ),
        Window(
            Multi(
                Say("doctor.give.title"),
                Say("doctor.give.name"),
                Multi(
                    Say("doctor.give.patient", when="told"),
                    Say("doctor.give.patient_not_told", when=~F["told"]),
                    Say("doctor.give.instructor", when="instructor"),
                ),
                Multi(
                    Say("doctor.give.opening", when="opening"),
                    Say("doctor.give.closing", when="closing"),
                ),
                sep="\n\n",
            ),
            Row(
                Button(Label("button.save"), id="save", on_click=handlers.save, style=SUCCESS),
                Cancel(Label("button.discard"), id="discard"),
            ),
            home_and_back(GiveClearance.until),
            state=GiveClearance.check,
            getter=getters.outcome,
            preview_data=previews.GIVE,
        ),
        Window(
            Multi(
                Say("doctor.given.title"),
                Multi(Say("doctor.give.name"), Say("doctor.given.opened", when="opened")),
                sep="\n\n",
            ),
            home_and_back(),
            state=GiveClearance.done,
            getter=getters.given,
            preview_data=previews.GIVE,
        ),
    )
