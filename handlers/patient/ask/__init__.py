"""Asking the instructor."""

from handlers.patient.ask.dialog import asking

__all__ = ["asking"]
