"""The baseline: a bot of aiogram as its documentation has it, that answers a press and edits its message."""

import asyncio
import os

from aiogram import Bot, Dispatcher
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.types import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message

LENGTH = 300
"""Characters of the text."""

BUTTONS = 8

WORDS = "Завтра в десять часов утра у вас занятие, приготовьте коврик и стул. "


def screen(number: int) -> tuple[str, InlineKeyboardMarkup]:
    """Return the text and the buttons after so many presses; no two are the same."""
    text = f"{number} {WORDS * LENGTH}"[:LENGTH].rstrip().ljust(LENGTH, ".")
    buttons = [
        [InlineKeyboardButton(text=f"Кнопка {place}", callback_data=f"{number + 1}:{place}")]
        for place in range(BUTTONS)
    ]
    return text, InlineKeyboardMarkup(inline_keyboard=buttons)


async def begun(message: Message) -> None:
    """Send the first screen."""
    text, keyboard = screen(0)
    await message.answer(text, reply_markup=keyboard)


async def pressed(callback: CallbackQuery) -> None:
    """Answer the press and show the next screen."""
    await callback.answer()
    text, keyboard = screen(int((callback.data or "0").partition(":")[0]))
    if isinstance(callback.message, Message):
        await callback.message.edit_text(text, reply_markup=keyboard)


async def main() -> None:
    """Poll until SIGTERM."""
    session = AiohttpSession(api=TelegramAPIServer.from_base(os.environ["TELEGRAM_API_URL"]))
    dispatcher = Dispatcher()
    dispatcher.message.register(begun)
    dispatcher.callback_query.register(pressed)
    await dispatcher.start_polling(Bot(os.environ["BOT_TOKEN"], session=session))


if __name__ == "__main__":
    asyncio.run(main())
