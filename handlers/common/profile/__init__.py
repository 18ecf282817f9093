"""The profile: how a person is written to, and by which clocks."""

from handlers.common.profile.dialog import profile

__all__ = ["profile"]
