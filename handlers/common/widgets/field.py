"""What lies under the field where people type: the way home, or a button that only there can be.

Telegram lets a contact and a place be shared by such buttons alone. While a window that asks for one is open
(``states.ASKING``), its button lies in the place of the way home, which comes back with whatever leads out.
"""

from aiogram import Bot
from aiogram.types import KeyboardButton, ReplyKeyboardMarkup, ReplyKeyboardRemove
from aiogram_dialog import DialogManager

from handlers.common.states import ASKING
from services.texts import Texts


def way_home(texts: Texts) -> ReplyKeyboardMarkup:
    """Return the button that stays under the field; commands.WayHome takes its press."""
    button = KeyboardButton(text=texts.plain("button.home"))
    return ReplyKeyboardMarkup(keyboard=[[button]], is_persistent=True, resize_keyboard=True)


async def ask_contact(manager: DialogManager) -> None:
    """Put the button that shares the person's own contact under the field."""
    texts: Texts = manager.middleware_data["texts"]
    button = KeyboardButton(text=texts.plain("asking.button.contact"), request_contact=True)
    await _put(manager, texts.html("asking.contact"), button)


async def ask_place(manager: DialogManager) -> None:
    """Put the button that shares the place under the field."""
    texts: Texts = manager.middleware_data["texts"]
    button = KeyboardButton(text=texts.plain("asking.button.place"), request_location=True)
    await _put(manager, texts.html("asking.place"), button)


async def asked_enough(manager: DialogManager, words: str | None = None) -> None:
    """Bring the way home back if the open window had put its own button there, saying ``words`` with it.

    A stranger has no way home: the button is just taken away.
    """
    if not manager.has_context() or manager.current_context().state not in ASKING:
        return
    data = manager.middleware_data
    texts: Texts = data["texts"]
    known = data["actor"] is not None
    # The value is named, for a recorded call holds nothing but what was.
    keyboard = way_home(texts) if known else ReplyKeyboardRemove(remove_keyboard=True)
    usual = texts.html("asking.home_back") if known else texts.html("asking.over")
    await _bot(manager).send_message(data["event_chat"].id, words or usual, reply_markup=keyboard)


async def _put(manager: DialogManager, words: str, button: KeyboardButton) -> None:
    data = manager.middleware_data
    rows = [[button]]
    if data["actor"] is not None:
        rows.append([KeyboardButton(text=data["texts"].plain("button.home"))])
    keyboard = ReplyKeyboardMarkup(keyboard=rows, resize_keyboard=True, is_persistent=True)
    await _bot(manager).send_message(data["event_chat"].id, words, reply_markup=keyboard)


def _bot(manager: DialogManager) -> Bot:
    bot: Bot = manager.middleware_data["bot"]
    return bot
