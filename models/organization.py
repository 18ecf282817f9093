"""A clinic."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base


class Organization(Base):
    """A clinic: it bounds who sees what. ``patient_name`` is the neutral name that patients read."""

    __tablename__ = "organization"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    patient_name: Mapped[str] = mapped_column(String(200))
    timezone: Mapped[str] = mapped_column(String(64))
    support_contact: Mapped[str | None] = mapped_column(String(200))
    created_at: Mapped[datetime]
