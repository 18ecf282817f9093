"""Long lists: their items' ids and the part that is on the present page."""

from collections.abc import Sequence
from typing import TypeVar

from aiogram_dialog import DialogManager
from aiogram_dialog.widgets.common import ManagedScroll

from services.errors import NotHere

PAGE = 6
"""Items on a page."""

LONGEST_ID = 18
"""Digits that the database's integers can always hold."""

LONGEST_SEARCH = 60
"""Letters of what was typed that are searched for: as many as a part of a name can have."""

T = TypeVar("T")


def item_id(text: str) -> int:
    """Return the id that an item's press carries. Raises NotHere for what no item of ours carries."""
    if not (text.isascii() and text.isdecimal() and len(text) <= LONGEST_ID):
        raise NotHere
    return int(text)


async def on_page(manager: DialogManager, pages: str, items: Sequence[T]) -> Sequence[T]:
    """Return the items on the page that the widget ``pages`` of ``PAGE`` a page shows."""
    scroll: ManagedScroll | None = manager.find(pages)
    last = max(0, len(items) - 1) // PAGE
    number = min(await scroll.get_page(), last) if scroll else 0
    return items[number * PAGE : (number + 1) * PAGE]


async def to_first_page(manager: DialogManager, pages: str) -> None:
    """Turn the widget ``pages`` back to its beginning."""
    scroll: ManagedScroll | None = manager.find(pages)
    if scroll:
        await scroll.set_page(0)
