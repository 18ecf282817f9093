"""A bot written with bare aiogram, which knows nothing of the sandbox, lives in it."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from functools import partial

import pytest
from aiogram import Bot, Dispatcher, F
from aiogram.client.default import DefaultBotProperties
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import (
    ClientDecodeError,
    TelegramBadRequest,
    TelegramConflictError,
    TelegramForbiddenError,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
    TelegramUnauthorizedError,
)
from aiogram.filters import CommandObject, CommandStart
from aiogram.methods import SendDice, SendMessage
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
    ReplyKeyboardRemove,
    WebhookInfo,
)
from aiogram.webhook.aiohttp_server import SimpleRequestHandler, setup_application
from aiohttp import web

from sandbox.server import Sandbox, SandboxOptions, running
from tests.sandbox.conftest import START
from tests.sandbox.hooks import served
from tests.sandbox.phones import MARIA, PEOPLE, TOKEN, VERA, Phone, png

SECRET = "Secret_1"


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    """A sandbox that calls webhooks of this machine."""
    async with running(SandboxOptions(start=START, people=PEOPLE, local=True)) as sandbox:
        yield sandbox


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


def listening(heard: Heard) -> Dispatcher:
    """Handlers that greet, ask and listen."""
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
    async def listen(message: Message) -> SendMessage:
        assert message.contact is not None
        heard.numbers.append(message.contact.phone_number)
        # Returned, not sent: aiogram makes it the webhook's answer where it can.
        return message.answer("<b>Записан</b>", reply_markup=ReplyKeyboardRemove())

    @dispatcher.my_chat_member()
    async def leave(change: ChatMemberUpdated) -> None:
        heard.blocks.append(change.new_chat_member.status)
        heard.seen.set()

    return dispatcher


@asynccontextmanager
async def polling(bot: Bot, dispatcher: Dispatcher) -> AsyncIterator[None]:
    """The bot polls while the context lasts."""
    running_poller = asyncio.create_task(
        dispatcher.start_polling(bot, handle_signals=False, close_bot_session=False)
    )
    yield
    await dispatcher.stop_polling()
    await running_poller


@asynccontextmanager
async def webhook(
    bot: Bot, dispatcher: Dispatcher, *, in_background: bool, secret: str = SECRET
) -> AsyncIterator[None]:
    """The bot is called with this secret while the context lasts, and expects `SECRET`."""
    app = web.Application()
    handler = SimpleRequestHandler(dispatcher, bot, handle_in_background=in_background, secret_token=SECRET)
    handler.register(app, path="/hook")
    setup_application(app, dispatcher, bot=bot)
    async with served(app, "/hook") as url:
        await bot.set_webhook(
            url, secret_token=secret, allowed_updates=dispatcher.resolve_used_update_types()
        )
        yield
        await bot.delete_webhook()


WAYS: dict[str, Callable[[Bot, Dispatcher], AbstractAsyncContextManager[None]]] = {
    "polling": polling,
    "webhook": partial(webhook, in_background=True),
    "webhook that answers by calling methods": partial(webhook, in_background=False),
}


@pytest.fixture(params=WAYS)
async def heard(aiogram_bot: Bot, request: pytest.FixtureRequest) -> AsyncIterator[Heard]:
    """A bot that listens until the test ends, in each of the ways."""
    heard = Heard()
    async with WAYS[request.param](aiogram_bot, listening(heard)):
        yield heard


async def test_a_conversation(heard: Heard, maria: Phone) -> None:
    await maria.write("/start KEY-1")
    question = (await maria.shows("Здравствуйте, ключ KEY-1!"))["message_id"]
    pressed = await maria.press(question, text="Приду", wait=10)
    assert pressed["answer"] == {"text": "Ждём вас", "show_alert": True, "url": None}
    assert (await maria.shows("Записано"))["message_id"] == question
    await maria.shows("Ваш номер?")
    await maria.do("reply-button", text="Мой номер")
    assert (await maria.shows("Записан"))["html"] == "<b>Записан</b>"
    assert heard.numbers == ["+79990000102"]


async def test_a_block_is_heard(heard: Heard, maria: Phone) -> None:
    await maria.write("/start")
    await maria.shows("Здравствуйте, ключ None!")
    await maria.do("block")
    await asyncio.wait_for(heard.seen.wait(), 10)
    assert heard.blocks == ["kicked"]


async def failed(bot: Bot) -> WebhookInfo:
    """Waits until the webhook did not take an update."""
    async with asyncio.timeout(30):
        while True:
            info = await bot.get_webhook_info()
            if info.last_error_message:
                return info
            await asyncio.sleep(0.01)


async def test_a_webhook_with_another_secret_takes_nothing(aiogram_bot: Bot, maria: Phone) -> None:
    heard = Heard()
    async with webhook(aiogram_bot, listening(heard), in_background=True, secret="another"):
        await maria.do("block")
        info = await failed(aiogram_bot)
    assert info.last_error_message == "Wrong response from the webhook: 401 Unauthorized"
    assert (info.pending_update_count, heard.blocks) == (1, [])


async def test_too_many_messages_go_out_after_the_time_that_is_asked_for(
    aiogram_bot: Bot, vera: Phone
) -> None:
    async def send_on() -> None:
        while True:
            await aiogram_bot.send_message(VERA, "Раз")

    with pytest.raises(TelegramRetryAfter, match="retry after") as refused:
        await send_on()
    await asyncio.sleep(refused.value.retry_after)
    assert (await aiogram_bot.send_message(VERA, "Два")).text == "Два"


@pytest.mark.parametrize(
    ("fault", "exception"),
    [
        ("internal", TelegramServerError),
        ("rate", TelegramRetryAfter),
        ("unauthorized", TelegramUnauthorizedError),
        ("rival", TelegramConflictError),
        ("unreadable", ClientDecodeError),
        ("html_502", ClientDecodeError),
        ("down", TelegramNetworkError),
    ],
)
async def test_faults_are_the_exceptions_aiogram_knows(
    aiogram_bot: Bot, sandbox: Sandbox, fault: str, exception: type[Exception]
) -> None:
    sandbox.faults.switch_on("telegram", fault, times=1)
    with pytest.raises(exception):
        await aiogram_bot.get_updates()
    assert await aiogram_bot.get_updates() == []


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
