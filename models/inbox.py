"""What came from Telegram and the state of half-made dialogs."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, HasUid, Sealed, enum_column


class InboxState(StrEnum):
    """``NEW``: to be handled; ``DONE``: its effect is committed; ``PARKED``: failed too often."""

    NEW = "new"
    DONE = "done"
    PARKED = "parked"


class InboxUpdate(HasUid, Base):
    """An update, stored and committed before it is confirmed to Telegram.

    ``payload_sealed`` is wiped when done; ``screen_sealed`` holds the calls that show its result, made in the
    effect's own transaction, wiped when shown.
    """

    __tablename__ = "inbox_update"
    __table_args__ = (Index("ix_inbox_update_state_shown_at", "state", "shown_at"),)

    update_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    user_id: Mapped[int] = mapped_column(BigInteger)
    state: Mapped[InboxState] = mapped_column(enum_column(InboxState))
    payload_sealed: Mapped[str | None] = mapped_column(Text)
    screen_sealed: Mapped[str | None] = mapped_column(Text)
    attempts: Mapped[int] = mapped_column(default=0)
    received_at: Mapped[datetime]
    done_at: Mapped[datetime | None]
    shown_at: Mapped[datetime | None]

    payload = Sealed()
    screen = Sealed()


class FsmRow(HasUid, Base):
    """State and data of a dialog, under the storage's key; sealed, for it can hold what a person typed."""

    __tablename__ = "fsm_row"

    key: Mapped[str] = mapped_column(String(200), primary_key=True)
    state: Mapped[str | None] = mapped_column(String(200))
    data_sealed: Mapped[str | None] = mapped_column(Text)

    data = Sealed()
