"""The durable inbox: stored before it is confirmed, handled in one transaction, shown after it.

A person's updates are handled in order, different people's side by side. A crash loses no press and acts on
none twice: effect, dialog state and done-mark are one commit. While the database does not answer, what was
taken in waits for it; a button pressed again before its first press was carried out acts once.
"""

import asyncio
import json
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from typing import Any, TypeVar

import structlog
from aiogram import Bot, Dispatcher
from aiogram.exceptions import (
    AiogramError,
    TelegramAPIError,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
    TelegramUnauthorizedError,
)
from aiogram.fsm.storage.base import StorageKey
from aiogram.methods import AnswerCallbackQuery, EditMessageText, SendMessage
from aiogram.types import Update
from pydantic import ValidationError
from sqlalchemy import select, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from integrations.telegram.arrived import REFRESH, Arrived, RawUpdate, arrival
from integrations.telegram.channel import PREFIX
from integrations.telegram.fsm import row_key
from integrations.telegram.recorder import RecordingBot
from integrations.telegram.screen import Screen
from integrations.telegram.show import correct_ids, show
from integrations.telegram.unit import Unit, current
from models import InboxState, InboxUpdate
from services.database import unavailable
from services.notifications.planning import OWED
from services.ports import SCREEN_REFRESH, Clock

log = structlog.get_logger()

MOST_ATTEMPTS = 5
"""How often an update may fail before it is parked (architecture.md, Inbox)."""

FIRST_PAUSE, LONGEST_PAUSE = 0.2, 5.0
"""Seconds between two tries while the database, or Telegram, does not answer."""

HANDLED = (InboxState.DONE, InboxState.PARKED)

Feed = Callable[[Dispatcher, RecordingBot, Update, AsyncSession], Awaitable[None]]
"""Hands an update to the dispatcher with what its handlers need of the outside (the wiring's part)."""

Apology = Callable[[AsyncSession, int], Awaitable[str]]
"""Returns the words for a person whose press could not be carried out."""

Patience = Callable[[str | None], str]
"""Returns, by Telegram's language code, the words for a person who has to wait for the database."""

T = TypeVar("T")


class Unreadable(Exception):
    """An update is not as the Bot API describes it; the text names fields and repeats nothing of them."""


class Stopping(Exception):
    """The program is being stopped: what is left stays stored for the next start."""


