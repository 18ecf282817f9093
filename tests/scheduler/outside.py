"""The world outside as small honest classes: chats, a mailbox and a meeting service that can refuse.

Each keeps what it was asked to do and what is there now; ``refuse`` lets its next calls fail, ``meanwhile``
lets something else happen while a call is under way. What real services say over HTTP is tested elsewhere.
"""

import html
import re
from collections import Counter, defaultdict, deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

from services.checks import Area, Finding
from services.ports import (
    Address,
    Clock,
    HostCheck,
    HostState,
    MeetingRef,
    MeetingWish,
    OutgoingMessage,
    OutsideFailure,
    PermanentFailure,
    TemporaryFailure,
    UnknownOutcome,
    Unreachable,
)


def plain(message: OutgoingMessage) -> str:
    """Return what a person reads of a message."""
    return html.unescape(re.sub(r"<[^>]+>", "", message.html))


def buttons(message: OutgoingMessage) -> list[str]:
    """Return the labels of a message's buttons."""
    return [button.text for row in message.rows for button in row]


def links(message: OutgoingMessage) -> list[str]:
    """Return the links of a message's buttons."""
    return [button.url for row in message.rows for button in row if button.url is not None]


@dataclass(frozen=True)
class Sending:
    """A message as it went out."""

    to: int | str
    message: OutgoingMessage
    at: datetime

    @property
    def text(self) -> str:
        """What it says."""
        return plain(self.message)


class Refusals:
    """Failures that the next calls of a kind meet, in order."""

    def __init__(self) -> None:
        self._waiting: defaultdict[str, deque[Exception]] = defaultdict(deque)
        self.refused: Counter[str] = Counter()

    def refuse(self, call: str, *failures: Exception) -> None:
        """Let the next calls of that name fail so."""
        self._waiting[call].extend(failures)

    def recover(self, call: str) -> None:
        """Let the calls of that name succeed again."""
        self._waiting[call].clear()

    def meet(self, call: str) -> None:
        """Raise the failure that is waiting for this call, if any."""
        if self._waiting[call]:
            self.refused[call] += 1
            raise self._waiting[call].popleft()


class Chats(Refusals):
    """Telegram's side: ``sent`` is every message that went out, ``there`` what a chat shows now."""

    def __init__(self, clock: Clock) -> None:
        super().__init__()
        self._clock = clock
        self._number = 0
        self.sent: list[Sending] = []
        self.edited: list[Sending] = []
        self.there: defaultdict[int, dict[int, OutgoingMessage]] = defaultdict(dict)
        self.blocked: set[int] = set()
        self.meanwhile: Callable[[int], Awaitable[None]] | None = None

    async def send(self, to: Address, message: OutgoingMessage) -> int:
        """Put a message into a chat."""
        chat = self._chat(to)
        self.meet("send")
        if self.meanwhile is not None:
            await self.meanwhile(chat)
        self._number += 1
        self.sent.append(Sending(chat, message, self._clock.now()))
        self.there[chat][self._number] = message
        return self._number

    async def edit(self, to: Address, message_id: int, message: OutgoingMessage) -> bool:
        """Change a message that is there."""
        chat = self._chat(to)
        self.meet("edit")
        if message_id not in self.there[chat]:
            return False
        if self.there[chat][message_id] != message:
            self.edited.append(Sending(chat, message, self._clock.now()))
        self.there[chat][message_id] = message
        return True

    async def delete(self, to: Address, message_id: int) -> bool:
        """Take a message away."""
        chat = self._chat(to)
        self.meet("delete")
        return self.there[chat].pop(message_id, None) is not None

    async def answer(self) -> None:
        """Say that it is there, unless what is sent is refused."""
        if self._waiting["send"]:
            raise TemporaryFailure("telegram_down")

    def to(self, chat: int) -> list[str]:
        """Return what was sent to a chat, in order."""
        return [sending.text for sending in self.sent if sending.to == chat]

    def shows(self, chat: int) -> list[str]:
        """Return what a chat shows now."""
        return [plain(message) for message in self.there[chat].values()]

    def last(self, chat: int) -> OutgoingMessage:
        """Return the lowest message of a chat."""
        return self.there[chat][max(self.there[chat])]

    def _chat(self, to: Address) -> int:
        if to.telegram_id is None or to.telegram_id in self.blocked:
            raise Unreachable("telegram_forbidden")
        return to.telegram_id


