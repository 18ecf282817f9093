"""Messages owed to people."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, enum_column
from models.person import Person


class NotificationKind(StrEnum):
    """What is told."""

    INVITATION = "invitation"
    INVITATION_REJECTED = "invitation_rejected"
    INVITATION_CODE = "invitation_code"
    INVITATION_TO_FORWARD = "invitation_to_forward"
    JOURNAL_FILE = "journal_file"
    SUPPORT_QUESTION = "support_question"
    SUPPORT_ANSWER = "support_answer"
    PEOPLE_TABLE = "people_table"
    PEOPLE_PICTURE = "people_picture"
    IMPORT_TEMPLATE = "import_template"
    IMPORT_MARKED = "import_marked"
    IMPORT_NEWS = "import_news"
    LESSON_PLANNED = "lesson_planned"
    LESSON_ASKED = "lesson_asked"
    LESSON_DECLINED = "lesson_declined"
    PLACE_OFFERED = "place_offered"
    LESSON_SOON = "lesson_soon"
    LESSON_STARTING = "lesson_starting"
    LESSON_RUNNING = "lesson_running"
    LESSON_FINISHED = "lesson_finished"
    LESSON_MOVED = "lesson_moved"
    LESSON_CANCELLED = "lesson_cancelled"
    LESSON_REFRESH = "lesson_refresh"
    HOST_ENTRY = "host_entry"
    ENTRY_ASKED = "entry_asked"
    PATIENT_STUCK = "patient_stuck"
    TRIAL_FAILED = "trial_failed"
    PATIENTS_UNREACHED = "patients_unreached"
    INSTRUCTOR_AWAITED = "instructor_awaited"
    ATTENDANCE_ASKED = "attendance_asked"
    DAY_TOLD = "day_told"
    MEETING_MISSING = "meeting_missing"
    HOST_CHECKED = "host_checked"
    MEETING_DELAYED = "meeting_delayed"
    PROVIDER_REFUSES = "provider_refuses"
    PROVIDER_BACK = "provider_back"
    CHECKUP_REMARKS = "checkup_remarks"
    CLEARANCE_GIVEN = "clearance_given"
    CLEARANCE_PAUSED = "clearance_paused"
    CLEARANCE_CHANGED = "clearance_changed"
    DATA_EXPORT = "data_export"
    PATIENT_LEFT = "patient_left"
    CONSENT_WITHDRAWN = "consent_withdrawn"
    ERASURE_ASKED = "erasure_asked"
    ERASURE_TAKEN_BACK = "erasure_taken_back"
    LESSONS_LED_BY_OTHER = "lessons_led_by_other"
    LESSONS_RECEIVED = "lessons_received"
    LESSONS_GIVEN_AWAY = "lessons_given_away"
    LESSONS_RETURNED = "lessons_returned"
    STAND_IN_FOUND = "stand_in_found"
    PLACES_REMOVED = "places_removed"
    PATIENT_REMOVED = "patient_removed"
    LEADER_CHANGED = "leader_changed"
    EMAIL_CHANGED = "email_changed"
    EMAIL_REPLACED = "email_replaced"
    LINK_ASKED = "link_asked"
    SIGN_IN_CODE = "sign_in_code"
    SIGNED_IN_ELSEWHERE = "signed_in_elsewhere"
    SIGN_IN_STOPPED = "sign_in_stopped"
    EMAIL_CODE = "email_code"
    OWN_EMAIL_CHANGED = "own_email_changed"
    LESSON_CARD = "lesson_card"
    LESSON_FILE = "lesson_file"
    LESSONS_FILE = "lessons_file"
    SERIES_PLANNED = "series_planned"
    SERIES_MOVED = "series_moved"
    LESSONS_RESIZED = "lessons_resized"


class Channel(StrEnum):
    """How it travels. ``TELEGRAM`` falls back to mail where Telegram cannot deliver."""

    TELEGRAM = "telegram"
    MAIL = "mail"


class NotificationState(StrEnum):
    """Where it stands; ``EXPIRED`` and ``FAILED`` carry the reason in ``last_error``."""

    PLANNED = "planned"
    SENT = "sent"
    VOID = "void"
    EXPIRED = "expired"
    FAILED = "failed"


class Notification(Base):
    """One message owed to one person at a moment, with its delivery history.

    ``params`` holds ids and codes only: the text is made when it is sent, in the reader's language and zone.
    ``dedup_key`` makes planning it twice impossible.
    """

    __tablename__ = "notification"
    __table_args__ = (
        Index("ix_notification_state_due_at", "state", "due_at"),
        Index("ix_notification_lesson_id", "lesson_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    recipient_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id"))
    kind: Mapped[NotificationKind] = mapped_column(enum_column(NotificationKind))
    lesson_id: Mapped[int | None] = mapped_column(ForeignKey("lesson.id"))
    membership_id: Mapped[int | None] = mapped_column(ForeignKey("membership.id"))
    params: Mapped[dict[str, int | str]] = mapped_column(JSON, default=dict)
    channel: Mapped[Channel] = mapped_column(enum_column(Channel))
    dedup_key: Mapped[str] = mapped_column(String(120), unique=True, insert_sentinel=True)
    due_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    state: Mapped[NotificationState] = mapped_column(enum_column(NotificationState))
    lease_until: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str | None] = mapped_column(String(64))
    sent_at: Mapped[datetime | None]
    sent_by: Mapped[Channel | None] = mapped_column(enum_column(Channel))
    message_id: Mapped[int | None] = mapped_column(BigInteger)

    recipient: Mapped[Person] = relationship(lazy="raise", innerjoin=True)
