"""Who did or looked at what, for good."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, enum_column
from models.person import Membership


class JournalAction(StrEnum):
    """What was done."""

    CLINIC_CREATED = "clinic_created"
    PERSON_REGISTERED = "person_registered"
    ROLE_ADDED = "role_added"
    INVITATION_SENT = "invitation_sent"
    INVITATION_REVOKED = "invitation_revoked"
    INVITATION_USED = "invitation_used"
    INVITATION_REJECTED = "invitation_rejected"
    CLEARANCE_GIVEN = "clearance_given"
    CLEARANCE_PROLONGED = "clearance_prolonged"
    CLEARANCE_SUSPENDED = "clearance_suspended"
    CLEARANCE_REFUSED = "clearance_refused"
    LESSON_CREATED = "lesson_created"
    LESSON_MOVED = "lesson_moved"
    LESSON_CANCELLED = "lesson_cancelled"
    LESSON_RESTORED = "lesson_restored"
    LINK_PASTED = "link_pasted"
    LESSON_RESIZED = "lesson_resized"
    LESSON_EXTENDED = "lesson_extended"
    LESSON_HANDED_OVER = "lesson_handed_over"
    PLACE_REMOVED = "place_removed"
    PLACE_GIVEN = "place_given"
    SPECIALIST_INVITED = "specialist_invited"
    SPECIALIST_UNINVITED = "specialist_uninvited"
    LESSON_NOTED = "lesson_noted"
    PERSON_CORRECTED = "person_corrected"
    ACCESS_CLOSED = "access_closed"
    ACCESS_REOPENED = "access_reopened"
    CLINIC_CHANGED = "clinic_changed"
    HOST_CHANGED = "host_changed"
    CARD_OPENED = "card_opened"
    LINK_ASKED = "link_asked"
    SIGNED_IN = "signed_in"
    SIGN_IN_STOPPED = "sign_in_stopped"
    ACCOUNT_TAKEN = "account_taken"
    EMAIL_CHANGED = "email_changed"
    PHONE_CHANGED = "phone_changed"
    SUPPORT_ASKED = "support_asked"
    INSTRUCTOR_ASKED = "instructor_asked"
    SUPPORT_ANSWERED = "support_answered"
    FILE_TAKEN = "file_taken"
    DATA_TAKEN = "data_taken"
    PLACE_GIVEN_UP = "place_given_up"
    PLACE_CONFIRMED = "place_confirmed"
    PLACE_DECLINED = "place_declined"
    PLACE_OFFERED = "place_offered"
    PLACE_TAKEN = "place_taken"
    CONSENT_WITHDRAWN = "consent_withdrawn"
    ERASURE_ASKED = "erasure_asked"
    ERASURE_TAKEN_BACK = "erasure_taken_back"
    PERSON_ERASED = "person_erased"
    ATTENDANCE_SAVED = "attendance_saved"
    ATTEMPT_REFUSED = "attempt_refused"


class JournalOrigin(StrEnum):
    """From where: a press or a text in Telegram, the command line, the program by itself."""

    TELEGRAM = "telegram"
    COMMAND = "command"
    SYSTEM = "system"


class JournalEntry(Base):
    """One change, or one look at somebody's data. Rows are added and never changed or removed.

    ``actor_id`` is who did it, None where no member of the clinic did; ``subject_id`` is whose data it was
    about. A lesson is about all who have a place in it, so it has no subject of its own; one that was handed
    over has the instructor who got it. ``details`` hold
    ids, moments, days and values of enums only. The database refuses UPDATE and DELETE (migration 0003).
    """

    __tablename__ = "journal_entry"
    __table_args__ = (Index("ix_journal_entry_organization_id_at", "organization_id", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id"))
    at: Mapped[datetime]
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("membership.id"))
    action: Mapped[JournalAction] = mapped_column(enum_column(JournalAction))
    subject_id: Mapped[int | None] = mapped_column(ForeignKey("membership.id"))
    lesson_id: Mapped[int | None] = mapped_column(ForeignKey("lesson.id"))
    origin: Mapped[JournalOrigin] = mapped_column(enum_column(JournalOrigin))
    details: Mapped[dict[str, int | str]] = mapped_column(JSON, default=dict)

    actor: Mapped[Membership | None] = relationship(lazy="raise", foreign_keys=[actor_id])
    subject: Mapped[Membership | None] = relationship(lazy="raise", foreign_keys=[subject_id])
