"""What is stored: SQLAlchemy tables, one file an aggregate."""

from models.base import Base, UtcDateTime
from models.checkup import Checkup
from models.clearance import Clearance, ClearanceStatus
from models.inbox import FsmRow, InboxState, InboxUpdate
from models.invitation import Consent, Invitation
from models.journal import JournalAction, JournalEntry, JournalOrigin
from models.lesson import (
    UNEXPECTED,
    BusyInterval,
    DeclineReason,
    Lesson,
    LessonMessage,
    LessonMessageKind,
    LessonNote,
    LessonParticipant,
    LessonSeries,
    LessonSpecialist,
    LessonStatus,
    Outcome,
    ParticipantState,
    PlaceOffer,
    Resource,
)
from models.meeting import HostProvider, Meeting, MeetingHost, MeetingState, ProviderTrouble
from models.notification import Channel, Notification, NotificationKind, NotificationState
from models.organization import Organization
from models.people_import import ImportState, PeopleImport
from models.person import USUAL_QUIET_HOURS, FormerEmail, Membership, PatientProfile, Person, Role
from models.signing_in import AccountMove, CodePurpose, Guesses, GuessKind, MailedCode
from models.support import SupportMessage

__all__ = [
    "UNEXPECTED",
    "USUAL_QUIET_HOURS",
    "AccountMove",
    "Base",
    "BusyInterval",
    "Channel",
    "Checkup",
    "Clearance",
    "ClearanceStatus",
    "CodePurpose",
    "Consent",
    "DeclineReason",
    "FormerEmail",
    "FsmRow",
    "GuessKind",
    "Guesses",
    "HostProvider",
    "ImportState",
    "InboxState",
    "InboxUpdate",
    "Invitation",
    "JournalAction",
    "JournalEntry",
    "JournalOrigin",
    "Lesson",
    "LessonMessage",
    "LessonMessageKind",
    "LessonNote",
    "LessonParticipant",
    "LessonSeries",
    "LessonSpecialist",
    "LessonStatus",
    "MailedCode",
    "Meeting",
    "MeetingHost",
    "MeetingState",
    "Membership",
    "Notification",
    "NotificationKind",
    "NotificationState",
    "Organization",
    "Outcome",
    "ParticipantState",
    "PatientProfile",
    "PeopleImport",
    "Person",
    "PlaceOffer",
    "ProviderTrouble",
    "Resource",
    "Role",
    "SupportMessage",
    "UtcDateTime",
]
