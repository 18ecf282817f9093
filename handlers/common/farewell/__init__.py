"""The first screen of somebody who asked to be forgotten and can still change their mind."""

from handlers.common.farewell.dialog import farewell

__all__ = ["farewell"]
