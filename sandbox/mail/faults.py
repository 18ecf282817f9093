"""What the mail server can suffer."""

MAIL_FAULTS: dict[str, str] = {}
"""Faults by their names, with what they do."""
