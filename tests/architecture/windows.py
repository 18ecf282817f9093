"""Every window of the product, rendered with its preview data."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, cast

from aiogram import Dispatcher
from aiogram.fsm.state import State
from aiogram.fsm.storage.memory import MemoryStorage
from aiogram.types import Chat, InlineKeyboardMarkup, User
from aiogram_dialog import Dialog, DialogManager, Window
from aiogram_dialog.api.entities import Context, EventContext, Stack
from aiogram_dialog.api.internal import CONTEXT_KEY, STACK_KEY
from aiogram_dialog.setup import collect_dialogs

from bot.settings import LOCALES
from handlers.router import HOMES, make_dispatcher
from integrations.telegram.recorder import RecordedMessages
from models import Role
from services.moments import Moments, Reader
from services.policy import Actor
from services.texts import Catalogues

CATALOGUES = Catalogues(LOCALES)
NOW = datetime(2026, 11, 24, 6, 45, tzinfo=UTC)
USER = User(id=1, is_bot=False, first_name="Мария")


@dataclass(frozen=True)
class Shown:
    """A rendered window."""

    state: State
    text: str
    keyboard: InlineKeyboardMarkup


class PreviewManager:
    """As much of a dialog manager as windows use when they are previewed."""

    def __init__(self, window: Window, language: str, role: Role | None) -> None:
        texts = CATALOGUES.texts(language)
        zone = "Asia/Vladivostok"
        actor = role and Actor(1, 1, 1, role, language, zone, "Europe/Moscow")
        self._context = Context(
            _intent_id="AbCdEf",
            _stack_id="",
            state=window.get_state(),
            start_data={
                "lesson_id": 10**15,
                "membership_id": 10**15,
                "patient_id": 10**15,
                "token": "t" * 43,
            },
            dialog_data={},
            widget_data={},
        )
        self.event = None
        self.middleware_data: dict[str, Any] = {
            "texts": texts,
            "moments": Moments(texts, Reader(language, zone, "Europe/Moscow"), NOW),
            "actor": actor,
            "home": HOMES[role],
            "event_from_user": USER,
            "event_chat": Chat(id=1, type="private"),
            "aiogd_event_context": EventContext(
                bot=cast(Any, None),
                chat=Chat(id=1, type="private"),
                user=USER,
                thread_id=None,
                business_connection_id=None,
            ),
            CONTEXT_KEY: self._context,
            STACK_KEY: Stack(),
            "dialog_manager": self,
        }

    @property
    def dialog_data(self) -> dict[str, Any]:
        return self._context.dialog_data

    @property
    def start_data(self) -> Any:
        return self._context.start_data

    def current_context(self) -> Context:
        return self._context

    def is_preview(self) -> bool:
        return True

    def find(self, widget_id: str) -> None:
        return None


def dispatcher() -> Dispatcher:
    """Return the product's dispatcher."""
    return make_dispatcher(MemoryStorage(), RecordedMessages())


def windows(root: Dispatcher) -> Iterator[tuple[Dialog, Window]]:
    """Return every window of the product's own dialogs."""
    for found in collect_dialogs(root):
        dialog = cast(Dialog, found)
        if dialog.states_group().__module__.startswith("handlers"):
            for window in dialog.windows.values():
                yield dialog, cast(Window, window)


def role_of(window: Window) -> Role | None:
    """Return whose window it is by the folder of its states; common ones are a patient's too."""
    module = str(window.get_state().group.__module__).split(".")[1]
    return Role(module) if module in set(Role) else Role.PATIENT


async def render(window: Window, language: str) -> Shown:
    """Render a window as its reader would see it."""
    manager = cast(DialogManager, PreviewManager(window, language, role_of(window)))
    data = {
        "dialog_data": manager.dialog_data,
        "start_data": manager.start_data,
        "middleware_data": manager.middleware_data,
        "event": None,
        **await window.getter(**manager.middleware_data),
    }
    markup = await window.render_kbd(data, manager)
    assert isinstance(markup, InlineKeyboardMarkup)
    return Shown(window.get_state(), await window.render_text(data, manager), markup)
