"""The account's meetings: scheduled, changed, listed and deleted by the rules of Zoom's API."""

import secrets
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sandbox.clock import SandboxClock
from sandbox.events import Events
from sandbox.zoom.errors import (
    CANNOT_SCHEDULE_FOR,
    DAILY_LIMIT,
    HAS_ENDED,
    HOSTING_NOT_ALLOWED,
    IN_PROGRESS,
    INSTANT_FOR_OTHERS,
    MEETING_UNKNOWN,
    MEETINGS_NOT_ALLOWED,
    NO_OCCURRENCE,
    NO_PRESCHEDULE,
    NOT_RUNNING,
)
from sandbox.zoom.fields import DEFAULT_SETTINGS, INSTANT, RECURRING_ANYTIME, SCHEDULED, checked, moment
from sandbox.zoom.links import new_key
from sandbox.zoom.meeting import Meeting, from_snapshot
from sandbox.zoom.users import User

WRITES_A_DAY = 100
"""Creations and changes for one host in one UTC day (developers.zoom.us, rate limits, 2026-02-07)."""

_CHANGEABLE = ("topic", "agenda", "duration", "timezone", "type")
_FAR = timedelta(days=183)
"""Lists of coming or past meetings reach six months (Meetings API specification, operation ``meetings``)."""


class Meetings:
    """All meetings, with the count of writes each host has left today."""

    def __init__(self, clock: SandboxClock, events: Events) -> None:
        self._clock = clock
        self._events = events
        self._by_id: dict[int, Meeting] = {}
        self._writes: dict[str, int] = {}
        self._writes_day = ""

    def create(self, host: User, body: object) -> Meeting:
        """Schedule a meeting for the host. Raises ``RefusedError`` with 300, 429, 3000 or 3161."""
        fields = checked(body)
        kind = _whole(fields.get("type", SCHEDULED))
        _check_scheduling(host, kind, fields)
        now = self._clock.now()
        timezone = str(fields.get("timezone", "UTC"))
        stated = moment(str(fields["start_time"]), timezone) if "start_time" in fields else now
        self._count_write(host.id)
        meeting = Meeting(
            id=self._free_id(),
            uuid=_new_uuid(),
            host_id=host.id,
            topic=str(fields.get("topic", "Zoom Meeting")),
            type=kind,
            start_time=max(stated, now.replace(microsecond=0)),
            duration=_whole(fields.get("duration", 60)),
            timezone=timezone,
            agenda=str(fields.get("agenda", "")),
            password=_passcode(fields),
            join_key=new_key(),
            settings={**DEFAULT_SETTINGS, **_settings(fields)},
            created_at=now,
            used_at=now,
        )
        _overwrite_settings(meeting)
        self._by_id[meeting.id] = meeting
        self._events.publish("zoom")
        return meeting

    def change(self, meeting: Meeting, host: User, body: object) -> None:
        """Change what the body names. Raises ``RefusedError`` with 300, 429, 3000 or 3161.

        A start that is past or missing leaves the planned time as it is, as Zoom does.
        """
        fields = checked(body)
        _check_scheduling(host, _whole(fields.get("type", meeting.type)), fields)
        timezone = str(fields.get("timezone", meeting.timezone))
        stated = moment(str(fields["start_time"]), timezone) if "start_time" in fields else None
        self._count_write(meeting.host_id)
        for name in _CHANGEABLE:
            if name in fields:
                setattr(meeting, name, fields[name])
        if stated is not None and stated > self._clock.now():
            meeting.start_time = stated
            meeting.used_at = self._clock.now()
        if "password" in fields and fields["password"] != meeting.password:
            meeting.password = str(fields["password"])
            meeting.join_key = new_key()
        meeting.settings.update(_settings(fields))
        _overwrite_settings(meeting)
        self._events.publish("zoom")

    def delete(self, meeting_id: str, occurrence: str | None = None) -> None:
        """Delete a meeting that is not running. Raises ``RefusedError`` with 3000, 3001, 3002 or 3007.

        An occurrence of a series can be named; as no meeting here is a series, none is found.
        """
        meeting = self._known(meeting_id)
        if meeting is not None and meeting.type == INSTANT and meeting.has_ended and not meeting.deleted:
            raise HAS_ENDED.because()
        meeting = self.get(meeting_id)
        if occurrence is not None:
            raise NO_OCCURRENCE.because()
        if meeting.running:
            raise IN_PROGRESS.because()
        meeting.deleted = True
        meeting.participants.clear()
        self._events.publish("zoom")

    def end(self, meeting: Meeting, host: User) -> None:
        """End a running meeting for everybody. Raises ``RefusedError`` with 3000 or 3161."""
        if not host.may_host():
            raise MEETINGS_NOT_ALLOWED.because()
        if not meeting.running:
            raise NOT_RUNNING.because()
        self.close(meeting)

    def close(self, meeting: Meeting) -> None:
        """Send everybody out; the next time the meeting is held it is another instance with its own uuid."""
        meeting.running = False
        meeting.has_ended = True
        meeting.participants.clear()
        meeting.uuid = _new_uuid()
        meeting.used_at = self._clock.now()
        self._events.publish("zoom")

    def recover(self, meeting_id: str) -> None:
        """Bring a deleted meeting back. Raises ``RefusedError`` with 3001."""
        meeting = self._known(meeting_id)
        if meeting is None or not meeting.deleted:
            raise MEETING_UNKNOWN.because(meeting=meeting_id)
        meeting.deleted = False
        self._events.publish("zoom")

    def get(self, meeting_id: str) -> Meeting:
        """Return a meeting that exists for the API. Raises ``RefusedError`` with 3001."""
        meeting = self.find(meeting_id)
        if meeting is None:
            raise MEETING_UNKNOWN.because(meeting=meeting_id)
        return meeting

    def find(self, meeting_id: str) -> Meeting | None:
        """Return a meeting that is neither deleted nor expired nor over for good, or None."""
        meeting = self._known(meeting_id)
        if meeting is None or meeting.deleted or meeting.expired(self._clock.now()):
            return None
        return None if meeting.type == INSTANT and meeting.has_ended else meeting

    def all(self) -> list[Meeting]:
        """Return the meetings that ``find`` finds, the soonest first."""
        alive = [meeting for number, meeting in self._by_id.items() if self.find(str(number))]
        return sorted(alive, key=lambda meeting: (meeting.start_time, meeting.id))

    def listed(self, host_id: str, kind: str) -> list[Meeting]:
        """Return a host's meetings as the list operation chooses them by its ``type``."""
        now = self._clock.now()
        mine = [one for one in self.all() if one.host_id == host_id and one.type != INSTANT]
        if kind == "live":
            return [one for one in mine if one.running]
        if kind in ("upcoming", "upcoming_meetings"):
            coming = [one for one in mine if one.running or one.ends_at() > now]
            return [one for one in coming if one.start_time < now + _FAR]
        if kind == "previous_meetings":
            past = [one for one in mine if not one.running and one.ends_at() <= now]
            return [one for one in past if one.start_time > now - _FAR]
        return mine

    def host_is_busy(self, meeting: Meeting) -> bool:
        """Tell whether another meeting of the same host is running."""
        return any(one.running and one.host_id == meeting.host_id for one in self.all() if one is not meeting)

    def snapshot(self) -> dict[str, Any]:
        """Return everything as JSON."""
        return {
            "meetings": [meeting.snapshot() for meeting in self._by_id.values()],
            "writes": self._writes,
            "writes_day": self._writes_day,
        }

    def restore(self, saved: Mapping[str, Any]) -> None:
        """Take over what ``snapshot`` returned."""
        restored = [from_snapshot(fields) for fields in saved["meetings"]]
        self._by_id = {meeting.id: meeting for meeting in restored}
        self._writes = dict(saved["writes"])
        self._writes_day = saved["writes_day"]

    def _known(self, meeting_id: str) -> Meeting | None:
        return self._by_id.get(int(meeting_id)) if meeting_id.isascii() and meeting_id.isdecimal() else None

    def _count_write(self, host_id: str) -> None:
        today = self._clock.now().date().isoformat()
        if today != self._writes_day:
            self._writes_day = today
            self._writes = {}
        if self._writes.get(host_id, 0) >= WRITES_A_DAY:
            raise DAILY_LIMIT.because()
        self._writes[host_id] = self._writes.get(host_id, 0) + 1

    def _free_id(self) -> int:
        while True:
            number = 80_000_000_000 + secrets.randbelow(10_000_000_000)
            if number not in self._by_id:
                return number


