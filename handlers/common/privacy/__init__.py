"""A person's own data: what is kept, the consent, a file of all of it, and the ways out."""

from handlers.common.privacy.dialog import privacy

__all__ = ["privacy"]
