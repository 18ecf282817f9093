"""The types and limits of a meeting's fields.

Lengths, ranges and choices are those of Zoom's Meetings API specification (operations ``meetingCreate`` and
``meetingUpdate``, December 2025). A field that is not listed is accepted and ignored, as Zoom does.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from sandbox.zoom.errors import BODY_NOT_JSON, VALIDATION_FAILED, FieldError

_START_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ?")


@dataclass(frozen=True)
class Text:
    """A string, not longer than ``limit`` characters."""

    limit: int | None = None

    def accepts(self, value: object) -> bool:
        """Tell whether the value may stand in this field."""
        return isinstance(value, str) and (self.limit is None or len(value) <= self.limit)


@dataclass(frozen=True)
class Whole:
    """A whole number between two bounds, both included."""

    least: int
    most: int

    def accepts(self, value: object) -> bool:
        """Tell whether the value may stand in this field."""
        return isinstance(value, int) and not isinstance(value, bool) and self.least <= value <= self.most


@dataclass(frozen=True)
class Flag:
    """True or false."""

    def accepts(self, value: object) -> bool:
        """Tell whether the value may stand in this field."""
        return isinstance(value, bool)


@dataclass(frozen=True)
class OneOf:
    """One of the listed values."""

    values: tuple[int | str, ...]

    def accepts(self, value: object) -> bool:
        """Tell whether the value may stand in this field."""
        return not isinstance(value, bool) and value in self.values


@dataclass(frozen=True)
class Moment:
    """``yyyy-MM-ddTHH:mm:ssZ`` in UTC, or the same without Z in the meeting's own time zone."""

    def accepts(self, value: object) -> bool:
        """Tell whether the value may stand in this field."""
        if not isinstance(value, str) or not _START_TIME.fullmatch(value):
            return False
        try:
            datetime.fromisoformat(value)
        except ValueError:
            return False
        return True


Kind = Text | Whole | Flag | OneOf | Moment

INSTANT, SCHEDULED, RECURRING_ANYTIME, SCREEN_SHARE = 1, 2, 3, 10

MEETING: Mapping[str, Kind] = {
    "topic": Text(200),
    "agenda": Text(2000),
    "password": Text(10),
    "default_password": Flag(),
    "duration": Whole(1, 1440),
    "start_time": Moment(),
    "timezone": Text(),
    "schedule_for": Text(),
    # Zoom also has type 8, a series with fixed times: the sandbox keeps no series and refuses it.
    "type": OneOf((INSTANT, SCHEDULED, RECURRING_ANYTIME, SCREEN_SHARE)),
}

SETTINGS: Mapping[str, Kind] = {
    "allow_multiple_devices": Flag(),
    "alternative_hosts": Text(),
    "alternative_hosts_email_notification": Flag(),
    "approval_type": OneOf((0, 1, 2)),
    "audio": OneOf(("both", "telephony", "voip", "thirdParty")),
    "auto_recording": OneOf(("local", "cloud", "none")),
    "auto_start_ai_companion_questions": Flag(),
    "auto_start_meeting_summary": Flag(),
    "calendar_type": OneOf((1, 2)),
    "close_registration": Flag(),
    "cn_meeting": Flag(),
    "contact_email": Text(),
    "contact_name": Text(),
    "email_notification": Flag(),
    "encryption_type": OneOf(("enhanced_encryption", "e2ee")),
    "focus_mode": Flag(),
    "host_video": Flag(),
    "in_meeting": Flag(),
    "jbh_time": OneOf((0, 5, 10, 15)),
    "join_before_host": Flag(),
    "meeting_authentication": Flag(),
    "mute_upon_entry": Flag(),
    "participant_video": Flag(),
    "private_meeting": Flag(),
    "registrants_confirmation_email": Flag(),
    "registrants_email_notification": Flag(),
    "registration_type": OneOf((1, 2, 3)),
    "use_pmi": Flag(),
    "waiting_room": Flag(),
    "watermark": Flag(),
}

DEFAULT_SETTINGS: Mapping[str, object] = {
    "alternative_hosts": "",
    "alternative_hosts_email_notification": True,
    "approval_type": 2,
    "audio": "both",
    "auto_recording": "none",
    "auto_start_meeting_summary": False,
    "close_registration": False,
    "cn_meeting": False,
    "email_notification": True,
    "encryption_type": "enhanced_encryption",
    "focus_mode": False,
    "host_video": False,
    "in_meeting": False,
    "jbh_time": 0,
    "join_before_host": False,
    "meeting_authentication": False,
    "mute_upon_entry": False,
    "participant_video": False,
    "private_meeting": False,
    "use_pmi": False,
    "waiting_room": False,
    "watermark": False,
}


def checked(body: object) -> dict[str, object]:
    """Return the body of a create or update request without the fields that were sent as null.

    Raises ``RefusedError`` with code 300 when it is no JSON object or when fields fail; each is named.
    """
    if not isinstance(body, dict):
        raise BODY_NOT_JSON.because()
    fields = {str(name): value for name, value in body.items() if value is not None}
    errors = _errors(fields, MEETING, "")
    settings = fields.get("settings", {})
    if isinstance(settings, dict):
        fields["settings"] = {str(name): value for name, value in settings.items() if value is not None}
        errors += _errors(fields["settings"], SETTINGS, "settings.")
    else:
        errors.append(FieldError("settings"))
    if errors:
        raise VALIDATION_FAILED.because(errors)
    return fields


def moment(text: str, timezone: str) -> datetime:
    """Return a checked ``start_time`` in UTC. ``timezone`` counts only when the text has no Z.

    Raises ``RefusedError`` with code 300 when that zone is not known.
    """
    stated = datetime.fromisoformat(text)
    if stated.tzinfo is not None:
        return stated.astimezone(UTC)
    try:
        zone = ZoneInfo(timezone)
    except (KeyError, ValueError, OSError) as unknown:
        raise VALIDATION_FAILED.because([FieldError("timezone")]) from unknown
    return stated.replace(tzinfo=zone).astimezone(UTC)


def _errors(fields: Mapping[str, object], kinds: Mapping[str, Kind], prefix: str) -> list[FieldError]:
    return [
        FieldError(prefix + name)
        for name, kind in kinds.items()
        if name in fields and not kind.accepts(fields[name])
    ]
