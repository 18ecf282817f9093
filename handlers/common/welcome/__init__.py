"""What a stranger sees who came without a link."""

from handlers.common.welcome.dialog import welcome

__all__ = ["welcome"]
