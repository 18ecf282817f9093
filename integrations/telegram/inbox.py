"""The durable inbox: stored before it is confirmed, handled in one transaction, shown after it.

A person's updates are handled in order, different people's side by side. A crash loses no press and acts on
none twice: effect, dialog state and done-mark are one commit.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import structlog
from aiogram import Bot, Dispatcher
from aiogram.exceptions import TelegramAPIError
from aiogram.fsm.storage.base import StorageKey
from aiogram.methods import EditMessageText, SendMessage
from aiogram.types import Update
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from integrations.telegram.channel import PREFIX
from integrations.telegram.fsm import row_key
from integrations.telegram.recorder import RecordingBot
from integrations.telegram.screen import Screen
from integrations.telegram.show import correct_ids, show
from integrations.telegram.unit import Unit, current
from models import InboxState, InboxUpdate
from services.notifications.planning import OWED
from services.ports import SCREEN_REFRESH, Clock

log = structlog.get_logger()

MOST_ATTEMPTS = 5
"""How often an update may fail before it is parked (architecture.md, Inbox)."""

SHOW_ATTEMPTS = 5

REFRESH = 0
"""Stands in a lane for drawing the person's open screen again; Telegram's update ids are positive."""

Feed = Callable[[Dispatcher, RecordingBot, Update, AsyncSession], Awaitable[None]]
"""Hands an update to the dispatcher with what its handlers need of the outside (the wiring's part)."""

Apology = Callable[[AsyncSession, int], Awaitable[str]]
"""Returns the words for a person whose press could not be carried out."""


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
        after: Callable[[], None],
    ) -> None:
        self._sessions = sessions
        self._clock = clock
        self._bot = bot
        self._recording = recording
        self._dispatcher = dispatcher
        self._feed = feed
        self._apology = apology
        self._after = after
        self._lanes: dict[int, deque[int]] = {}
        self._workers: set[asyncio.Task[None]] = set()
        self._stopping = False

    async def store(self, updates: Sequence[Update]) -> None:
        """Commit new updates; those that were stored before are left as they are."""
        if not updates:
            return
        fresh = []
        async with self._sessions() as session, session.begin():
            ids = [update.update_id for update in updates]
            known = set(
                await session.scalars(select(InboxUpdate.update_id).where(InboxUpdate.update_id.in_(ids)))
            )
            for update in updates:
                user_id = _user_id(update)
                if update.update_id in known or user_id is None:
                    continue
                row = InboxUpdate(
                    update_id=update.update_id,
                    user_id=user_id,
                    state=InboxState.NEW,
                    attempts=0,
                    received_at=self._clock.now(),
                )
                session.add(row)
                row.payload = update.model_dump_json(exclude_none=True, exclude_unset=True)
                fresh.append((user_id, update.update_id))
        for user_id, update_id in fresh:
            self._queue(user_id, update_id)

    async def resume(self) -> None:
        """Take up what an earlier run left: first screens that were not shown, then unhandled updates."""
        async with self._sessions() as session, session.begin():
            rows = await session.execute(
                select(InboxUpdate.user_id, InboxUpdate.update_id)
                .where(
                    (InboxUpdate.state == InboxState.NEW)
                    | ((InboxUpdate.state == InboxState.DONE) & InboxUpdate.shown_at.is_(None))
                )
                .order_by(InboxUpdate.update_id)
            )
            left = rows.all()
        for user_id, update_id in left:
            self._queue(user_id, update_id)

    def refresh(self, user_id: int) -> None:
        """Draw the person's open screen again, after what they pressed so far: time changed what it shows."""
        self._queue(user_id, REFRESH)

    async def idle(self) -> None:
        """Wait until everything taken in has been handled and shown."""
        while self._workers:
            await asyncio.gather(*self._workers)

    async def stop(self) -> None:
        """Finish what is being handled; what is queued stays stored for the next start."""
        self._stopping = True
        await self.idle()

    def _queue(self, user_id: int, update_id: int) -> None:
        lane = self._lanes.get(user_id)
        if lane is not None:
            lane.append(update_id)
            return
        self._lanes[user_id] = deque([update_id])
        worker = asyncio.create_task(self._work_off(user_id))
        self._workers.add(worker)
        worker.add_done_callback(self._workers.discard)

    async def _work_off(self, user_id: int) -> None:
        lane = self._lanes[user_id]
        try:
            while lane and not self._stopping:
                update_id = lane.popleft()
                await (self._redraw(user_id) if update_id == REFRESH else self._take(user_id, update_id))
        finally:
            del self._lanes[user_id]

    async def _take(self, user_id: int, update_id: int) -> None:
        screen = None
        for attempt in range(1, MOST_ATTEMPTS + 1):
            try:
                screen = await self._handle(update_id)
                break
            except Exception:
                # Whatever is raised, one update must not end a person's lane.
                log.exception("update not handled", update=update_id, attempt=attempt)
                if await self._failed(update_id):
                    break
                await asyncio.sleep(0.1 * attempt)
        await self._show(user_id, update_id, screen or await self._recorded(update_id))

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
            pressed = Update.model_validate_json(row.payload, context={"bot": self._recording})
            unit = Unit(session, note_id=_note_id(pressed))
            token = current.set(unit)
            try:
                await self._feed(self._dispatcher, self._recording, pressed, session)
            finally:
                current.reset(token)
            row.state = InboxState.DONE
            row.done_at = self._clock.now()
            row.payload = None
            row.screen = unit.screen.dump()
        if session.info.get(OWED):
            self._after()
        return unit.screen

    async def _failed(self, update_id: int) -> bool:
        """Count a failure; after the last one park the update, owe the person a word, and return True."""
        async with self._sessions() as session, session.begin():
            row = await session.get_one(InboxUpdate, update_id)
            row.attempts += 1
            if row.attempts < MOST_ATTEMPTS:
                return False
            row.state = InboxState.PARKED
            words = await self._apology(session, row.user_id)
            row.screen = Screen([SendMessage(chat_id=row.user_id, text=words)]).dump()
        return True

    async def _recorded(self, update_id: int) -> Screen | None:
        """Return the screen of an update that was handled before and not shown yet."""
        async with self._sessions() as session, session.begin():
            row = await session.get(InboxUpdate, update_id)
            if row is None or row.shown_at is not None or row.screen is None:
                return None
            return Screen.load(row.screen)

    async def _show(self, user_id: int, update_id: int, screen: Screen | None) -> None:
        ids = await self._shown(update_id, screen) if screen is not None else None
        if ids is None:
            return
        stack = StorageKey(bot_id=self._bot.id, chat_id=user_id, user_id=user_id, destiny="aiogd:stack:")
        async with self._sessions() as session, session.begin():
            await session.execute(
                update(InboxUpdate)
                .where(InboxUpdate.update_id == update_id)
                .values(shown_at=self._clock.now(), screen_sealed=None)
            )
            if ids:
                await correct_ids(session, row_key(stack), ids)

    async def _shown(self, update_id: int, screen: Screen) -> dict[int, int] | None:
        """Show a screen and return the sent messages' ids; None leaves it for the next start."""
        for attempt in range(1, SHOW_ATTEMPTS + 1):
            try:
                return await show(self._bot, screen)
            except TelegramAPIError as error:
                log.warning("screen not shown", update=update_id, kind=type(error).__name__, attempt=attempt)
                if self._stopping:
                    return None
                await asyncio.sleep(0.3 * attempt)
        return None


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


def _user_id(update: Update) -> int | None:
    event = update.event
    user = getattr(event, "from_user", None)
    return user.id if user is not None else None
