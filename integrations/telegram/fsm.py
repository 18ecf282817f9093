"""State of dialogs in the project's own database, in the update's own transaction."""

import json
from collections.abc import Mapping
from typing import Any

from aiogram.fsm.state import State
from aiogram.fsm.storage.base import BaseStorage, StateType, StorageKey

from integrations.telegram import unit
from models import FsmRow


class DatabaseStorage(BaseStorage):
    """aiogram's storage over the session of the update being handled."""

    async def set_state(self, key: StorageKey, state: StateType = None) -> None:
        """Keep a state's name."""
        row = await _row(key)
        row.state = state.state if isinstance(state, State) else state

    async def get_state(self, key: StorageKey) -> str | None:
        """Return the kept state's name."""
        row = await _kept(key)
        return row.state if row is not None else None

    async def set_data(self, key: StorageKey, data: Mapping[str, Any]) -> None:
        """Keep data, sealed; an empty mapping leaves nothing behind."""
        if data:
            (await _row(key)).data = json.dumps(dict(data), ensure_ascii=False)
            return
        row = await _kept(key)
        if row is None:
            return
        if row.state is not None:
            row.data = None
            return
        present = unit.current.get()
        present.states[row.key] = None
        if row in present.session.new:
            present.session.expunge(row)
        else:
            await present.session.delete(row)

    async def get_data(self, key: StorageKey) -> dict[str, Any]:
        """Return the kept data."""
        row = await _kept(key)
        if row is None or row.data is None:
            return {}
        data: dict[str, Any] = json.loads(row.data)
        return data

    async def close(self) -> None:
        """Nothing is held open."""


def row_key(key: StorageKey) -> str:
    """Return the row's key: what tells one conversation and one purpose from another."""
    return f"{key.bot_id}:{key.chat_id}:{key.user_id}:{key.destiny}"


async def _kept(key: StorageKey) -> FsmRow | None:
    present, name = unit.current.get(), row_key(key)
    if name not in present.states:
        present.states[name] = await present.session.get(FsmRow, name)
    return present.states[name]


async def _row(key: StorageKey) -> FsmRow:
    row = await _kept(key)
    if row is None:
        present, name = unit.current.get(), row_key(key)
        row = present.states[name] = FsmRow(key=name)
        present.session.add(row)
    return row
