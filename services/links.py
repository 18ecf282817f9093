"""What counts as a link to a meeting: for the one who pastes it and for the one who keeps it."""

import re
from urllib.parse import parse_qs, urlsplit

LONGEST_LINK = 500

_UNUSABLE = re.compile(r'[\s<>"\\^`{|}]')
_HOST_LABEL = re.compile(r"[^\W_]+(?:-+[^\W_]+)*")
_TOP_LEVEL = re.compile(r"[^\W\d_]{2,}|xn--[a-z0-9-]+")


def meeting_link(text: str) -> str | None:
    """Return the https link that a person pasted, without the blanks around it, or None.

    The host must be a name with a dot that may exist in the internet, and there must be no user or password
    before it. A link with Zoom's key of the host (``zak``) is refused: everybody who got it would enter as
    the host (Meetings API specification, ``start_url``).
    """
    link = text.strip()
    if len(link) > LONGEST_LINK or _UNUSABLE.search(link) or not link.isprintable():
        return None
    try:
        parts = urlsplit(link)
        port = parts.port
    except ValueError:
        return None
    if parts.scheme != "https" or "@" in parts.netloc or port == 0:
        return None
    if not _is_internet_name(parts.hostname or "") or "zak" in parse_qs(parts.query):
        return None
    return link


def find_link(text: str) -> str | None:
    """Return the first link to a meeting among the words of a message, such as an invitation from Zoom."""
    return next(filter(None, map(meeting_link, text.split())), None)


def _is_internet_name(host: str) -> bool:
    labels = host.split(".")
    return (
        len(labels) > 1
        and all(len(label) <= 63 and _HOST_LABEL.fullmatch(label) for label in labels)
        and _TOP_LEVEL.fullmatch(labels[-1]) is not None
    )
