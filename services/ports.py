"""What the services ask of the world outside: the clock, meetings and channels of messages.

Implementations live in ``integrations/``; each decides there, and nowhere else, whether a failure is
temporary or permanent.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Protocol


class Clock(Protocol):
    """The only source of "now"."""

    def now(self) -> datetime:
        """Return the present moment, aware, in UTC."""
        ...


class OutsideFailure(Exception):
    """An outside service did not do what was asked; ``reason`` is a short code without personal data."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class TemporaryFailure(OutsideFailure):
    """Worth another try, not before ``retry_at`` (aware UTC) where the service named a moment."""

    def __init__(self, reason: str, retry_at: datetime | None = None) -> None:
        super().__init__(reason)
        self.retry_at = retry_at


class PermanentFailure(OutsideFailure):
    """Trying again changes nothing."""


class Unreachable(PermanentFailure):
    """This person cannot be reached through this channel: never started the bot, blocked it, no address."""


class UnknownOutcome(TemporaryFailure):
    """The request may have been carried out: the answer was cut off."""


@dataclass(frozen=True, slots=True)
class MeetingWish:
    """What a lesson wants of its meeting.

    ``marker`` is an opaque word put where the provider lists it, so that a meeting whose creation was
    cut off is found again; ``topic`` names no person and no illness.
    """

    host_login: str
    topic: str
    starts_at: datetime
    minutes: int
    marker: str


@dataclass(frozen=True, slots=True)
class MeetingRef:
    """A meeting that exists: its id at the provider and the participants' link."""

    external_id: str
    join_url: str


class HostState(StrEnum):
    """What the provider says of a host's account."""

    READY = "ready"
    UNKNOWN = "unknown"
    INACTIVE = "inactive"


@dataclass(frozen=True, slots=True)
class HostCheck:
    """A host's account: its id there and the longest meeting it can hold (minutes; None: no limit)."""

    state: HostState
    external_id: str | None = None
    minutes_limit: int | None = None


class MeetingProvider(Protocol):
    """Makes, moves and removes meetings. Every method may raise TemporaryFailure or PermanentFailure."""

    async def create(self, wish: MeetingWish) -> MeetingRef:
        """Make a meeting. Raises UnknownOutcome when the answer was cut off: call ``find`` then."""
        ...

    async def find(self, host_login: str, marker: str) -> MeetingRef | None:
        """Return the coming meeting that carries ``marker``, if the host has one."""
        ...

    async def update(self, external_id: str, wish: MeetingWish) -> None:
        """Move the meeting to the wish's time and length; PermanentFailure("gone") if it is no more."""
        ...

    async def delete(self, external_id: str) -> None:
        """Remove the meeting, ending it first if it runs; one that is no more counts as removed."""
        ...

    async def host_entry_url(self, external_id: str) -> str:
        """Return the host's own link, fresh; it is a secret and is kept nowhere."""
        ...

    async def is_running(self, external_id: str) -> bool:
        """Say whether the host has begun the meeting, as far as the provider tells."""
        ...

    async def check_host(self, login: str) -> HostCheck:
        """Say whether ``login`` (an email) can hold meetings."""
        ...


class ButtonStyle(StrEnum):
    """How a button is coloured; meaning is always in its words too."""

    PRIMARY = "primary"
    SUCCESS = "success"
    DANGER = "danger"


@dataclass(frozen=True, slots=True)
class Press:
    """What a button under a message does when pressed: an action's name and the id it is about."""

    action: str
    subject_id: int


SCREEN_REFRESH = "r:screen"
"""The callback data with which the program itself asks that a person's open screen be drawn again."""


@dataclass(frozen=True, slots=True)
class Button:
    """A button under a message: either a link or a press."""

    text: str
    url: str | None = None
    press: Press | None = None
    style: ButtonStyle | None = None


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes with a message; ``build`` makes its bytes from what was read before.

    A picture (by its media type) is shown in the chat, anything else is a document there.
    """

    name: str
    media_type: str
    build: Callable[[], bytes]

    @property
    def picture(self) -> bool:
        """Whether it is shown rather than offered."""
        return self.media_type.startswith("image/")

    async def content(self) -> bytes:
        """Make the bytes in a thread: a spreadsheet or a picture may take a second."""
        return await asyncio.to_thread(self.build)


@dataclass(frozen=True, slots=True)
class VoiceNote:
    """A voice that a channel keeps, by its id there; ``unheard`` is said where it cannot be brought."""

    file_id: str
    unheard: str


@dataclass(frozen=True, slots=True)
class OutgoingMessage:
    """A rendered message: Telegram-flavoured HTML, rows of buttons, and what a mail needs besides.

    With an ``attachment`` or a ``voice`` the text is its caption: at most 1024 characters in Telegram.
    """

    html: str
    rows: tuple[tuple[Button, ...], ...] = ()
    subject: str = ""
    silent: bool = False
    link_preview: bool = False
    attachment: Attachment | None = None
    voice: VoiceNote | None = None

    def in_words(self) -> "OutgoingMessage":
        """Return the message for where no voice can be brought: it says so."""
        if self.voice is None:
            return self
        return replace(self, voice=None, html=f"{self.html}\n\n{self.voice.unheard}")


@dataclass(frozen=True, slots=True)
class Address:
    """Where a person is reached; a channel uses the field it knows."""

    telegram_id: int | None
    email: str | None
    language: str


class FileSource(Protocol):
    """Gives files that people sent. Raises TemporaryFailure, PermanentFailure."""

    async def fetch(self, file_id: str, most: int) -> bytes:
        """Return a file's content; PermanentFailure("large") above ``most`` bytes."""
        ...


class MessageChannel(Protocol):
    """Carries messages to people. Raises TemporaryFailure, UnknownOutcome, Unreachable, PermanentFailure."""

    async def send(self, to: Address, message: OutgoingMessage) -> int | None:
        """Send and return the message's id in the channel, where it has one."""
        ...

    async def edit(self, to: Address, message_id: int, message: OutgoingMessage) -> bool:
        """Change a message sent before; False when it is no longer there or cannot be changed."""
        ...

    async def delete(self, to: Address, message_id: int) -> bool:
        """Take a message back; False when it is no longer there or too old to be taken back."""
        ...

    async def answer(self) -> None:
        """Return once the service answered something that changes nothing; raises as the others do."""
        ...