class Inbox:
    """Takes updates in and works them off."""

    def __init__(
        self,
        sessions: async_sessionmaker[AsyncSession],
        clock: Clock,
        bot: Bot,
        recording: RecordingBot,
        dispatcher: Dispatcher,
        feed: Feed,
        apology: Apology,
        patience: Patience,
        after: Callable[[], None],
    ) -> None:
        self._sessions = sessions
        self._clock = clock
        self._bot = bot
        self._recording = recording
        self._dispatcher = dispatcher
        self._feed = feed
        self._apology = apology
        self._patience = patience
        self._after = after
        self._lanes: dict[int, deque[Arrived]] = {}
        self._workers: set[asyncio.Task[None]] = set()
        self._stopping = asyncio.Event()
        self._told: set[int] = set()

    async def store(self, updates: Sequence[RawUpdate]) -> None:
        """Commit new updates; those that were stored before are left as they are.

        Raises SQLAlchemy's errors when the database does not take them; their senders are then asked for
        patience, once until it does.
        """
        if not updates:
            return
        arrived = [one for one in map(arrival, updates) if one is not None]
        try:
            fresh = await self._stored(arrived)
        except SQLAlchemyError:
            for one in arrived:
                await self._ask_patience(one)
            raise
        self._told.clear()
        for one in fresh:
            self._queue(one)

    async def resume(self) -> None:
        """Take up what an earlier run left: first screens that were not shown, then unhandled updates."""
        async with self._sessions() as session, session.begin():
            rows = await session.scalars(
                select(InboxUpdate)
                .where(
                    (InboxUpdate.state == InboxState.NEW)
                    | (InboxUpdate.state.in_(HANDLED) & InboxUpdate.shown_at.is_(None))
                )
                .order_by(InboxUpdate.update_id)
            )
            left = [
                (arrival(json.loads(row.payload)) if row.payload else None)
                or Arrived(row.user_id, row.update_id)
                for row in rows
            ]
        for one in left:
            self._queue(one)

    def refresh(self, user_id: int) -> None:
        """Draw the person's open screen again, after what they pressed so far: time changed what it shows."""
        self._queue(Arrived(user_id, REFRESH))

    async def idle(self) -> None:
        """Wait until everything taken in has been handled and shown."""
        while self._workers:
            await asyncio.gather(*self._workers)

    async def stop(self) -> None:
        """Finish what is being handled; what is queued stays stored for the next start."""
        self._stopping.set()
        await self.idle()

    async def _stored(self, arrived: Sequence[Arrived]) -> list[Arrived]:
        """Commit what was not stored before, and return it."""
        async with self._sessions() as session, session.begin():
            ids = [one.update_id for one in arrived]
            known = set(
                await session.scalars(select(InboxUpdate.update_id).where(InboxUpdate.update_id.in_(ids)))
            )
            fresh = [one for one in arrived if one.update_id not in known]
            for one in fresh:
                row = InboxUpdate(
                    update_id=one.update_id,
                    user_id=one.user_id,
                    state=InboxState.NEW,
                    attempts=0,
                    received_at=self._clock.now(),
                )
                session.add(row)
                row.payload = one.payload
        return fresh

    def _queue(self, one: Arrived) -> None:
        lane = self._lanes.get(one.user_id)
        if lane is not None:
            lane.append(one)
            return
        self._lanes[one.user_id] = deque([one])
        worker = asyncio.create_task(self._work_off(one.user_id))
        self._workers.add(worker)
        worker.add_done_callback(self._workers.discard)

    async def _work_off(self, user_id: int) -> None:
        lane = self._lanes[user_id]
        try:
            while lane and not self._stopping.is_set():
                one = lane.popleft()
                await (self._redraw(user_id) if one.update_id == REFRESH else self._take(one))
                while lane and lane[0].repeats(one):
                    await self._pass_over(lane.popleft())
        except Stopping:
            log.info("left for the next start", user=user_id)
        finally:
            del self._lanes[user_id]

    async def _take(self, one: Arrived) -> None:
        for attempt in range(1, MOST_ATTEMPTS + 1):
            try:
                screen = await self._persistently(lambda: self._handle(one.update_id), one)
                break
            except Stopping:
                raise
            except Exception:
                # Whatever is raised, one update must not end a person's lane.
                log.exception("update not handled", update=one.update_id, attempt=attempt)
                if await self._persistently(lambda: self._failed(one), one):
                    screen = None
                    break
                await asyncio.sleep(0.1 * attempt)
        screen = screen or await self._persistently(lambda: self._recorded(one.update_id), one)
        if screen is not None:
            await self._show(one, screen)

    async def _pass_over(self, one: Arrived) -> None:
        """Answer a press that only repeats the one just carried out."""
        screen = Screen([AnswerCallbackQuery(callback_query_id=one.query_id)] if one.query_id else [])
        if await self._persistently(lambda: self._passed_over(one.update_id, screen), one):
            await self._show(one, screen)

    async def _passed_over(self, update_id: int, screen: Screen) -> bool:
        async with self._sessions() as session, session.begin():
            row = await session.get_one(InboxUpdate, update_id)
            if row.state is not InboxState.NEW:
                return False
            self._done(row, screen)
        return True

    async def _persistently(self, work: Callable[[], Awaitable[T]], one: Arrived) -> T:
        """Do a piece of work, as often as it takes while the database does not answer. Raises Stopping."""
        pause = FIRST_PAUSE
        while True:
            try:
                return await work()
            except SQLAlchemyError as error:
                if not unavailable(error):
                    raise
                log.warning("database does not answer", update=one.update_id, kind=type(error).__name__)
            await self._ask_patience(one)
            await self._rest(pause)
            pause = min(LONGEST_PAUSE, pause * 2)

    async def _ask_patience(self, one: Arrived) -> None:
        """Tell someone who waits that nothing is lost; once until the database answers again."""
        if one.user_id in self._told or one.update_id == REFRESH:
            return
        self._told.add(one.user_id)
        words = self._patience(one.language)
        try:
            if one.query_id is not None:
                await self._bot.answer_callback_query(one.query_id, words, show_alert=True)
            else:
                await self._bot.send_message(one.user_id, words)
        except TelegramAPIError as error:
            log.info("not asked for patience", kind=type(error).__name__)

    async def _redraw(self, user_id: int) -> None:
        """Edit the open screen in place; nothing is lost when that fails, for the next press draws it."""
        try:
            async with self._sessions() as session, session.begin():
                unit = Unit(session)
                token = current.set(unit)
                try:
                    asked = Update.model_validate(_refresh_of(user_id), context={"bot": self._recording})
                    await self._feed(self._dispatcher, self._recording, asked, session)
                finally:
                    current.reset(token)
            edits = [call for call in unit.screen.calls if isinstance(call, EditMessageText)]
            await show(self._bot, Screen([*edits]), anew=False)
        except Exception:
            # Whatever is raised, one update must not end a person's lane.
            log.exception("screen not drawn again")

    async def _handle(self, update_id: int) -> Screen | None:
        """Handle an update and return what it shows; None when that was done before."""
        async with self._sessions() as session, session.begin():
            row = await session.get(InboxUpdate, update_id)
            if row is None or row.state is not InboxState.NEW or row.payload is None:
                return None
            pressed = _read(row.payload, self._recording)
            unit = Unit(session, note_id=_note_id(pressed))
            token = current.set(unit)
            try:
                await self._feed(self._dispatcher, self._recording, pressed, session)
            finally:
                current.reset(token)
            self._done(row, unit.screen)
        if session.info.get(OWED):
            self._after()
        return unit.screen

    def _done(self, row: InboxUpdate, screen: Screen) -> None:
        row.state = InboxState.DONE
        row.done_at = self._clock.now()
        row.payload = None
        row.screen = screen.dump()

    async def _failed(self, one: Arrived) -> bool:
        """Count a failure; after the last one park the update, owe the person a word, and return True."""
        async with self._sessions() as session, session.begin():
            row = await session.get_one(InboxUpdate, one.update_id)
            row.attempts += 1
            if row.attempts < MOST_ATTEMPTS:
                return False
            row.state = InboxState.PARKED
            words = await self._apology(session, row.user_id)
            screen = Screen()
            if one.query_id is not None:
                screen.record(AnswerCallbackQuery(callback_query_id=one.query_id))
            screen.record(SendMessage(chat_id=row.user_id, text=words))
            row.screen = screen.dump()
        return True

    async def _recorded(self, update_id: int) -> Screen | None:
        """Return the screen of an update that was handled before and not shown yet."""
        async with self._sessions() as session, session.begin():
            row = await session.get(InboxUpdate, update_id)
            if row is None or row.shown_at is not None or row.screen is None:
                return None
            return Screen.load(row.screen)

    async def _show(self, one: Arrived, screen: Screen) -> None:
        ids = await self._shown(one.update_id, screen)
        await self._persistently(lambda: self._mark_shown(one, ids), one)

    async def _mark_shown(self, one: Arrived, ids: dict[int, int]) -> None:
        stack = StorageKey(
            bot_id=self._bot.id, chat_id=one.user_id, user_id=one.user_id, destiny="aiogd:stack:"
        )
        async with self._sessions() as session, session.begin():
            await session.execute(
                update(InboxUpdate)
                .where(InboxUpdate.update_id == one.update_id)
                .values(shown_at=self._clock.now(), screen_sealed=None)
            )
            if ids:
                await correct_ids(session, row_key(stack), ids)

    async def _shown(self, update_id: int, screen: Screen) -> dict[int, int]:
        """Show a screen, as often as it takes while Telegram does not answer; return the sent messages' ids.

        What Telegram refuses for good is left: the next press draws the screen anew. Raises Stopping.
        """
        pause = FIRST_PAUSE
        while True:
            try:
                return await show(self._bot, screen)
            except TelegramRetryAfter as error:
                pause = max(pause, error.retry_after)
            except (TelegramNetworkError, TelegramServerError, TelegramUnauthorizedError) as error:
                log.warning("screen not shown", update=update_id, kind=type(error).__name__)
            except AiogramError as error:
                log.error("screen refused", update=update_id, kind=type(error).__name__)
                return {}
            await self._rest(pause)
            pause = min(LONGEST_PAUSE, pause * 2)

    async def _rest(self, seconds: float) -> None:
        """Wait, but not once the program is being stopped. Raises Stopping."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._stopping.wait(), seconds)
        if self._stopping.is_set():
            raise Stopping


def _read(payload: str, bot: Bot) -> Update:
    try:
        return Update.model_validate_json(payload, context={"bot": bot})
    except ValidationError as error:
        # Its text quotes what could not be read, and that is what a person wrote or is called.
        fields = {".".join(map(str, wrong["loc"])) for wrong in error.errors(include_input=False)}
        raise Unreadable(", ".join(sorted(fields))) from None


def _refresh_of(user_id: int) -> dict[str, Any]:
    """Return the press that nobody made and that asks for the open screen; its message is not known here."""
    return {
        "update_id": REFRESH,
        "callback_query": {
            "id": "0",
            "from": {"id": user_id, "is_bot": False, "first_name": ""},
            "chat_instance": "0",
            "data": SCREEN_REFRESH,
            "message": {"chat": {"id": user_id, "type": "private"}, "message_id": 0, "date": 0},
        },
    }


def _note_id(update: Update) -> int | None:
    query = update.callback_query
    if query is None or query.message is None or not (query.data or "").startswith(f"{PREFIX}:"):
        return None
    return query.message.message_id
