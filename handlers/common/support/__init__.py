"""Writing to the clinic."""

from handlers.common.support.dialog import writing

__all__ = ["writing"]
