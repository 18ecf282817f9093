"""Getting a file that a person sent: what Telegram refuses, what is cut off, and what must not be said."""

from collections.abc import AsyncIterator

import pytest
from aiogram import Bot

from integrations.telegram.files import TelegramFiles
from integrations.telegram.session import DEFAULTS, make_session
from sandbox.server import Sandbox, SandboxOptions, running
from sandbox.telegram.actions import Actions
from sandbox.telegram.files import Upload
from sandbox.telegram.people import Person
from services.ports import OutsideFailure, PermanentFailure, TemporaryFailure
from tests.clock import FixedClock

TOKEN = "4242424242:SANDBOX-TOKEN"
MB = 2**20


@pytest.fixture
async def telegram() -> AsyncIterator[Sandbox]:
    """A Telegram of its own."""
    async with running(SandboxOptions(token=TOKEN)) as sandbox:
        yield sandbox


@pytest.fixture
async def files(telegram: Sandbox, clock: FixedClock) -> AsyncIterator[TelegramFiles]:
    """What gets files from it."""
    bot = Bot(TOKEN, session=make_session(telegram.url, None), default=DEFAULTS)
    yield TelegramFiles(bot, clock)
    await bot.session.close()


def sent(telegram: Sandbox, content: bytes) -> str:
    """Let somebody send a file; return Telegram's id for it."""
    account = telegram.telegram.account
    chat = account.add_person(Person(id=5, first_name="Гость"))
    message = Actions(account).send_file(chat, "document", Upload("list.csv", None, content), "")
    file_id: str = message.content["document"]["file_id"]
    return file_id


async def failure(files: TelegramFiles, file_id: str, most: int = 20 * MB) -> OutsideFailure:
    with pytest.raises(OutsideFailure) as failed:
        await files.fetch(file_id, most)
    assert "SANDBOX" not in repr(failed.value)
    assert failed.value.__context__ is None or failed.value.__suppress_context__
    return failed.value


async def test_a_file_comes_as_it_was_sent(telegram: Sandbox, files: TelegramFiles) -> None:
    content = bytes(range(256)) * 9000
    assert await files.fetch(sent(telegram, content), 20 * MB) == content


async def test_a_file_that_is_too_large_is_refused(telegram: Sandbox, files: TelegramFiles) -> None:
    assert (await failure(files, sent(telegram, bytes(21 * MB)))).reason == "large"
    assert (await failure(files, sent(telegram, bytes(101)), most=100)).reason == "large"


async def test_a_file_telegram_does_not_know_is_gone_for_good(files: TelegramFiles) -> None:
    assert isinstance(await failure(files, "abc"), PermanentFailure)


@pytest.mark.parametrize("operation", ["getfile", "file"])
async def test_a_file_that_is_cut_off_is_worth_another_try(
    telegram: Sandbox, files: TelegramFiles, operation: str
) -> None:
    file_id = sent(telegram, b"x")
    telegram.faults.switch_on("telegram", "down", times=9, only=operation)
    assert isinstance(await failure(files, file_id), TemporaryFailure)
    telegram.faults.clear()
    assert await files.fetch(file_id, 10) == b"x"
