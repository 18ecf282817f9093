"""The parts that windows are made of: words, buttons, the calendar, pages."""

from handlers.common.widgets.buttons import DANGER, PRIMARY, SUCCESS, Home, Link, home_and_back
from handlers.common.widgets.calendar import Calendar
from handlers.common.widgets.field import ask_contact, ask_place, asked_enough, way_home
from handlers.common.widgets.pages import Pages
from handlers.common.widgets.text import Label, Say

__all__ = [
    "DANGER",
    "PRIMARY",
    "SUCCESS",
    "Calendar",
    "Home",
    "Label",
    "Link",
    "Pages",
    "Say",
    "ask_contact",
    "ask_place",
    "asked_enough",
    "home_and_back",
    "way_home",
]
