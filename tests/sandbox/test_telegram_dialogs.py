"""A small aiogram-dialog bot, which knows nothing of the sandbox, is pressed through."""

import asyncio
import operator
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiogram import Bot, Dispatcher
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.enums import ContentType
from aiogram.filters import CommandStart
from aiogram.fsm.state import State, StatesGroup
from aiogram.fsm.storage.memory import MemoryStorage, SimpleEventIsolation
from aiogram.types import BufferedInputFile, Message
from aiogram_dialog import Dialog, DialogManager, StartMode, Window, setup_dialogs
from aiogram_dialog.api.entities import MediaAttachment, MediaId
from aiogram_dialog.widgets.input import TextInput
from aiogram_dialog.widgets.kbd import Back, Cancel, Next, Select, SwitchTo
from aiogram_dialog.widgets.media import DynamicMedia
from aiogram_dialog.widgets.text import Const, Format

from sandbox.server import Sandbox
from tests.sandbox.phones import TOKEN, VERA, Phone, png


class Diary(StatesGroup):
    menu = State()
    mood = State()
    note = State()
    picture = State()


async def moods(**_: Any) -> dict[str, Any]:
    return {"moods": [("Хорошо", 1), ("Так себе", 2)]}


async def choose(_query: Any, _widget: Any, manager: DialogManager, mood: str) -> None:
    manager.dialog_data["mood"] = mood
    await manager.next()


async def write(_message: Message, _widget: Any, manager: DialogManager, text: str) -> None:
    manager.dialog_data["note"] = text
    await manager.switch_to(Diary.menu)


async def said(dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:
    note = dialog_manager.dialog_data.get("note", "—")
    return {"note": note}


@pytest.fixture
async def dialog_bot(sandbox: Sandbox, vera: Phone) -> AsyncIterator[Bot]:
    """The bot polls until the test ends."""
    session = AiohttpSession(api=TelegramAPIServer.from_base(sandbox.url))
    async with Bot(TOKEN, session).context() as bot:
        photo = await bot.send_photo(VERA, BufferedInputFile(png(), "схема.png"))
        assert photo.photo
        picture = MediaAttachment(ContentType.PHOTO, file_id=MediaId(photo.photo[-1].file_id))

        async def pictured(**_: Any) -> dict[str, Any]:
            return {"picture": picture}

        dispatcher = Dispatcher(storage=MemoryStorage(), events_isolation=SimpleEventIsolation())
        dispatcher.include_router(
            Dialog(
                Window(
                    Format("Дневник. Заметка: {note}"),
                    Next(Const("Самочувствие")),
                    SwitchTo(Const("Схема"), "picture", Diary.picture),
                    Cancel(Const("Закрыть")),
                    state=Diary.menu,
                    getter=said,
                ),
                Window(
                    Const("Как вы?"),
                    Select(Format("{item[0]}"), "mood", operator.itemgetter(1), "moods", on_click=choose),
                    Back(Const("Назад")),
                    state=Diary.mood,
                    getter=moods,
                ),
                Window(Const("Расскажите подробнее"), TextInput("note", on_success=write), state=Diary.note),
                Window(
                    DynamicMedia("picture"),
                    Const("Схема упражнений"),
                    SwitchTo(Const("Назад"), "back", Diary.menu),
                    state=Diary.picture,
                    getter=pictured,
                ),
            )
        )
        setup_dialogs(dispatcher)

        @dispatcher.message(CommandStart())
        async def start(_message: Message, dialog_manager: DialogManager) -> None:
            await dialog_manager.start(Diary.menu, mode=StartMode.RESET_STACK)

        polling = asyncio.create_task(
            dispatcher.start_polling(
                bot,
                handle_signals=False,
                close_bot_session=False,
                allowed_updates=["message", "callback_query"],
            )
        )
        yield bot
        await dispatcher.stop_polling()
        await polling


async def test_a_dialog_is_walked_through(dialog_bot: Bot, vera: Phone) -> None:
    await vera.write("/start")
    menu = await vera.shows("Дневник. Заметка: —", last=True)
    assert [[button["text"] for button in row] for row in menu["inline_keyboard"]] == [
        ["Самочувствие"], ["Схема"], ["Закрыть"],
    ]  # fmt: skip
    pressed = await vera.press(menu["message_id"], text="Самочувствие", wait=10)
    assert pressed["answered"] is True
    mood = await vera.shows("Как вы?", last=True)
    assert mood["message_id"] == menu["message_id"]
    await vera.press(mood["message_id"], text="Так себе")
    await vera.shows("Расскажите подробнее", last=True)
    await vera.write("Болит плечо")
    again = await vera.shows("Дневник. Заметка: Болит плечо", last=True)
    assert again["message_id"] != menu["message_id"]
    await vera.press(again["message_id"], text="Схема")
    picture = await vera.shows("Схема упражнений", last=True)
    assert picture["photo"]["url"]
    await vera.press(picture["message_id"], text="Назад")
    await vera.shows("Дневник. Заметка: Болит плечо", last=True)


async def test_pressing_a_window_that_does_not_change_is_answered(dialog_bot: Bot, vera: Phone) -> None:
    await vera.write("/start")
    menu = await vera.shows("Дневник. Заметка: —", last=True)
    pressed = await vera.press(menu["message_id"], data="nobody's data", wait=10)
    assert pressed["answered"] is True
    assert (await vera.shows("Дневник. Заметка: —", last=True))["message_id"] == menu["message_id"]
