"""What the mail server can suffer.

The points at which a fault strikes are the operations of `only`: ``connect``, ``rcpt`` (each recipient) and
``data`` (the end of a message). The server asks for no login, so there is none to refuse.
"""

from collections.abc import Collection, Mapping

MAIL_FAULTS: Mapping[str, str] = {
    "down": "closes each connection at once",
    "broken_tls": "offers STARTTLS and closes the connection instead of the handshake",
    "refuse_4xx": "refuses for now: the message, or with «only» rcpt the recipient",
    "refuse_5xx": "refuses for good: the message, or with «only» rcpt the recipient",
    "slow": "lets wait for the answer to a message, which is kept only if one waits «seconds»",
    "cut": "keeps the message and closes the connection instead of saying so",
}
"""Faults by their names, with what they do."""

REACH: Mapping[str, Collection[str]] = {
    "down": ("connect",),
    "broken_tls": ("connect",),
    "refuse_4xx": ("data",),
    "refuse_5xx": ("data",),
    "slow": ("data",),
    "cut": ("data",),
}
"""The point at which a fault strikes when nothing else is said."""

# The replies that RFC 5321 (4.2.3, 4.3.2) allows at each point, with the codes that RFC 3463 has for them.
_REPLIES: Mapping[tuple[str, str], str] = {
    ("refuse_4xx", "rcpt"): "450 4.2.1 Requested mail action not taken: mailbox unavailable",
    ("refuse_4xx", "data"): "451 4.3.0 Requested action aborted: local error in processing",
    ("refuse_5xx", "rcpt"): "550 5.1.1 Requested action not taken: mailbox unavailable",
    ("refuse_5xx", "data"): "550 5.7.1 Requested action not taken: mailbox unavailable",
}


def reply(name: str, point: str) -> str | None:
    """Return the SMTP reply with which a fault refuses at this point, or None when it refuses nothing."""
    return _REPLIES.get((name, point))
