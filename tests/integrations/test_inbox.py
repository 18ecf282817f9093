"""The durable inbox under a small bot of its own, against the sandbox's Bot API."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from aiogram import Bot, Dispatcher, Router
from aiogram.filters import CommandStart
from aiogram.fsm.state import State, StatesGroup
from aiogram.fsm.storage.memory import SimpleEventIsolation
from aiogram.types import CallbackQuery, Message, Update
from aiogram_dialog import Dialog, DialogManager, ShowMode, StartMode, Window, setup_dialogs
from aiogram_dialog.widgets.kbd import Button
from aiogram_dialog.widgets.text import Const, Format
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from integrations.telegram.fsm import DatabaseStorage
from integrations.telegram.inbox import MOST_ATTEMPTS, Inbox
from integrations.telegram.poller import Poller
from integrations.telegram.recorder import RecordedMessages, RecordingBot
from integrations.telegram.session import DEFAULTS, make_session
from models import FsmRow, InboxState, InboxUpdate
from sandbox.server import Sandbox, SandboxOptions, running
from services.ports import Clock
from tests.flows.phones import Phone, Seen, World


class Count(StatesGroup):
    shown = State()


async def count(**data: Any) -> dict[str, Any]:
    manager: DialogManager = data["dialog_manager"]
    return {"count": manager.dialog_data.get("count", 0)}


async def one_more(callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
    manager.dialog_data["count"] = manager.dialog_data.get("count", 0) + 1


async def fail(callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
    manager.dialog_data["count"] = 1000
    raise RuntimeError("a handler that always fails")


def small_bot() -> Dispatcher:
    isolation = SimpleEventIsolation()
    dispatcher = Dispatcher(storage=DatabaseStorage(), events_isolation=isolation)
    router = Router()

    async def start(message: Message, dialog_manager: DialogManager) -> None:
        await dialog_manager.start(Count.shown, mode=StartMode.RESET_STACK, show_mode=ShowMode.SEND)

    router.message.register(start, CommandStart())
    buttons = (
        Button(Const("Ещё"), id="more", on_click=one_more),
        Button(Const("Сломать"), id="break", on_click=fail),
    )
    window = Window(Format("Нажато: {count}"), *buttons, state=Count.shown, getter=count)
    dispatcher.include_routers(router, Dialog(window))
    setup_dialogs(dispatcher, message_manager=RecordedMessages(), events_isolation=isolation)
    return dispatcher


async def feed(dispatcher: Dispatcher, bot: RecordingBot, update: Update, session: AsyncSession) -> None:
    await dispatcher.feed_update(bot, update)


async def apology(session: AsyncSession, telegram_id: int) -> str:
    return "Не получилось"


class Program:
    """Bot, inbox and poller over one database, to be stopped and started again."""

    def __init__(self, url: str, sessions: async_sessionmaker[AsyncSession], clock: Clock) -> None:
        self.bot = Bot("4242424242:SANDBOX-TOKEN", session=make_session(url, None), default=DEFAULTS)
        self.inbox = Inbox(
            sessions=sessions,
            clock=clock,
            bot=self.bot,
            recording=RecordingBot(self.bot.token, session=self.bot.session, default=DEFAULTS),
            dispatcher=small_bot(),
            feed=feed,
            apology=apology,
            patience=lambda language: "Секунду",
            after=lambda: None,
        )
        self._poller: asyncio.Task[None] | None = None

    async def start(self) -> None:
        await self.inbox.resume()
        self._poller = asyncio.create_task(Poller(self.bot, self.inbox).run())

    async def stop(self) -> None:
        if self._poller is not None:
            self._poller.cancel()
            await asyncio.gather(self._poller, return_exceptions=True)
        await self.inbox.stop()
        await self.bot.session.close()


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    async with running(SandboxOptions()) as sandbox:
        yield sandbox


@pytest.fixture
async def phone(sandbox: Sandbox) -> AsyncIterator[Phone]:
    async with aiohttp.ClientSession() as http:
        yield await World(http, sandbox.url).phone()


@pytest.fixture
async def program(
    sandbox: Sandbox, sessionmaker: async_sessionmaker[AsyncSession], clock: Clock
) -> AsyncIterator[Program]:
    program = Program(sandbox.url, sessionmaker, clock)
    await program.start()
    yield program
    await program.stop()


async def test_a_press_changes_the_screen_in_place_and_is_answered(program: Program, phone: Phone) -> None:
    await phone.says("/start")
    first = await phone.sees("Нажато: 0")
    await phone.press("Ещё")
    assert (await phone.sees("Нажато: 1")).id == first.id
    assert len(await phone.chat()) == 1


async def test_five_quick_presses_of_one_button_are_all_answered_and_act_once(
    sandbox: Sandbox, sessionmaker: async_sessionmaker[AsyncSession], clock: Clock, phone: Phone
) -> None:
    program = Program(sandbox.url, sessionmaker, clock)
    await program.start()
    await phone.says("/start")
    message = await phone.sees("Нажато: 0")
    await program.stop()
    pressing = [asyncio.create_task(phone._post("press", _press(message, "Ещё"))) for _ in range(5)]
    await asyncio.gather(*pressing)
    again = Program(sandbox.url, sessionmaker, clock)
    await again.start()
    try:
        await phone.sees("Нажато: 1")
        await again.inbox.idle()
        answers = [
            call for call in sandbox.telegram.calls.after(0) if call["method"] == "answerCallbackQuery"
        ]
        assert [call["ok"] for call in answers] == [True] * 5
        await phone.press("Ещё")
        await phone.sees("Нажато: 2")
    finally:
        await again.stop()


async def test_nothing_personal_is_left_of_an_update_that_is_done(
    program: Program, phone: Phone, sessionmaker: async_sessionmaker[AsyncSession]
) -> None:
    await phone.says("/start")
    await phone.sees("Нажато: 0")
    await program.inbox.idle()
    async with sessionmaker() as session:
        rows = (await session.scalars(select(InboxUpdate))).all()
    assert [(row.state, row.payload_sealed, row.screen_sealed) for row in rows] == [
        (InboxState.DONE, None, None)
    ]
    assert rows[0].shown_at is not None


async def test_the_same_update_twice_is_handled_once(
    program: Program, phone: Phone, sessionmaker: async_sessionmaker[AsyncSession]
) -> None:
    await phone.says("/start")
    await phone.press("Ещё")
    await program.inbox.idle()
    async with sessionmaker() as session:
        first = (await session.scalars(select(InboxUpdate.update_id).order_by(InboxUpdate.update_id))).first()
    repeated = {
        "update_id": first,
        "message": {
            "message_id": 1,
            "date": 0,
            "chat": {"id": phone.user_id, "type": "private"},
            "from": {"id": phone.user_id, "is_bot": False, "first_name": "Гость"},
            "text": "/start",
        },
    }
    await program.inbox.store([repeated])
    await program.inbox.idle()
    assert [seen.text for seen in await phone.chat()] == ["Нажато: 1"]


async def test_what_was_committed_but_not_shown_is_shown_at_the_next_start(
    sandbox: Sandbox,
    phone: Phone,
    sessionmaker: async_sessionmaker[AsyncSession],
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def lost(*_: object) -> None:
        raise asyncio.CancelledError

    crashing = Program(sandbox.url, sessionmaker, clock)
    monkeypatch.setattr(crashing.inbox, "_show", lost)
    await crashing.start()
    await phone.types("/start")
    for _ in range(200):
        if await _done(sessionmaker):
            break
        await asyncio.sleep(0.05)
    assert await phone.chat() == []
    await asyncio.gather(crashing.stop(), return_exceptions=True)

    again = Program(sandbox.url, sessionmaker, clock)
    await again.start()
    try:
        await phone.sees("Нажато: 0")
        await phone.press("Ещё")
        await phone.sees("Нажато: 1")
        assert len(await phone.chat()) == 1
    finally:
        await again.stop()


async def test_a_press_that_always_fails_is_parked_and_the_person_told(
    program: Program, phone: Phone, sessionmaker: async_sessionmaker[AsyncSession]
) -> None:
    await phone.says("/start")
    message = await phone.sees("Нажато: 0")
    answer = await phone._post("press", _press(message, "Сломать") | {"wait": 20})
    assert answer["answered"]
    await phone.sees("Не получилось")
    await program.inbox.idle()
    async with sessionmaker() as session:
        parked = (
            await session.scalars(select(InboxUpdate).where(InboxUpdate.state == InboxState.PARKED))
        ).one()
    assert parked.attempts == MOST_ATTEMPTS
    await phone.press("Ещё", message)
    await phone.sees("Нажато: 1")


async def test_dialog_state_is_sealed_in_the_database(
    program: Program, phone: Phone, sessionmaker: async_sessionmaker[AsyncSession]
) -> None:
    await phone.says("/start")
    await phone.press("Ещё")
    await program.inbox.idle()
    async with sessionmaker() as session:
        rows = (await session.scalars(select(FsmRow))).all()
    kept = [row.data_sealed for row in rows if row.data_sealed is not None]
    assert kept
    assert not any("count" in text or "Count" in text for text in kept)


def _press(message: Seen, label: str) -> dict[str, Any]:
    return {"message_id": message.id, "data": (message.button(label) or {})["callback_data"]}


async def _done(sessionmaker: async_sessionmaker[AsyncSession]) -> bool:
    async with sessionmaker() as session:
        return await session.scalar(select(InboxUpdate.done_at).limit(1)) is not None
