"""The unit of work of one update: its session and the calls that will show its result."""

from contextvars import ContextVar
from dataclasses import dataclass, field

from sqlalchemy.ext.asyncio import AsyncSession

from integrations.telegram.screen import Screen


@dataclass(slots=True)
class Unit:
    """What handling one update carries along; ``note_id`` is the notification whose button was pressed."""

    session: AsyncSession
    note_id: int | None = None
    screen: Screen = field(default_factory=Screen)


current: ContextVar[Unit] = ContextVar("unit of work")
"""The unit of the update being handled in this task; the FSM storage and the recording bot use it."""
