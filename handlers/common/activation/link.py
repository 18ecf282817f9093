"""The link an activation began with, read again at every step: it may be used or revoked meanwhile."""

from aiogram.types import User
from aiogram_dialog import DialogManager

from models import Invitation, Person
from services.errors import Refused
from services.invitations import Invitations, OpenedLink
from services.texts import supported_language


async def opened_link(manager: DialogManager, invitations: Invitations) -> tuple[OpenedLink, Invitation]:
    """Return the link and its invitation with membership, person and clinic.

    Raises Refused when it can no longer be followed, not even instead of whom the account stands for.
    """
    opened = await invitations.open(token(manager), account(manager).id)
    if not opened.open_to(instead=True) or opened.invitation is None:
        raise Refused(f"link-{opened.state.value}")
    return opened, opened.invitation


def token(manager: DialogManager) -> str:
    """Return the secret of the link."""
    started_with = manager.start_data
    return str(started_with["token"]) if isinstance(started_with, dict) else ""


def account(manager: DialogManager) -> User:
    """Return the Telegram account that opened the link."""
    user: User = manager.middleware_data["event_from_user"]
    return user


def language_for(user: User, person: Person) -> str:
    """Return the account's language if there are words in it, otherwise what the organizer entered.

    Who uses the bot with this account already has chosen.
    """
    if person.telegram_id == user.id:
        return person.language
    return supported_language(user.language_code) or person.language
