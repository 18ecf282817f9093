"""Lessons, the places in them, whom they keep busy, and the cards people have of them."""

from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, HasUid, Sealed, enum_column
from models.clearance import Clearance
from models.organization import Organization
from models.person import Membership


class LessonStatus(StrEnum):
    """A lesson stands or was cancelled; begun and over are told by the clock."""

    SCHEDULED = "scheduled"
    CANCELLED = "cancelled"


class Outcome(StrEnum):
    """What became of a lesson that was to take place, as its instructor says afterwards."""

    HELD = "held"
    NOBODY_CAME = "nobody_came"
    NO_CONNECTION = "no_connection"
    NO_INSTRUCTOR = "no_instructor"
    OTHER = "other"


class ParticipantState(StrEnum):
    """A patient's place in a lesson (product.md, Words).

    ``BLOCKED`` keeps the time but gets no message and no link, ``DECLINED`` frees it. The last three are said
    of lessons that have begun.
    """

    INVITED = "invited"
    CONFIRMED = "confirmed"
    DECLINED = "declined"
    BLOCKED = "blocked"
    ATTENDED = "attended"
    NO_SHOW = "no_show"
    EXCUSED = "excused"

    @property
    def expected(self) -> bool:
        """True where the lesson is the patient's: messages and the link are theirs."""
        return self not in UNEXPECTED


class DeclineReason(StrEnum):
    """Why a patient does not come, as they say with one press; the instructor reads it, nobody else."""

    UNWELL = "unwell"
    TREATMENT = "treatment"
    OTHER = "other"
    NONE = "none"


UNEXPECTED = (ParticipantState.BLOCKED, ParticipantState.DECLINED)
"""Places whose patients are not waited for."""


class Lesson(Base):
    """One session of an instructor with patients; those of a series share its ``series_id``.

    ``local_start`` (``YYYY-MM-DDTHH:MM``) and ``timezone`` are what was planned; ``starts_at`` is the moment
    it means. ``handed_from_id`` is the instructor who could not hold it and handed it to the present one.
    ``version`` grows with every change of time or instructor, so that what was planned for an older one
    shows.
    """

    __tablename__ = "lesson"
    __table_args__ = (
        Index("ix_lesson_instructor_id_starts_at", "instructor_id", "starts_at"),
        Index("ix_lesson_organization_id_starts_at", "organization_id", "starts_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id"))
    instructor_id: Mapped[int] = mapped_column(ForeignKey("membership.id"))
    host_id: Mapped[int] = mapped_column(ForeignKey("meeting_host.id"))
    status: Mapped[LessonStatus] = mapped_column(enum_column(LessonStatus))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    local_start: Mapped[str] = mapped_column(String(16))
    timezone: Mapped[str] = mapped_column(String(64))
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]
    cancelled_at: Mapped[datetime | None]
    cancel_reason: Mapped[str | None] = mapped_column(String(32))
    series_id: Mapped[int | None] = mapped_column(ForeignKey("lesson_series.id"), index=True)
    handed_from_id: Mapped[int | None] = mapped_column(ForeignKey("membership.id"))
    outcome: Mapped[Outcome | None] = mapped_column(enum_column(Outcome))
    attendance_at: Mapped[datetime | None]

    organization: Mapped[Organization] = relationship(lazy="raise_on_sql", innerjoin=True)
    instructor: Mapped[Membership] = relationship(lazy="raise", innerjoin=True, foreign_keys=[instructor_id])
    participants: Mapped[list["LessonParticipant"]] = relationship(
        lazy="raise", back_populates="lesson", order_by="LessonParticipant.id"
    )
    specialists: Mapped[list["LessonSpecialist"]] = relationship(
        lazy="raise", order_by="LessonSpecialist.id", cascade="save-update, merge, delete-orphan, delete"
    )
    note: Mapped["LessonNote | None"] = relationship(lazy="raise")

    @property
    def minutes(self) -> int:
        """How long it lasts."""
        return (self.ends_at - self.starts_at) // timedelta(minutes=1)

    def end_if_begun_at(self, starts_at: datetime) -> datetime:
        """Return when it would end if it began at ``starts_at`` (aware) and lasted as long."""
        return starts_at + (self.ends_at - self.starts_at)

    def begun(self, now: datetime) -> bool:
        """True from the start on."""
        return now >= self.starts_at

    def over(self, now: datetime) -> bool:
        """True from the end on."""
        return now >= self.ends_at

    @property
    def kept_busy(self) -> list[Membership]:
        """Whose time it takes besides its instructor's: patients who have not declined, specialists."""
        held = [one.patient for one in self.participants if one.state is not ParticipantState.DECLINED]
        return [*held, *self.invited_specialists]

    @property
    def everybody(self) -> list[Membership]:
        """All who are asked anew when it moves: who declined its former time, too; but not its instructor."""
        return [*(one.patient for one in self.participants), *self.invited_specialists]

    @property
    def invited_specialists(self) -> list[Membership]:
        """The other employees who are invited."""
        return [one.membership for one in self.specialists]


