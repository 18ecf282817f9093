"""Help for each role and for strangers."""

from handlers.common.help.dialog import help_screens

__all__ = ["help_screens"]
