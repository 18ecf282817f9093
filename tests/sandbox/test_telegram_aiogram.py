"""A bot written with bare aiogram, which knows nothing of the sandbox, polls it."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from aiogram import Bot, Dispatcher, F
from aiogram.client.default import DefaultBotProperties
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import (
    TelegramBadRequest,
    TelegramForbiddenError,
    TelegramServerError,
    TelegramUnauthorizedError,
)
from aiogram.filters import CommandObject, CommandStart
from aiogram.methods import SendDice
from aiogram.types import (
    BotCommand,
    BufferedInputFile,
    CallbackQuery,
    ChatMemberUpdated,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaPhoto,
    KeyboardButton,
    Message,
    ReplyKeyboardMarkup,
)

from sandbox.server import Sandbox
from tests.sandbox.phones import MARIA, TOKEN, VERA, Phone, png


@pytest.fixture
async def aiogram_bot(sandbox: Sandbox) -> AsyncIterator[Bot]:
    session = AiohttpSession(api=TelegramAPIServer.from_base(sandbox.url))
    async with Bot(TOKEN, session, DefaultBotProperties(parse_mode="HTML")).context() as bot:
        yield bot


class Heard:
    """What the handlers of the bot were told."""

    def __init__(self) -> None:
        self.blocks: list[str] = []
        self.numbers: list[str] = []
        self.seen = asyncio.Event()


@pytest.fixture
async def heard(aiogram_bot: Bot) -> AsyncIterator[Heard]:
    """A bot that greets, asks, listens and polls, until the test ends."""
    heard = Heard()
    dispatcher = Dispatcher()

    @dispatcher.message(CommandStart())
    async def greet(message: Message, command: CommandObject) -> None:
        button = InlineKeyboardButton(text="Приду", callback_data="come", style="success")
        keyboard = InlineKeyboardMarkup(inline_keyboard=[[button]])
        await message.answer(f"<b>Здравствуйте</b>, ключ {command.args}!", reply_markup=keyboard)

    @dispatcher.callback_query(F.data == "come")
    async def confirm(query: CallbackQuery) -> None:
        await query.answer("Ждём вас", show_alert=True)
        assert isinstance(query.message, Message)
        await query.message.edit_text("Записано")
        ask = KeyboardButton(text="Мой номер", request_contact=True)
        await query.message.answer("Ваш номер?", reply_markup=ReplyKeyboardMarkup(keyboard=[[ask]]))

    @dispatcher.message(F.contact)
    async def listen(message: Message) -> None:
        assert message.contact is not None
        heard.numbers.append(message.contact.phone_number)
        heard.seen.set()

    @dispatcher.my_chat_member()
    async def leave(change: ChatMemberUpdated) -> None:
        heard.blocks.append(change.new_chat_member.status)
        heard.seen.set()

    polling = asyncio.create_task(
        dispatcher.start_polling(aiogram_bot, handle_signals=False, close_bot_session=False)
    )
    yield heard
    await dispatcher.stop_polling()
    await polling


async def test_a_conversation(heard: Heard, maria: Phone) -> None:
    await maria.write("/start KEY-1")
    question = (await maria.shows("Здравствуйте, ключ KEY-1!"))["message_id"]
    pressed = await maria.press(question, text="Приду", wait=10)
    assert pressed["answer"] == {"text": "Ждём вас", "show_alert": True, "url": None}
    assert (await maria.shows("Записано"))["message_id"] == question
    await maria.shows("Ваш номер?")
    await maria.do("reply-button", text="Мой номер")
    await asyncio.wait_for(heard.seen.wait(), 10)
    assert heard.numbers == ["+79990000102"]


async def test_a_block_is_heard(heard: Heard, maria: Phone) -> None:
    await maria.write("/start")
    await maria.shows("Здравствуйте, ключ None!")
    await maria.do("block")
    await asyncio.wait_for(heard.seen.wait(), 10)
    assert heard.blocks == ["kicked"]


async def test_refusals_are_the_exceptions_aiogram_knows(aiogram_bot: Bot, vera: Phone) -> None:
    message = await aiogram_bot.send_message(VERA, "Да")
    with pytest.raises(TelegramBadRequest, match="message is not modified"):
        await aiogram_bot.edit_message_text("Да", chat_id=VERA, message_id=message.message_id)
    with pytest.raises(TelegramForbiddenError, match="bot can't initiate conversation with a user"):
        await aiogram_bot.send_message(MARIA, "Да")
    with pytest.raises(TelegramBadRequest, match="can't parse entities: Unsupported start tag"):
        await aiogram_bot.send_message(VERA, "2 <x> 3")
    with pytest.raises(TelegramServerError, match="does not offer sendDice"):
        await aiogram_bot(SendDice(chat_id=VERA))


async def test_a_wrong_token_is_unauthorized(sandbox: Sandbox) -> None:
    session = AiohttpSession(api=TelegramAPIServer.from_base(sandbox.url))
    async with Bot("4242424242:WRONG", session).context() as bot:
        with pytest.raises(TelegramUnauthorizedError, match="Unauthorized"):
            await bot.get_me()


async def test_files_go_there_and_back(aiogram_bot: Bot, vera: Phone) -> None:
    photo = BufferedInputFile(png(40, 30), "схема.png")
    message = await aiogram_bot.send_photo(VERA, photo, caption="<i>Схема</i>")
    assert message.photo
    file_id = message.photo[-1].file_id
    content = await aiogram_bot.download(file_id)
    assert content is not None
    assert content.read() == png(40, 30)
    group = await aiogram_bot.send_media_group(
        VERA, [InputMediaPhoto(media=file_id, caption="Раз"), InputMediaPhoto(media=photo)]
    )
    assert [part.caption for part in group] == ["Раз", None]
    edited = await aiogram_bot.edit_message_media(
        InputMediaPhoto(media=photo, caption="Два"), chat_id=VERA, message_id=message.message_id
    )
    assert isinstance(edited, Message)
    assert edited.caption == "Два"


async def test_the_bot_introduces_itself(aiogram_bot: Bot, vera: Phone) -> None:
    await aiogram_bot.set_my_commands([BotCommand(command="menu", description="Меню")], language_code="ru")
    await aiogram_bot.set_my_name("Центр", language_code="ru")
    chat = await vera.chat()
    assert chat["commands"] == [{"command": "menu", "description": "Меню"}]
    assert chat["bot"]["name"] == "Центр"
    assert (await aiogram_bot.me()).username == "sandbox_bot"
    assert (await aiogram_bot.get_chat(VERA)).first_name == "Вера"
