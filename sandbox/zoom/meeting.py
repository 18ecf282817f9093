"""One meeting: what was scheduled, and who is in it now."""

from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

from sandbox.zoom.fields import RECURRING_ANYTIME
from sandbox.zoom.links import START_LIFE, JoinLink, StartLink, new_key

LIFE = timedelta(days=30)
"""A scheduled meeting works so long after its planned time or last use (support.zoom.com 201362373)."""
LIFE_RECURRING = timedelta(days=365)
"""The same for a recurring meeting that is not started (support.zoom.com 201362373)."""
LISTED_AGENDA = 250
"""Characters of the agenda that the list of meetings returns (Meetings API specification)."""

Role = Literal["host", "participant"]
Presence = Literal["in", "waiting"]


@dataclass
class Participant:
    """Somebody in the meeting or waiting outside; ``user`` is the phone they opened the link on."""

    id: int
    name: str
    role: Role
    state: Presence
    user: int | None


@dataclass
class Meeting:
    """A meeting of the account. Moments are aware and in UTC, ``duration`` is in minutes."""

    id: int
    uuid: str
    host_id: str
    topic: str
    type: int
    start_time: datetime
    duration: int
    timezone: str
    agenda: str
    password: str
    join_key: str
    settings: dict[str, Any]
    created_at: datetime
    used_at: datetime
    running: bool = False
    has_ended: bool = False
    deleted: bool = False
    participants: list[Participant] = field(default_factory=list)
    start_keys: dict[str, datetime] = field(default_factory=dict)

    def join_link(self) -> JoinLink:
        """Return the link for everybody; it stays the same until the passcode is changed."""
        return JoinLink(self.id, self.join_key)

    def new_start_link(self, now: datetime) -> StartLink:
        """Return a fresh host link that works for two hours; those given out before keep their own time."""
        self.start_keys = {key: dies for key, dies in self.start_keys.items() if dies > now}
        key = new_key()
        self.start_keys[key] = now + START_LIFE
        return StartLink(self.id, key)

    def expired(self, now: datetime) -> bool:
        """Tell whether the number is no longer good because nobody has used it for long."""
        if self.type == RECURRING_ANYTIME:
            return now >= self.used_at + LIFE_RECURRING
        return now >= max(self.start_time, self.used_at) + LIFE

    def ends_at(self) -> datetime:
        """Return the planned end."""
        return self.start_time + timedelta(minutes=self.duration)

    def host(self) -> Participant | None:
        """Return the host if present."""
        return next((person for person in self.participants if person.role == "host"), None)

    def snapshot(self) -> dict[str, Any]:
        """Return everything as JSON."""
        fields = asdict(self)
        for name in ("start_time", "created_at", "used_at"):
            fields[name] = fields[name].isoformat()
        fields["start_keys"] = {key: dies.isoformat() for key, dies in self.start_keys.items()}
        return fields


def from_snapshot(fields: dict[str, Any]) -> Meeting:
    """Return the meeting that ``Meeting.snapshot`` described."""
    moments = {name: datetime.fromisoformat(fields[name]) for name in ("start_time", "created_at", "used_at")}
    participants = [Participant(**person) for person in fields["participants"]]
    keys = {key: datetime.fromisoformat(dies) for key, dies in fields["start_keys"].items()}
    return Meeting(**{**fields, **moments, "participants": participants, "start_keys": keys})


def stamp(moment: datetime) -> str:
    """Return a moment as Zoom writes it: UTC, whole seconds, Z."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
