"""Files of people to be registered."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, HasUid, Sealed, enum_column
from models.person import Membership


class ImportState(StrEnum):
    """``RECEIVED`` and ``ADDING`` are work for the scheduler, ``CHECKED`` waits for the organizer."""

    RECEIVED = "received"
    CHECKED = "checked"
    ADDING = "adding"
    ADDED = "added"
    FAILED = "failed"
    DROPPED = "dropped"


class PeopleImport(HasUid, Base):
    """A file that an organizer (``membership_id``) sent, from its arrival to the people it brought.

    ``content`` is what was read, sealed; it and ``file_id``, Telegram's name for the file, are wiped once the
    import is over. ``counts`` are numbers of rows, ``problem`` with its params is the code of the sentence
    why the file cannot be taken. ``seen_at`` is when the organizer's screen showed the present state.
    """

    __tablename__ = "people_import"
    __table_args__ = (Index("ix_people_import_due_at", "due_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id"))
    membership_id: Mapped[int] = mapped_column(ForeignKey("membership.id"), index=True)
    state: Mapped[ImportState] = mapped_column(enum_column(ImportState))
    file_id: Mapped[str | None] = mapped_column(String(255))
    content_sealed: Mapped[str | None] = mapped_column(Text)
    total: Mapped[int] = mapped_column(default=0)
    done: Mapped[int] = mapped_column(default=0)
    counts: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)
    problem: Mapped[str | None] = mapped_column(String(64))
    problem_params: Mapped[dict[str, int | str]] = mapped_column(JSON, default=dict)
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime | None]
    due_at: Mapped[datetime | None]
    lease_until: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)

    content = Sealed()

    membership: Mapped[Membership] = relationship(lazy="raise", innerjoin=True)
