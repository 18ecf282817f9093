"""Screens and parts of screens that more than one role uses."""

from aiogram_dialog import Dialog

from handlers.common.activation import activation
from handlers.common.dead_link import dead_link
from handlers.common.farewell import farewell
from handlers.common.help import help_screens
from handlers.common.letter import letter
from handlers.common.privacy import privacy
from handlers.common.profile import profile
from handlers.common.roles import choosing
from handlers.common.sign_in import sign_in
from handlers.common.support import writing
from handlers.common.welcome import welcome


def dialogs() -> tuple[Dialog, ...]:
    """Return the flows that belong to no single role."""
    coming = (welcome(), activation(), dead_link(), sign_in(), choosing())
    own = (profile(), privacy(), farewell())
    return (*coming, *own, letter(), help_screens(), writing())
