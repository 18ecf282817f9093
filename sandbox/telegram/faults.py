"""What the Bot API can suffer."""

from sandbox.faults import HTTP_FAULTS

TELEGRAM_FAULTS = {**HTTP_FAULTS}
"""Faults by their names, with what they do; the operations are the methods."""
