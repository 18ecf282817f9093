"""Looking a city up by its first letters: the parts of a window that asks for one."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from aiogram.types import Message
from aiogram_dialog import DialogManager
from aiogram_dialog.widgets.input import ManagedTextInput, MessageInput, TextInput
from aiogram_dialog.widgets.kbd import Button, Column, Select
from aiogram_dialog.widgets.text import Format, Multi

from handlers.common.problems import note_problem
from handlers.common.widgets import Label, Say
from services import zones
from services.moments import Moments
from services.zones import Place

MOST_CITIES = 3
"""Cities offered at once (product.md, Everyone)."""

LONGEST_CITY = 60
"""Characters of what is typed for a city; no name is longer."""

TYPED = "typed"
"""Where the dialog's data keep what was typed."""

PREVIEW = {"asked": False, "missing": False, "more": True, "zones": [("11:00", "Asia/Omsk")]}


@dataclass(frozen=True, slots=True)
class Found:
    """The cities to offer, and whether there are more of them."""

    offered: Sequence[Place]
    more: bool


def look_up(typed: str, language: str) -> Found:
    """Return the cities that a name begins like."""
    found = zones.search(typed, language, most=MOST_CITIES + 1)
    return Found(found[:MOST_CITIES], len(found) > MOST_CITIES)


def city_words(ask: Say | None = None, which: Say | None = None) -> Multi:
    """Return the question, or what was found; the reader's own city without other words for both."""
    return Multi(
        ask or Say("city.ask", when="asked"),
        Say("refusal.zone-unknown", when="missing"),
        which or Say("city.which", when="zones"),
        Say("city.more", when="more"),
        sep="\n\n",
    )


def city_field() -> TextInput[str]:
    """Return the field that takes a city's first letters."""
    return TextInput("city", on_success=_city_typed)


def city_buttons(on_click: Any) -> Column:
    """Return the buttons of the cities found; ``on_click`` is given the zone (it may be forged)."""
    return Column(
        Select(Format("{item[0]}"), id="zone", item_id_getter=itemgetter(1), items="zones", on_click=on_click)
    )


def place_button(on_click: Any) -> Button:
    """Return the button that leads to sharing the place instead of naming a city."""
    return Button(Label("city.button.place"), id="place", on_click=on_click)


def place_words() -> Multi:
    """Return what stands in the window that waits for the place."""
    return Multi(
        Say("city.place.title"),
        Say("city.place.text"),
        Format("{problem}", when="problem"),
        sep="\n\n",
    )


async def zone_of(message: Message) -> str | None:
    """Return the zone of the place that was shared; the place itself is kept nowhere."""
    place = message.location
    return None if place is None else await asyncio.to_thread(zones.zone_at, place.latitude, place.longitude)


async def place_missing(message: Message, widget: MessageInput, manager: DialogManager) -> None:
    """Say that something else than a place was sent."""
    note_problem(manager, "asking.place_only")


def ask_anew(manager: DialogManager) -> None:
    """Forget what was typed."""
    manager.dialog_data.pop(TYPED, None)


async def cities(dialog_manager: DialogManager, moments: Moments, **_: Any) -> dict[str, Any]:
    """Return the cities that were typed, with their zones."""
    typed: str | None = dialog_manager.dialog_data.get(TYPED)
    found = look_up(typed or "", moments.texts.language)
    return {
        "asked": not found.offered,
        "missing": typed is not None and not found.offered,
        "more": found.more,
        "zones": [(moments.zone_now(place.zone, place.name), place.zone) for place in found.offered],
    }


async def _city_typed(
    message: Message, field: ManagedTextInput[str], manager: DialogManager, typed: str
) -> Any:
    manager.dialog_data[TYPED] = typed[:LONGEST_CITY]
