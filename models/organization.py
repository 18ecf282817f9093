"""A clinic."""

from datetime import datetime

from sqlalchemy import String, false
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base


class Organization(Base):
    """A clinic: it bounds who sees what. ``patient_name`` is the neutral name that patients read.

    ``reminder_minutes`` is how long before a lesson one more reminder comes, ahead of the usual one;
    ``ending_days`` how long before its end a clearance is shown as ending; ``discreet`` keeps names and what
    messages are about out of chats and mails; ``next_check_at`` is when the settings are next looked at by
    themselves, None until that was planned.
    """

    __tablename__ = "organization"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    patient_name: Mapped[str] = mapped_column(String(200))
    timezone: Mapped[str] = mapped_column(String(64))
    support_contact: Mapped[str | None] = mapped_column(String(200))
    created_at: Mapped[datetime]
    reminder_minutes: Mapped[int | None]
    ending_days: Mapped[int] = mapped_column(default=7, server_default="7")
    discreet: Mapped[bool] = mapped_column(default=False, server_default=false())
    next_check_at: Mapped[datetime | None]
