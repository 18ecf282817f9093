"""Messages ready to go out."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import Enum, auto

from models import Channel, LessonMessageKind, NotificationKind, Person
from services.ports import Address, OutgoingMessage


class Mode(Enum):
    """How a message is put into a chat."""

    NEW_CARD = auto()
    EDIT_CARD = auto()
    NOTE = auto()
    HOST_ENTRY = auto()


MODES = {
    NotificationKind.LESSON_PLANNED: Mode.NEW_CARD,
    NotificationKind.LESSON_ASKED: Mode.NEW_CARD,
    NotificationKind.LESSON_SOON: Mode.NEW_CARD,
    NotificationKind.LESSON_STARTING: Mode.NEW_CARD,
    NotificationKind.LESSON_MOVED: Mode.NEW_CARD,
    NotificationKind.LESSON_CARD: Mode.NEW_CARD,
    NotificationKind.LESSON_CANCELLED: Mode.NEW_CARD,
    NotificationKind.LESSON_RUNNING: Mode.EDIT_CARD,
    NotificationKind.ENTRY_ASKED: Mode.EDIT_CARD,
    NotificationKind.LESSON_FINISHED: Mode.EDIT_CARD,
    NotificationKind.LESSON_REFRESH: Mode.EDIT_CARD,
    NotificationKind.HOST_ENTRY: Mode.HOST_ENTRY,
}


@dataclass(frozen=True, slots=True)
class Delivery:
    """A message ready to go out, with nothing left to look up.

    ``mail`` is what it says where Telegram cannot deliver; ``card_id`` and ``entry_id`` are the messages the
    person has of the lesson already, ``served`` those that have served their time and are taken away;
    ``meeting_external_id`` is what the provider is asked with: for the host's link, which ``message`` still
    lacks (see ``with_link``), or whether the host is in already, so that nobody calls them; ``failed`` is
    what is said when the link cannot be had; ``mail_instead`` tells that mail may take Telegram's place if
    that does not work now; ``unsure`` tells that it may have arrived already, for the answer was lost;
    ``last`` that the card is nobody's to edit from then on.
    """

    notification_id: int
    kind: NotificationKind
    mode: Mode
    address: Address
    message: OutgoingMessage
    mail: OutgoingMessage | None
    channel: Channel
    person_id: int
    lesson_id: int | None
    card_id: int | None = None
    entry_id: int | None = None
    served: Mapping[LessonMessageKind, int] = field(default_factory=dict)
    meeting_external_id: str | None = None
    failed: OutgoingMessage | None = None
    mail_instead: bool = False
    unsure: bool = False
    mailed: bool = False
    last: bool = False


def with_link(message: OutgoingMessage, url: str) -> OutgoingMessage:
    """Return the host's message with its link in place."""
    return replace(
        message, rows=tuple(tuple(replace(button, url=url) for button in row) for row in message.rows)
    )


def address(person: Person) -> Address:
    """Return where a person is reached; Telegram only while it has not refused for good."""
    return Address(
        telegram_id=person.telegram_id if person.telegram_lost_at is None else None,
        email=person.email,
        language=person.language,
    )
