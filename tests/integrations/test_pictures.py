"""Pictures of screens: kept as what they show, drawn and uploaded once, words where they are refused."""

from collections.abc import AsyncIterator

import pytest
from aiogram import Bot
from aiogram.enums import InputMediaType
from aiogram.methods import EditMessageMedia, SendMessage, SendPhoto
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup, InputMediaPhoto

from integrations.telegram import pictures
from integrations.telegram.screen import Screen
from integrations.telegram.session import DEFAULTS, make_session
from integrations.telegram.show import show
from sandbox.server import Sandbox, SandboxOptions, running
from services.files import week_picture
from services.files.week_picture import SCHEME, Block, Week, address

READER = 9_100_000_000_001
DAYS = ("1", "2", "3", "4", "5", "6", "7")
WEEK = address(Week("Неделя", DAYS, (Block(0, 600, 645, "one", "Тестова"),), (), ()))
OTHER = address(Week("Другая", DAYS, (), (), ()))
KEYS = InlineKeyboardMarkup(inline_keyboard=[[InlineKeyboardButton(text="День", callback_data="x")]])


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    """A sandbox with one person in it."""
    people = ({"id": READER, "first_name": "Алла", "started": True},)
    async with running(SandboxOptions(people=people)) as sandbox:
        yield sandbox


@pytest.fixture
async def bot(sandbox: Sandbox) -> AsyncIterator[Bot]:
    """The bot."""
    bot = Bot("4242424242:SANDBOX-TOKEN", session=make_session(sandbox.url, None), default=DEFAULTS)
    yield bot
    await bot.session.close()


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was drawn, in its order."""
    done: list[str] = []
    really = week_picture.draw

    def draw(where: str) -> bytes:
        done.append(where)
        return really(where)

    monkeypatch.setattr(pictures, "draw", draw)
    return done


def kept(*calls: SendMessage | SendPhoto | EditMessageMedia) -> Screen:
    """Return a screen as it is after a restart."""
    screen = Screen()
    for call in calls:
        screen.record(call)
    return Screen.load(screen.dump())


def photo(where: str = WEEK, caption: str = "<b>Неделя</b>") -> SendPhoto:
    """Return a call that sends a picture."""
    return SendPhoto(chat_id=READER, photo=where, caption=caption, reply_markup=KEYS)


def edit(message_id: int, where: str, caption: str) -> EditMessageMedia:
    """Return a call that puts a picture into a message."""
    media = InputMediaPhoto(type=InputMediaType.PHOTO, media=where, caption=caption)
    return EditMessageMedia(chat_id=READER, message_id=message_id, media=media, reply_markup=KEYS)


def chat(sandbox: Sandbox) -> list[dict[str, object]]:
    """Return what the messages in the chat hold."""
    found = sandbox.telegram.account.chats.find(READER)
    assert found is not None
    return [message.content for message in found.visible_messages() if message.from_bot]


async def test_a_picture_outlives_a_restart_as_what_it_shows(bot: Bot, sandbox: Sandbox) -> None:
    screen = kept(photo())
    assert SCHEME in screen.dump()
    ids = await show(bot, screen)
    (message,) = chat(sandbox)
    assert "photo" in message
    assert message["caption"] == "Неделя"
    assert list(ids) == [-1]
    await show(bot, kept(edit(ids[-1], OTHER, "<b>Другая</b>")))
    (message,) = chat(sandbox)
    assert message["caption"] == "Другая"


async def test_the_same_picture_is_drawn_and_uploaded_once(
    bot: Bot, sandbox: Sandbox, drawn: list[str]
) -> None:
    ids = await show(bot, kept(photo()))
    await show(bot, kept(edit(ids[-1], OTHER, "Другая")))
    await show(bot, kept(edit(ids[-1], WEEK, "Неделя")))
    await show(bot, kept(photo(OTHER)))
    assert drawn == [WEEK, OTHER]
    assert all("photo" in message for message in chat(sandbox))


async def test_words_become_a_picture_in_the_same_message(bot: Bot, sandbox: Sandbox) -> None:
    ids = await show(bot, kept(SendMessage(chat_id=READER, text="Главная", reply_markup=KEYS)))
    await show(bot, kept(edit(ids[-1], WEEK, "Неделя")))
    (message,) = chat(sandbox)
    assert "photo" in message


async def test_where_telegram_takes_no_picture_the_words_come(
    bot: Bot, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pictures, "draw", lambda where: b"no picture")
    ids = await show(bot, kept(photo()))
    (message,) = chat(sandbox)
    assert message["text"] == "Неделя"
    assert ids[-1] > 0


async def test_a_picture_whose_message_is_gone_is_sent_anew(bot: Bot, sandbox: Sandbox) -> None:
    ids = await show(bot, kept(photo()))
    await bot.delete_message(READER, ids[-1])
    again = await show(bot, kept(edit(ids[-1], WEEK, "Неделя")))
    (message,) = chat(sandbox)
    assert "photo" in message
    assert again[ids[-1]] != ids[-1]


async def test_an_id_that_telegram_has_forgotten_is_uploaded_again(
    bot: Bot, sandbox: Sandbox, drawn: list[str]
) -> None:
    await show(bot, kept(photo()))
    sandbox.telegram.account.files._by_id.clear()
    await show(bot, kept(photo()))
    assert drawn == [WEEK, WEEK]
