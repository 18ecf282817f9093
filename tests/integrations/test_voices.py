"""A voice goes out by its id; where it cannot, the words say so and nothing is lost."""

from collections.abc import AsyncIterator

import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import BufferedInputFile

from integrations.telegram.channel import TelegramChannel
from integrations.telegram.session import DEFAULTS, make_session
from sandbox.server import Sandbox, SandboxOptions, running
from services.ports import Address, Button, OutgoingMessage, Press, VoiceNote
from tests.clock import FixedClock

READER = 9_100_000_000_001
TO = Address(telegram_id=READER, email=None, language="ru")
ROWS = ((Button("Ответить", press=Press("answer", 7)),),)


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


def message(file_id: str) -> OutgoingMessage:
    """Return a question by voice."""
    return OutgoingMessage("<b>Вопрос</b>", rows=ROWS, voice=VoiceNote(file_id, "Голос не передать."))


def shown(sandbox: Sandbox) -> dict[str, object]:
    """Return the newest message of the chat."""
    chat = sandbox.telegram.account.chats.find(READER)
    assert chat is not None
    return sandbox.telegram.account.message_json(list(chat.messages.values())[-1])


async def test_a_voice_goes_out_with_its_words_and_buttons(
    sandbox: Sandbox, bot: Bot, clock: FixedClock
) -> None:
    sent = await bot.send_voice(READER, BufferedInputFile(b"OggS", "voice.ogg"))
    assert sent.voice is not None
    number = await TelegramChannel(bot, clock).send(TO, message(sent.voice.file_id))
    seen = shown(sandbox)
    assert (seen["message_id"], seen["caption"]) == (number, "Вопрос")
    assert "voice" in seen
    assert "n:answer:7" in str(seen["reply_markup"])


async def test_a_voice_that_telegram_does_not_know_is_told_of_in_words(
    sandbox: Sandbox, bot: Bot, clock: FixedClock
) -> None:
    await TelegramChannel(bot, clock).send(TO, message("AwACAgIAAxkBAAI"))
    seen = shown(sandbox)
    assert seen["text"] == "Вопрос\n\nГолос не передать."
    assert "n:answer:7" in str(seen["reply_markup"])


async def test_whoever_lets_no_voices_in_reads_of_it_in_words(
    sandbox: Sandbox, bot: Bot, clock: FixedClock
) -> None:
    sent = await bot.send_voice(READER, BufferedInputFile(b"OggS", "voice.ogg"))
    assert sent.voice is not None
    chat = sandbox.telegram.account.chats.find(READER)
    assert chat is not None
    chat.person.no_voices = True
    with pytest.raises(TelegramBadRequest, match="VOICE_MESSAGES_FORBIDDEN"):
        await bot.send_voice(READER, sent.voice.file_id)
    await TelegramChannel(bot, clock).send(TO, message(sent.voice.file_id))
    assert shown(sandbox)["text"] == "Вопрос\n\nГолос не передать."


def test_where_no_voice_goes_the_message_says_so() -> None:
    words = message("x").in_words()
    assert (words.voice, words.html) == (None, "<b>Вопрос</b>\n\nГолос не передать.")
    assert OutgoingMessage("a").in_words() == OutgoingMessage("a")
