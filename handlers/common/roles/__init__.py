"""Which of several roles a person acts in."""

from handlers.common.roles.dialog import choosing
from handlers.common.roles.shown import ROLE_PREVIEW, active_role, role_line, switch_role

__all__ = ["ROLE_PREVIEW", "active_role", "choosing", "role_line", "switch_role"]
