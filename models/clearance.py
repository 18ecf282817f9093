"""A doctor's decision that a patient may exercise."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import Date, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, enum_column


class ClearanceStatus(StrEnum):
    """Where the decision stands. A clearance whose end has passed keeps its status: the end says it."""

    PENDING = "pending"
    CLEARED = "cleared"
    CLEARED_WITH_LIMITS = "cleared_with_limits"
    SUSPENDED = "suspended"
    REFUSED = "refused"


ACTIVE_CLEARANCES = (ClearanceStatus.CLEARED, ClearanceStatus.CLEARED_WITH_LIMITS)


class Clearance(Base):
    """The clearance of one patient in one clinic, one row for good.

    ``valid_until`` is the last day (inclusive) in the clinic's zone, ``ends_at`` the moment that day ends.
    ``decided_at`` is when it was last changed. The database refuses an unblocked place in a lesson that
    starts at or after ``ends_at`` or while the status is not active (migration 0001, triggers).
    """

    __tablename__ = "clearance"

    id: Mapped[int] = mapped_column(primary_key=True)
    patient_id: Mapped[int] = mapped_column(ForeignKey("membership.id"), unique=True, insert_sentinel=True)
    status: Mapped[ClearanceStatus] = mapped_column(enum_column(ClearanceStatus))
    valid_until: Mapped[date | None] = mapped_column(Date)
    ends_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("membership.id"))
    decided_at: Mapped[datetime]

    def covers(self, moment: datetime) -> bool:
        """Say whether a lesson that starts at ``moment`` (aware) may be held under this clearance."""
        return self.status in ACTIVE_CLEARANCES and self.ends_at is not None and moment < self.ends_at

    @property
    def was_given(self) -> bool:
        """True when a place may be planned under it, if only as a blocked one: given, not withdrawn."""
        return self.status in ACTIVE_CLEARANCES
