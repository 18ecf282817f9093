"""Commands that only organizers have."""

from typing import Any

from aiogram import F, Router
from aiogram.enums import ChatType
from aiogram.filters import Command
from aiogram.fsm.state import State
from aiogram.types import Message
from aiogram_dialog import DialogManager, ShowMode, StartMode

from handlers.organizer.states import ClinicJournal
from models import Role
from services.policy import Actor


async def organizes(message: Message, actor: Actor | None) -> bool:
    """Let organizers through: to anyone else the command is like any other that there is not."""
    return actor is not None and actor.role is Role.ORGANIZER


async def journal_wanted(message: Message, home: State, dialog_manager: DialogManager) -> Any:
    """Open the journal, from which the way back leads home."""
    await dialog_manager.start(home, mode=StartMode.RESET_STACK, show_mode=ShowMode.NO_UPDATE)
    await dialog_manager.start(ClinicJournal.day, show_mode=ShowMode.SEND)


def router() -> Router:
    """Return the router of the organizers' commands."""
    made = Router(name="organizer-commands")
    # In a group other people would read the answers.
    made.message.filter(F.chat.type == ChatType.PRIVATE)
    made.message.register(journal_wanted, Command("journal", ignore_mention=True), organizes)
    return made
