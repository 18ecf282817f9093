"""Commands that open an organizer's screens; in anybody else's mouth they are words like any other."""

from collections.abc import Mapping
from typing import Any

from aiogram import F, Router
from aiogram.enums import ChatType
from aiogram.filters import Command, CommandObject, Filter
from aiogram.fsm.state import State
from aiogram.types import Message
from aiogram_dialog import DialogManager

from handlers.common.opening import open_from_home
from handlers.organizer.checkup.handlers import check_wanted
from handlers.organizer.states import AddPerson, ClinicJournal, ClinicSettings, ImportPeople, PeopleList
from models import Role
from services.policy import Actor

SCREENS: Mapping[str, State] = {
    "people": PeopleList.found,
    "invite": AddPerson.role,
    "import": ImportPeople.ask,
    "journal": ClinicJournal.day,
    "settings": ClinicSettings.main,
}


class FromOrganizer(Filter):
    """A message from someone who acts as an organizer."""

    async def __call__(self, message: Message, actor: Actor | None) -> bool:
        """Look at the role."""
        return actor is not None and actor.role is Role.ORGANIZER


async def screen_wanted(message: Message, command: CommandObject, dialog_manager: DialogManager) -> Any:
    """Open the command's screen."""
    await open_from_home(dialog_manager, SCREENS[command.command.lower()])


def router() -> Router:
    """Return the router."""
    made = Router(name="organizer-commands")
    made.message.filter(F.chat.type == ChatType.PRIVATE)
    made.message.register(
        screen_wanted, Command(*SCREENS, ignore_mention=True, ignore_case=True), FromOrganizer()
    )
    made.message.register(
        check_wanted, Command("check", ignore_mention=True, ignore_case=True), FromOrganizer()
    )
    return made
