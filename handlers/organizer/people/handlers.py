"""Presses and search in the list of people."""

from aiogram.types import CallbackQuery, Message
from aiogram_dialog import DialogManager
from aiogram_dialog.widgets.common import ManagedScroll
from aiogram_dialog.widgets.input import MessageInput
from aiogram_dialog.widgets.kbd import Button, Select
from dishka.integrations.aiogram_dialog import FromDishka, inject

from handlers.organizer.states import AddPerson, PeopleList, PersonCard
from models import Role
from services.people import People, Standing

LONGEST_SEARCH = 60
"""Letters of what was typed that are searched for: as many as a part of a name can have."""

_STANDINGS = (None, *Standing)
_FILTERS = (None, Role.PATIENT, Role.INSTRUCTOR, Role.DOCTOR, Role.ORGANIZER)


async def typed(message: Message, widget: MessageInput, manager: DialogManager) -> None:
    """Search for what was typed."""
    manager.dialog_data["typed"] = (message.text or "")[:LONGEST_SEARCH].strip()
    await _to_first_page(manager)


async def show_all(callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
    """Forget the search and the filter."""
    manager.dialog_data.clear()
    await _to_first_page(manager)


async def next_role(callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
    """Show the next role only, after the last one everybody."""
    chosen = manager.dialog_data.get("role")
    following = _FILTERS[(_FILTERS.index(chosen) + 1) % len(_FILTERS)]
    manager.dialog_data["role"] = following.value if following else None
    await _to_first_page(manager)


async def next_standing(callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
    """Show those who stand in the next way to the bot only, after the last one everybody."""
    chosen = manager.dialog_data.get("standing")
    following = _STANDINGS[(_STANDINGS.index(chosen) + 1) % len(_STANDINGS)]
    manager.dialog_data["standing"] = following.value if following else None
    await _to_first_page(manager)


@inject
async def invite_all(
    callback: CallbackQuery, button: Button, manager: DialogManager, people: FromDishka[People]
) -> None:
    """Send everybody who has not come a fresh invitation."""
    done = await people.invite_all_again(manager.middleware_data["actor"])
    manager.dialog_data.update(mailed=done.mailed, without_email=done.without_email)
    await manager.switch_to(PeopleList.invited)


async def add_typed(callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
    """Register whoever was searched for in vain."""
    await manager.start(AddPerson.role, {"sought": manager.dialog_data.get("typed", "")})


async def open_card(
    callback: CallbackQuery, select: Select[int], manager: DialogManager, membership_id: int
) -> None:
    """Open somebody's card."""
    await manager.start(PersonCard.card, {"membership_id": membership_id})


async def _to_first_page(manager: DialogManager) -> None:
    pages: ManagedScroll | None = manager.find("pages")
    if pages is not None:
        await pages.set_page(0)
