"""The screen that a person has in front of them."""

from aiogram import Bot
from aiogram.types import CallbackQuery, TelegramObject
from aiogram_dialog import DialogManager

from services.ports import SCREEN_REFRESH


def shown(manager: DialogManager) -> int | None:
    """Return the id of the message that the present screen is in."""
    message_id: int | None = manager.current_stack().last_message_id
    return message_id


def pressed_on(happened: TelegramObject | None, manager: DialogManager) -> bool:
    """Say whether the pressed button is one of the present screen's message."""
    if not isinstance(happened, CallbackQuery) or happened.message is None:
        return False
    return happened.message.message_id == shown(manager)


def drawn_by_clock(manager: DialogManager) -> bool:
    """Say whether the screen is drawn again by the program itself, the person having done nothing."""
    return isinstance(manager.event, CallbackQuery) and manager.event.data == SCREEN_REFRESH


async def put_away(manager: DialogManager, message_id: int | None) -> None:
    """Take the buttons off a screen that has just been shown further down, or covered by another one."""
    if message_id is not None:
        bot: Bot = manager.middleware_data["bot"]
        chat_id = manager.middleware_data["event_chat"].id
        await bot.edit_message_reply_markup(chat_id=chat_id, message_id=message_id)
