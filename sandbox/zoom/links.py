"""The links of a meeting: one for everybody, and one that makes whoever opens it the host."""

import secrets
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

HOST = "us05web.zoom.us"
START_LIFE = timedelta(hours=2)
"""How long a start link works after it was handed out (Zoom's specification of ``start_url``)."""


@dataclass(frozen=True)
class JoinLink:
    """A link to take part; ``key`` is the passcode in its hashed form."""

    meeting_id: int
    key: str

    def url(self) -> str:
        """Return the link as text."""
        return f"https://{HOST}/j/{self.meeting_id}?pwd={self.key}"


@dataclass(frozen=True)
class StartLink:
    """A link to start as host; ``key`` is the host's short-lived access key (ZAK)."""

    meeting_id: int
    key: str

    def url(self) -> str:
        """Return the link as text."""
        return f"https://{HOST}/s/{self.meeting_id}?zak={self.key}"


def new_key() -> str:
    """Return a key nobody can guess."""
    return secrets.token_urlsafe(32)


def parse(url: str) -> JoinLink | StartLink | None:
    """Read a link of Zoom, whatever its subdomain; None when it is none."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    host = parts.hostname or ""
    _, kind, number, *rest = [*parts.path.split("/"), "", ""]
    if parts.scheme != "https" or any(rest) or not number.isdecimal():
        return None
    if host != "zoom.us" and not host.endswith(".zoom.us"):
        return None
    query = parse_qs(parts.query)
    if kind == "j":
        return JoinLink(int(number), query.get("pwd", [""])[0])
    if kind == "s":
        return StartLink(int(number), query.get("zak", [""])[0])
    return None