class Mailbox(Refusals):
    """The mail server's side."""

    def __init__(self, clock: Clock) -> None:
        super().__init__()
        self._clock = clock
        self.sent: list[Sending] = []
        self.arrived: Callable[[], None] | None = None

    async def send(self, to: Address, message: OutgoingMessage) -> None:
        """Take a mail."""
        if to.email is None:
            raise Unreachable("no_email")
        self.meet("send")
        self.sent.append(Sending(to.email, message, self._clock.now()))
        if self.arrived is not None:
            self.arrived()

    async def edit(self, to: Address, message_id: int, message: OutgoingMessage) -> bool:
        """A mail cannot be changed."""
        return False

    async def delete(self, to: Address, message_id: int) -> bool:
        """A mail cannot be taken back."""
        return False

    async def answer(self) -> None:
        """Say that it is there."""

    def to(self, email: str) -> list[Sending]:
        """Return the mails that an address got."""
        return [sending for sending in self.sent if sending.to == email]


class Around:
    """What the installation stands on: ``amiss`` is what is found beside what is well."""

    def __init__(self) -> None:
        self.amiss: list[Finding] = []
        self.asked = 0
        self.meanwhile: Callable[[], Awaitable[None]] | None = None

    async def telegram(self) -> list[Finding]:
        """Say that it answers."""
        self.asked += 1
        if self.meanwhile is not None:
            await self.meanwhile()
        return self._found(Area.TELEGRAM, "answers")

    async def mail(self) -> list[Finding]:
        """Say that it takes mails."""
        return self._found(Area.MAIL, "answers")

    async def database(self) -> list[Finding]:
        """Say that it is whole."""
        return self._found(Area.DATABASE, "current")

    def _found(self, area: Area, well: str) -> list[Finding]:
        amiss = [finding for finding in self.amiss if finding.area is area]
        return amiss or [Finding(area, well, ok=True, params={"seconds": 0})]


class MeetingService(Refusals):
    """The meeting service's side: ``there`` are the meetings that exist, ``calls`` what was asked of it."""

    def __init__(self) -> None:
        super().__init__()
        self.there: dict[str, MeetingWish] = {}
        self.running: set[str] = set()
        self.calls: list[str] = []
        self.host = HostCheck(HostState.READY)
        self.asked: Callable[[], Awaitable[None]] | None = None
        self.meanwhile: Callable[[], Awaitable[None]] | None = None
        self._number = 0

    async def create(self, wish: MeetingWish) -> MeetingRef:
        """Make a meeting; an UnknownOutcome cuts the answer off after it was made."""
        self.calls.append("create")
        if self.meanwhile is not None:
            await self.meanwhile()
        try:
            self.meet("create")
        except UnknownOutcome:
            self._make(wish)
            raise
        return self._make(wish)

    async def find(self, host_login: str, marker: str) -> MeetingRef | None:
        """Look for a meeting by its marker."""
        self.calls.append("find")
        self.meet("find")
        found = [number for number, wish in self.there.items() if wish.marker == marker]
        return self._ref(found[0]) if found else None

    async def update(self, external_id: str, wish: MeetingWish) -> None:
        """Move a meeting."""
        self.calls.append("update")
        self.meet("update")
        if external_id not in self.there:
            raise PermanentFailure("gone")
        self.there[external_id] = wish

    async def delete(self, external_id: str) -> None:
        """Remove a meeting."""
        self.calls.append("delete")
        self.meet("delete")
        self.there.pop(external_id, None)

    async def host_entry_url(self, external_id: str) -> str:
        """Return a link for the host, another one at each call."""
        self.calls.append("host_entry_url")
        self.meet("host_entry_url")
        self._number += 1
        return f"https://zoom.example.org/s/{external_id}?zak=SECRET{self._number}"

    async def is_running(self, external_id: str) -> bool:
        """Say whether the host is in; a look changes nothing and is not among ``calls``."""
        self.meet("is_running")
        return external_id in self.running

    async def check_host(self, login: str) -> HostCheck:
        """Say what is known of a host."""
        self.calls.append("check_host")
        self.meet("check_host")
        if self.asked is not None:
            await self.asked()
        return self.host

    def _make(self, wish: MeetingWish) -> MeetingRef:
        self._number += 1
        number = f"8{self._number:09}"
        self.there[number] = wish
        return self._ref(number)

    def _ref(self, number: str) -> MeetingRef:
        return MeetingRef(number, f"https://zoom.example.org/j/{number}")


class SentFiles(Refusals):
    """The files that people sent, by Telegram's id."""

    def __init__(self) -> None:
        super().__init__()
        self.there: dict[str, bytes] = {}
        self.meanwhile: Callable[[], Awaitable[None]] | None = None

    async def fetch(self, file_id: str, most: int) -> bytes:
        """Give a file."""
        self.meet("fetch")
        if self.meanwhile is not None:
            await self.meanwhile()
        if file_id not in self.there:
            raise PermanentFailure("telegram_file")
        return self.there[file_id]


def failures(kind: Callable[[str], OutsideFailure], times: int, reason: str = "down") -> list[OutsideFailure]:
    """Return so many failures of a kind."""
    return [kind(reason) for _ in range(times)]