class LessonParticipant(Base):
    """A patient's place in a lesson, under the clearance it was planned with.

    ``reason`` is why the patient does not come, where they said so; ``answered_at`` when they answered;
    ``entered_at`` when they said that they are in the meeting.
    """

    __tablename__ = "lesson_participant"
    __table_args__ = (UniqueConstraint("lesson_id", "patient_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    lesson_id: Mapped[int] = mapped_column(ForeignKey("lesson.id"))
    patient_id: Mapped[int] = mapped_column(ForeignKey("membership.id"), index=True)
    clearance_id: Mapped[int] = mapped_column(ForeignKey("clearance.id"), index=True)
    state: Mapped[ParticipantState] = mapped_column(enum_column(ParticipantState))
    reason: Mapped[DeclineReason | None] = mapped_column(enum_column(DeclineReason))
    answered_at: Mapped[datetime | None]
    entered_at: Mapped[datetime | None]

    lesson: Mapped[Lesson] = relationship(lazy="raise", innerjoin=True, back_populates="participants")
    patient: Mapped[Membership] = relationship(lazy="raise", innerjoin=True)
    clearance: Mapped[Clearance] = relationship(lazy="raise", innerjoin=True)

    def ask_anew(self, state: ParticipantState) -> None:
        """Let the place be what it is at another time: whatever was said of the former one is forgotten."""
        self.state = state
        self.reason = self.answered_at = self.entered_at = None


class LessonSeries(Base):
    """Lessons that were planned together: one, the later ones or all can be changed at once."""

    __tablename__ = "lesson_series"

    id: Mapped[int] = mapped_column(primary_key=True)
    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id"))
    created_at: Mapped[datetime]


class LessonSpecialist(Base):
    """Another employee who is invited to a lesson."""

    __tablename__ = "lesson_specialist"
    __table_args__ = (UniqueConstraint("lesson_id", "membership_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    lesson_id: Mapped[int] = mapped_column(ForeignKey("lesson.id"))
    membership_id: Mapped[int] = mapped_column(ForeignKey("membership.id"), index=True)

    membership: Mapped[Membership] = relationship(lazy="raise", innerjoin=True)


class LessonNote(HasUid, Base):
    """What an instructor notes about a lesson; no patient reads it."""

    __tablename__ = "lesson_note"

    id: Mapped[int] = mapped_column(primary_key=True)
    lesson_id: Mapped[int] = mapped_column(ForeignKey("lesson.id"), unique=True)
    text_sealed: Mapped[str] = mapped_column(Text)

    text = Sealed()


class PlaceOffer(Base):
    """A declined place in a group that other patients may take: whoever is first has it.

    ``patient_id`` is whose place it was; it is closed when somebody takes it or its patient comes after all.
    """

    __tablename__ = "place_offer"

    id: Mapped[int] = mapped_column(primary_key=True)
    lesson_id: Mapped[int] = mapped_column(ForeignKey("lesson.id"), index=True)
    patient_id: Mapped[int] = mapped_column(ForeignKey("membership.id"), index=True)
    offered_at: Mapped[datetime]
    taken_by_id: Mapped[int | None] = mapped_column(ForeignKey("membership.id"))
    closed_at: Mapped[datetime | None]


class Resource:
    """What can be busy: a person (in whatever clinic) or a meeting host, as one number."""

    @staticmethod
    def person(person_id: int) -> int:
        """Return the number of a person."""
        return person_id * 2

    @staticmethod
    def host(host_id: int) -> int:
        """Return the number of a meeting host."""
        return host_id * 2 + 1

    @staticmethod
    def of_host() -> ColumnElement[bool]:
        """Return the condition that a busy interval is a meeting host's."""
        return BusyInterval.resource_id % 2 == 1


class BusyInterval(Base):
    """A resource is taken by a lesson for a while. The database refuses two that overlap (migration 0001).

    Rows are replaced, never updated: a series moved by a week must not collide with itself.
    """

    __tablename__ = "busy_interval"
    __table_args__ = (
        Index("ix_busy_interval_resource_id_starts_at", "resource_id", "starts_at"),
        CheckConstraint("ends_at > starts_at", name="ends_after_start"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    resource_id: Mapped[int] = mapped_column(BigInteger)
    lesson_id: Mapped[int] = mapped_column(ForeignKey("lesson.id"), index=True)
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]


class LessonMessageKind(StrEnum):
    """The messages a person can have of a lesson in Telegram: its card, and what serves for a while."""

    CARD = "card"
    HOST_ENTRY = "host_entry"
    MEETING_MISSING = "meeting_missing"
    AWAITED = "awaited"


class LessonMessage(Base):
    """Where a person's living card of a lesson is, or a message about it that goes once it has served."""

    __tablename__ = "lesson_message"
    __table_args__ = (UniqueConstraint("lesson_id", "person_id", "kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    lesson_id: Mapped[int] = mapped_column(ForeignKey("lesson.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    kind: Mapped[LessonMessageKind] = mapped_column(enum_column(LessonMessageKind))
    chat_id: Mapped[int] = mapped_column(BigInteger)
    message_id: Mapped[int] = mapped_column(BigInteger)
