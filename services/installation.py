"""What this installation is."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Installation:
    """The bot's username, and what is set up around it."""

    bot_username: str
    zoom: bool
    mail: bool
    support_contact: str | None = None
