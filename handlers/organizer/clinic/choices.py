"""The clinic's settings that are chosen rather than written: its clocks, reminders, what messages hold."""

from operator import itemgetter
from typing import Any

from aiogram_dialog import Window
from aiogram_dialog.widgets.input import TextInput
from aiogram_dialog.widgets.kbd import Button, Column, Select
from aiogram_dialog.widgets.kbd.select import OnItemClick
from aiogram_dialog.widgets.text import Format, Multi
from magic_filter import F

from handlers.common import cities
from handlers.common.problems import shown_problem
from handlers.common.widgets import PRIMARY, SUCCESS, Label, Say, home_and_back
from handlers.organizer import previews
from handlers.organizer.clinic import getters, handlers
from handlers.organizer.states import ClinicSettings

_PARAGRAPHS = "\n\n"


def zone_windows() -> tuple[Window, Window]:
    """Return the windows that ask for the clinic's city and show what its clocks would change."""
    return (
        Window(
            Multi(
                Say("organizer.clinic.city.ask", when="asked"),
                Say("refusal.zone-unknown", when="missing"),
                Say("organizer.clinic.city.which", when="zones"),
                Say("city.more", when="more"),
                sep=_PARAGRAPHS,
            ),
            cities.city_field(),
            cities.city_buttons(handlers.city_picked),
            home_and_back(ClinicSettings.main),
            state=ClinicSettings.city,
            getter=cities.cities,
            preview_data=previews.CLINIC | cities.PREVIEW | {"asked": True, "zones": []},
        ),
        Window(
            Multi(
                Say("organizer.clinic.zone.title"),
                Say("organizer.clinic.zone.text"),
                Multi(
                    Say("organizer.clinic.zone.closing", when="closing", count="closing"),
                    Say("organizer.clinic.zone.opening", when="opening", count="opening"),
                ),
                sep=_PARAGRAPHS,
            ),
            Button(Label("button.save"), id="save", on_click=handlers.zone_saved, style=SUCCESS),
            Button(Label("organizer.button.other_city"), id="other", on_click=handlers.other_zone),
            home_and_back(ClinicSettings.main),
            state=ClinicSettings.zone,
            getter=getters.zone_preview,
            preview_data=previews.CLINIC_ZONE,
        ),
    )


def reminder_window() -> Window:
    """Return the window of the earlier reminder."""
    return Window(
        Multi(Say("organizer.clinic.reminder.title"), Say("organizer.clinic.reminder.text"), sep=_PARAGRAPHS),
        _choices("minutes", handlers.reminder_chosen),
        home_and_back(ClinicSettings.main),
        state=ClinicSettings.reminder,
        getter=getters.reminders,
        preview_data=previews.CLINIC,
    )


def ending_window() -> Window:
    """Return the window of the days before a clearance's end."""
    return Window(
        Multi(
            Say("organizer.clinic.ending.title"),
            Say("organizer.clinic.ending.text"),
            Say("organizer.clinic.problem", when="problem"),
            sep=_PARAGRAPHS,
        ),
        TextInput(id="days_typed", on_success=handlers.days_typed),
        _choices("days", handlers.days_chosen),
        home_and_back(ClinicSettings.main),
        state=ClinicSettings.ending,
        getter=[getters.endings, shown_problem],
        preview_data=previews.CLINIC,
    )


def discreet_window() -> Window:
    """Return the window of messages without personal data."""
    return Window(
        Multi(Say("organizer.clinic.discreet.title"), Say("organizer.clinic.discreet.text"), sep=_PARAGRAPHS),
        Button(
            Label("organizer.button.turn_on"),
            id="on",
            on_click=handlers.discretion_chosen,
            style=PRIMARY,
            when=~F["is_discreet"],
        ),
        Button(
            Label("organizer.button.turn_off"),
            id="off",
            on_click=handlers.discretion_chosen,
            when="is_discreet",
        ),
        home_and_back(ClinicSettings.main),
        state=ClinicSettings.discreet,
        preview_data=previews.CLINIC,
    )


def _choices(id: str, on_click: OnItemClick[Any, str]) -> Column:
    return Column(
        Select(Format("{item[0]}"), id=id, item_id_getter=itemgetter(1), items="choices", on_click=on_click)
    )
