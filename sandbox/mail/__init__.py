"""A stand-in for the mailbox: every message sent over SMTP is kept and shown."""
