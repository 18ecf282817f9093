"""From an opened link to a role in a clinic: who you are, consent, time."""

from handlers.common.activation.dialog import activation

__all__ = ["activation"]
