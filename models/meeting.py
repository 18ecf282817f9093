"""Meeting hosts and the meetings of lessons."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, HasUid, Sealed, enum_column
from models.lesson import Resource


class HostProvider(StrEnum):
    """Who makes a host's meetings."""

    ZOOM = "zoom"
    LINK = "link"


class MeetingHost(HasUid, Base):
    """An instructor's account at the meeting provider (a Zoom login, or a standing link of their own).

    ``minutes_limit`` is the longest meeting the account can hold; ``problem`` says what the check found;
    ``check_due_at`` is when the scheduler is to ask the provider about it next. Instructors may share one
    account (``login_index`` is its keyed hash); ``shares_id`` is then the host that had it first.
    """

    __tablename__ = "meeting_host"

    id: Mapped[int] = mapped_column(primary_key=True)
    membership_id: Mapped[int] = mapped_column(ForeignKey("membership.id"), unique=True)
    provider: Mapped[HostProvider] = mapped_column(enum_column(HostProvider))
    login_sealed: Mapped[str | None] = mapped_column(Text)
    login_index: Mapped[str | None] = mapped_column(String(64), index=True)
    shares_id: Mapped[int | None] = mapped_column(ForeignKey("meeting_host.id"))
    minutes_limit: Mapped[int | None]
    problem: Mapped[str | None] = mapped_column(String(32))
    checked_at: Mapped[datetime | None]
    check_due_at: Mapped[datetime | None]
    check_attempts: Mapped[int] = mapped_column(default=0)

    login = Sealed()

    @property
    def resource(self) -> int:
        """The number under which the account is busy: one meeting at a time, whoever's it is."""
        return Resource.host(self.shares_id or self.id)


class MeetingState(StrEnum):
    """``PLANNED``: to be made; ``READY``: there is a link; ``UNKNOWN``: its making was cut off."""

    PLANNED = "planned"
    READY = "ready"
    UNKNOWN = "unknown"
    REMOVED = "removed"


class Meeting(HasUid, Base):
    """The meeting of a lesson: the scheduler makes, moves and removes it when ``due_at`` comes.

    ``synced_version`` is the lesson's version the provider knows. The participants' link is kept sealed;
    the host's link is never kept.
    """

    __tablename__ = "meeting"
    __table_args__ = (Index("ix_meeting_due_at", "due_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    lesson_id: Mapped[int] = mapped_column(ForeignKey("lesson.id"), unique=True)
    host_id: Mapped[int] = mapped_column(ForeignKey("meeting_host.id"))
    provider: Mapped[HostProvider] = mapped_column(enum_column(HostProvider))
    state: Mapped[MeetingState] = mapped_column(enum_column(MeetingState))
    external_id: Mapped[str | None] = mapped_column(String(64))
    join_url_sealed: Mapped[str | None] = mapped_column(Text)
    synced_version: Mapped[int | None]
    due_at: Mapped[datetime | None]
    lease_until: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str | None] = mapped_column(String(64))

    join_url = Sealed()

    @property
    def marker(self) -> str:
        """The opaque word by which the meeting is found again at the provider."""
        return f"oc-{self.uid}"


class ProviderTrouble(Base):
    """A provider that turns the whole program away; there is no row while it does not.

    ``since`` is the first refusal, ``refusals`` how many came in a row, ``retry_at`` when it is asked again.
    """

    __tablename__ = "provider_trouble"

    provider: Mapped[HostProvider] = mapped_column(enum_column(HostProvider), primary_key=True)
    reason: Mapped[str] = mapped_column(String(64))
    since: Mapped[datetime]
    refusals: Mapped[int]
    retry_at: Mapped[datetime]
