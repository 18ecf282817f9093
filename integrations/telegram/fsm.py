"""State of dialogs in the project's own database, in the update's own transaction."""

import json
from collections.abc import Mapping
from typing import Any

from aiogram.fsm.state import State
from aiogram.fsm.storage.base import BaseStorage, StateType, StorageKey
from sqlalchemy.ext.asyncio import AsyncSession

from integrations.telegram import unit
from models import FsmRow


class DatabaseStorage(BaseStorage):
    """aiogram's storage over the session of the update being handled."""

    async def set_state(self, key: StorageKey, state: StateType = None) -> None:
        """Keep a state's name."""
        row = await _row(unit.current.get().session, key)
        row.state = state.state if isinstance(state, State) else state

    async def get_state(self, key: StorageKey) -> str | None:
        """Return the kept state's name."""
        row = await unit.current.get().session.get(FsmRow, row_key(key))
        return row.state if row is not None else None

    async def set_data(self, key: StorageKey, data: Mapping[str, Any]) -> None:
        """Keep data, sealed; an empty mapping leaves nothing behind."""
        session = unit.current.get().session
        if not data:
            row = await session.get(FsmRow, row_key(key))
            if row is not None:
                row.data = None
            return
        (await _row(session, key)).data = json.dumps(dict(data), ensure_ascii=False)

    async def get_data(self, key: StorageKey) -> dict[str, Any]:
        """Return the kept data."""
        row = await unit.current.get().session.get(FsmRow, row_key(key))
        if row is None or row.data is None:
            return {}
        data: dict[str, Any] = json.loads(row.data)
        return data

    async def close(self) -> None:
        """Nothing is held open."""


def row_key(key: StorageKey) -> str:
    """Return the row's key: what tells one conversation and one purpose from another."""
    return f"{key.bot_id}:{key.chat_id}:{key.user_id}:{key.destiny}"


async def _row(session: AsyncSession, key: StorageKey) -> FsmRow:
    row = await session.get(FsmRow, row_key(key))
    if row is None:
        row = FsmRow(key=row_key(key))
        session.add(row)
    return row
