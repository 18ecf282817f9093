"""Looks at whether everything a clinic depends on works."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base


class Checkup(Base):
    """One look at Telegram, Zoom, mail, the database, the clock and what is planned, and what it found.

    ``asked_by_id`` is the organizer who pressed, None for the look of every morning. ``due_at`` is None once
    it is done. ``findings`` hold codes, numbers and ids only: words and names are joined when it is read.
    """

    __tablename__ = "checkup"
    __table_args__ = (
        Index("ix_checkup_due_at", "due_at"),
        Index("ix_checkup_organization_id_id", "organization_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id"))
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("membership.id"))
    due_at: Mapped[datetime | None]
    lease_until: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    findings: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
