"""The unit of work of one update: its session and the calls that will show its result."""

from contextvars import ContextVar
from dataclasses import dataclass, field

from sqlalchemy.ext.asyncio import AsyncSession

from integrations.telegram.screen import Screen
from models import FsmRow


@dataclass(slots=True)
class Unit:
    """What handling one update carries along.

    ``note_id`` is the notification whose button was pressed; ``states`` are the rows of dialogs asked for so
    far by their keys, None where there is none: a press asks for each of them several times.
    """

    session: AsyncSession
    note_id: int | None = None
    screen: Screen = field(default_factory=Screen)
    states: dict[str, FsmRow | None] = field(default_factory=dict)


current: ContextVar[Unit] = ContextVar("unit of work")
"""The unit of the update being handled in this task; the FSM storage and the recording bot use it."""
