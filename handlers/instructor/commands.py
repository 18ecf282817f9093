"""The command that opens an instructor's calendar; in anybody else's mouth it is a word like any other."""

from typing import Any

from aiogram import F, Router
from aiogram.enums import ChatType
from aiogram.filters import Command, Filter
from aiogram.types import Message
from aiogram_dialog import DialogManager

from handlers.common.opening import open_from_home
from handlers.instructor.states import Calendar
from models import Role
from services.policy import Actor


class FromInstructor(Filter):
    """A message from someone who acts as an instructor."""

    async def __call__(self, message: Message, actor: Actor | None) -> bool:
        """Look at the role."""
        return actor is not None and actor.role is Role.INSTRUCTOR


async def calendar_wanted(message: Message, dialog_manager: DialogManager) -> Any:
    """Open the calendar."""
    await open_from_home(dialog_manager, Calendar.week)


def router() -> Router:
    """Return the router."""
    made = Router(name="instructor-commands")
    made.message.filter(F.chat.type == ChatType.PRIVATE)
    command = Command("calendar", ignore_mention=True, ignore_case=True)
    made.message.register(calendar_wanted, command, FromInstructor())
    return made
