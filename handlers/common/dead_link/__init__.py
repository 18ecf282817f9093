"""A link that lets nobody in: what is the matter with it, and what to do."""

from handlers.common.dead_link.dialog import dead_link

__all__ = ["dead_link"]