def _check_scheduling(host: User, kind: int, fields: Mapping[str, object]) -> None:
    if not host.may_host():
        raise HOSTING_NOT_ALLOWED.because()
    if fields.get("pre_schedule") and kind not in (SCHEDULED, RECURRING_ANYTIME):
        raise NO_PRESCHEDULE.because()
    other = fields.get("schedule_for")
    if other is not None and kind == INSTANT:
        raise INSTANT_FOR_OTHERS.because()
    if other is not None and str(other).lower() not in (host.id.lower(), host.email.lower()):
        raise CANNOT_SCHEDULE_FOR.because(user=other)


def _passcode(fields: Mapping[str, object]) -> str:
    if "password" in fields:
        return str(fields["password"])
    if fields.get("default_password", True):
        return f"{secrets.randbelow(1_000_000):06}"
    return ""


def _settings(fields: Mapping[str, object]) -> dict[str, Any]:
    stated = fields["settings"]
    assert isinstance(stated, dict)
    return stated


def _overwrite_settings(meeting: Meeting) -> None:
    # Zoom's page on security enhancements: of passcode, waiting room and authentication one must be on;
    # the specification: a waiting room disables joining before the host, e2ee recording to the cloud.
    settings = meeting.settings
    if not (meeting.password or settings["waiting_room"] or settings["meeting_authentication"]):
        settings["waiting_room"] = True
    if settings["waiting_room"]:
        settings["join_before_host"] = False
    if settings["encryption_type"] == "e2ee" and settings["auto_recording"] == "cloud":
        settings["auto_recording"] = "none"


def _new_uuid() -> str:
    return secrets.token_urlsafe(16) + "=="


def _whole(value: object) -> int:
    assert isinstance(value, int)
    return value
