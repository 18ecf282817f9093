"""Which lessons of a series a change is for, chosen on the screen that says what the change would do."""

from collections.abc import Mapping
from operator import itemgetter
from typing import Any

from aiogram.types import CallbackQuery
from aiogram_dialog import DialogManager
from aiogram_dialog.widgets.kbd import Column, Select
from aiogram_dialog.widgets.text import Format

from services.errors import NotHere
from services.lessons.rules import Scope
from services.moments import Moments


def chosen_scope(manager: DialogManager) -> Scope:
    """Return which lessons are meant: the one alone until something else is chosen."""
    return Scope(manager.dialog_data.get("scope", Scope.ONE))


def scope_buttons() -> Column:
    """Return a button for each choice in the window's field ``scopes``; none for a single lesson."""
    return Column(
        Select(
            Format("{item[label]}"),
            id="scope",
            item_id_getter=itemgetter("id"),
            items="scopes",
            on_click=_choose,
        ),
        when="scopes",
    )


def scope_items(counts: Mapping[Scope, int], chosen: Scope, moments: Moments) -> list[dict[str, str]]:
    """Return the choices with a tick at the chosen one; none where there is a single lesson."""
    if counts[Scope.ALL] == 1:
        return []
    offered = [one for one in Scope if one is Scope.ONE or counts[one] > 1]
    items = []
    for one in offered:
        said = moments.texts.plain(f"cancelling.scope.{one.value}", count=counts[one])
        ticked = "button.ticked" if one is chosen else "button.unticked"
        items.append({"id": one.value, "label": moments.texts.plain(ticked, label=said)})
    return items


async def _choose(callback: CallbackQuery, select: Any, manager: DialogManager, scope: str) -> None:
    if scope not in set(Scope):
        raise NotHere
    manager.dialog_data["scope"] = scope
