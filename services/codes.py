"""One-time codes by mail: made from a row's uid and the key, and compared with what is typed."""

import hmac
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload

from models import CodePurpose, GuessKind, MailedCode, Membership, Person
from models.base import VAULT
from services import guesses
from services.errors import Refused
from services.vault import CODE_DIGITS, Vault

LIFE = timedelta(minutes=10)
"""How long a code works (product.md, Everyone)."""

PERSON_TRIES, PERSON_WINDOW = 15, timedelta(days=1)
"""So many wrong codes for one person, from whatever accounts, and nobody gets in by code for the rest of the
window: fifteen guesses of a million."""


def digits(session: AsyncSession, code: MailedCode) -> str:
    """Return the code as it is typed."""
    vault: Vault = session.info[VAULT]
    return vault.code(code.uid)


def spaced(code: str) -> str:
    """«418 207»: two halves are read and typed more easily."""
    return f"{code[: CODE_DIGITS // 2]} {code[CODE_DIGITS // 2 :]}"


async def issue(
    session: AsyncSession, purpose: CodePurpose, telegram_id: int, person: Person | None, now: datetime
) -> MailedCode:
    """Make a code that this account can use; an earlier one of the same purpose dies."""
    await session.execute(
        update(MailedCode)
        .where(
            MailedCode.telegram_id == telegram_id,
            MailedCode.purpose == purpose,
            MailedCode.closed_at.is_(None),
        )
        .values(closed_at=now)
    )
    code = MailedCode(
        purpose=purpose,
        telegram_id=telegram_id,
        person_id=person.id if person is not None else None,
        created_at=now,
        expires_at=now + LIFE,
        tries=0,
    )
    session.add(code)
    await session.flush()
    return code


async def redeem(
    session: AsyncSession, purpose: CodePurpose, telegram_id: int, typed: str, now: datetime
) -> MailedCode:
    """Use up the account's code and return it with its person.

    Raises TooMany, and Refused: ``code-form`` for what is no code, ``code-over`` when there is none any more,
    ``code-no`` (``left``) when it does not fit. Only the last counts.
    """
    await guesses.check(session, telegram_id, GuessKind.CODE, now)
    wanted = "".join(filter(str.isdecimal, typed))
    if len(wanted) != CODE_DIGITS or not wanted.isascii():
        raise Refused("code-form", digits=CODE_DIGITS)
    code = await _open(session, purpose, telegram_id, now)
    if code is None:
        raise Refused("code-over")
    # A code that was mailed to nobody is compared too, so that the answer takes as long.
    fits = hmac.compare_digest(digits(session, code), wanted)
    if not fits or code.person is None or await worn_out(session, code.person, now):
        code.tries += 1
        left = await guesses.count(session, telegram_id, GuessKind.CODE, now)
        if not left:
            code.closed_at = now
            await guesses.check(session, telegram_id, GuessKind.CODE, now)
        raise Refused("code-no", left=left)
    code.closed_at = now
    await guesses.forget(session, telegram_id, GuessKind.CODE)
    return code


async def worn_out(session: AsyncSession, person: Person, now: datetime) -> bool:
    """Say whether this person's codes were guessed at so often that none is to fit for a while."""
    tries = await session.scalar(
        select(func.coalesce(func.sum(MailedCode.tries), 0)).where(
            MailedCode.person_id == person.id, MailedCode.created_at > now - PERSON_WINDOW
        )
    )
    return (tries or 0) >= PERSON_TRIES


async def roles_of(session: AsyncSession, person_id: int) -> Sequence[Membership]:
    """Return the roles a person can act in, with person and clinic, the one used last first."""
    query = (
        select(Membership)
        .options(joinedload(Membership.person), joinedload(Membership.organization))
        .where(
            Membership.person_id == person_id,
            Membership.activated_at.is_not(None),
            Membership.deactivated_at.is_(None),
        )
        .order_by(Membership.last_used_at.desc(), Membership.id.desc())
    )
    return (await session.scalars(query)).all()


async def _open(
    session: AsyncSession, purpose: CodePurpose, telegram_id: int, now: datetime
) -> MailedCode | None:
    query = (
        select(MailedCode)
        .options(joinedload(MailedCode.person))
        .where(
            MailedCode.telegram_id == telegram_id,
            MailedCode.purpose == purpose,
            MailedCode.closed_at.is_(None),
            MailedCode.expires_at > now,
        )
        .order_by(MailedCode.id.desc())
        .limit(1)
        .with_for_update(of=MailedCode)
    )
    return (await session.scalars(query)).one_or_none()
