"""What Zoom's API and its token endpoint can suffer; the words of each refusal are in ``errors``."""

from collections.abc import Collection, Mapping

from sandbox.faults import HTTP_FAULTS
from sandbox.zoom.errors import (
    APP_DISABLED,
    CONCURRENT,
    DAILY_LIMIT,
    DAILY_LIMIT_300,
    INTERNAL,
    INVALID_CLIENT,
    INVALID_TOKEN,
    RATE_LIMIT,
    RATE_LIMIT_BARE,
    SCOPES_MISSING,
    Refusal,
    RefusedError,
    TokenRefusedError,
)
from sandbox.zoom.limits import LABELS, LIGHT

REVOKED = "revoked"

ZOOM_FAULTS: Mapping[str, str] = {
    **HTTP_FAULTS,
    "credentials": "gives no token: client id or secret are wrong",
    "disabled": "gives no token: the app has been disabled (4717)",
    REVOKED: "ends all tokens given so far (124), once: a fresh one works",
    "always_124": "refuses every token, however fresh",
    "scopes": "says that the token lacks a scope (4711)",
    "rate": "says that there are too many requests a second (429), with headers",
    "rate_bare": "says the same without headers",
    "concurrent": "says that there are too many requests at a time (429)",
    "daily": "says that the host's 100 creations and changes of the day are used up (429)",
    "daily_300": "says the same with the HTTP status 300",
    "internal": "answers with an error in JSON, status 500, and does nothing",
}
"""Faults by their names, with what they do; the operations are those of ``limits.LABELS`` and ``token``."""

_TOKEN = ("token",)
_API = tuple(LABELS)
_WRITES = ("create_meeting", "change_meeting")

REACH: Mapping[str, Collection[str]] = {
    "credentials": _TOKEN,
    "disabled": _TOKEN,
    REVOKED: _TOKEN + _API,
    "always_124": _API,
    "scopes": _API,
    "rate": _API,
    "rate_bare": _API,
    "concurrent": _API,
    "daily": _WRITES,
    "daily_300": _WRITES,
    "internal": _API,
}
"""What a fault befalls when nothing else is said; those that are not named befall every operation."""

SCOPES: Mapping[str, str] = {
    "get_user": "user:read:user, user:read:user:admin",
    "list_users": "user:read:list_users:admin",
    "list_meetings": "meeting:read:list_meetings, meeting:read:list_meetings:admin",
    "create_meeting": "meeting:write:meeting, meeting:write:meeting:admin",
    "get_meeting": "meeting:read:meeting, meeting:read:meeting:admin",
    "change_meeting": "meeting:update:meeting, meeting:update:meeting:admin",
    "delete_meeting": "meeting:delete:meeting, meeting:delete:meeting:admin",
    "set_status": "meeting:update:status, meeting:update:status:admin",
}
"""The granular scopes of each operation (Meetings and Users API specifications)."""

_REFUSALS: Mapping[str, Refusal] = {
    "disabled": APP_DISABLED,
    "always_124": INVALID_TOKEN,
    "scopes": SCOPES_MISSING,
    "rate": RATE_LIMIT,
    "rate_bare": RATE_LIMIT_BARE,
    "concurrent": CONCURRENT,
    "daily": DAILY_LIMIT,
    "daily_300": DAILY_LIMIT_300,
    "internal": INTERNAL,
}


def refusal(name: str, operation: str) -> RefusedError | TokenRefusedError:
    """Return what a fault that is neither ``revoked`` nor of HTTP answers to this operation."""
    if name == "credentials":
        return TokenRefusedError(INVALID_CLIENT)
    label = LABELS.get(operation, LIGHT)
    return _REFUSALS[name].because(
        category=label.category, limit=label.per_second, scopes=SCOPES.get(operation, "")
    )
