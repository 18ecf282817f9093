"""A due message about somebody's account, right before it goes out: still wanted, whither, with what words.

These go where the person was before a change, or wants to be reached from now on, not where they are.
"""

from dataclasses import replace

from sqlalchemy.ext.asyncio import AsyncSession

from models import AccountMove, MailedCode, Notification, NotificationKind
from services import codes
from services.messages import accounts
from services.messages.context import Context
from services.moments import Moments
from services.ports import Address, OutgoingMessage


async def note(
    session: AsyncSession, row: Notification, context: Context, moments: Moments
) -> OutgoingMessage | None:
    """Return what a message about an account says; None when it is about something else, or not wanted."""
    match row.kind:
        case NotificationKind.LINK_ASKED:
            subject = context.subject
            connected = subject is not None and subject.activated_at and subject.person.telegram_id
            return None if connected else accounts.link_asked(context, moments)
        case NotificationKind.INVITATION_REJECTED:
            return accounts.invitation_rejected(context, moments)
        case NotificationKind.SIGN_IN_STOPPED:
            return accounts.sign_in_stopped(context, moments)
        case NotificationKind.SIGNED_IN_ELSEWHERE:
            move = await _move(session, row)
            return accounts.signed_in_elsewhere(context, moments, move.id, move.moved_at)
        case NotificationKind.SIGN_IN_CODE | NotificationKind.EMAIL_CODE:
            code = await _code(session, row)
            if code.closed_at is not None:
                return None
            sign_in = row.kind is NotificationKind.SIGN_IN_CODE
            words = accounts.sign_in_code if sign_in else accounts.email_code
            return words(context, moments, codes.spaced(codes.digits(session, code)))
        case NotificationKind.OWN_EMAIL_CHANGED:
            return accounts.email_changed(context, moments)
        case _:
            return None


async def address(session: AsyncSession, row: Notification, usual: Address) -> Address:
    """Return where a message goes; ``usual`` is where the person is reached now."""
    match row.kind:
        case NotificationKind.SIGNED_IN_ELSEWHERE:
            return replace(usual, telegram_id=(await _move(session, row)).old_telegram_id)
        case NotificationKind.EMAIL_CODE:
            return replace(usual, email=(await _code(session, row)).email)
        case NotificationKind.OWN_EMAIL_CHANGED:
            return replace(usual, email=(await _code(session, row)).old_email)
        case _:
            return usual


async def mail(
    session: AsyncSession, row: Notification, context: Context, moments: Moments
) -> OutgoingMessage | None:
    """Return what a message says by mail where that is something else than in Telegram."""
    if row.kind is not NotificationKind.SIGNED_IN_ELSEWHERE:
        return None
    return accounts.signed_in_elsewhere_mail(context, moments, (await _move(session, row)).moved_at)


async def _move(session: AsyncSession, row: Notification) -> AccountMove:
    return await session.get_one(AccountMove, row.params["move"])


async def _code(session: AsyncSession, row: Notification) -> MailedCode:
    return await session.get_one(MailedCode, row.params["code"])
