"""Signing in from another Telegram account."""

from handlers.common.sign_in.dialog import sign_in

__all__ = ["sign_in"]
