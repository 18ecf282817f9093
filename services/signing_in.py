"""Signing in from another Telegram account, and stopping a sign-in that was somebody else's."""

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncSession

from models import (
    AccountMove,
    Channel,
    CodePurpose,
    GuessKind,
    JournalAction,
    JournalOrigin,
    Membership,
    NotificationKind,
    Person,
)
from services import accounts, codes, guesses, journal
from services.contacts import clean_email, own_phone
from services.errors import NotHere, Refused
from services.notifications.planning import after_quiet_hours, owe
from services.ports import Clock
from services.roster import active_organizers
from services.vault import Vault


class SigningIn:
    """For whoever holds an account that stands for nobody. No answer tells whether an address is known."""

    def __init__(self, session: AsyncSession, clock: Clock, vault: Vault) -> None:
        self._session = session
        self._clock = clock
        self._vault = vault

    async def ask_code(self, telegram_id: int, typed: str) -> None:
        """Have a code mailed to a typed address if it is somebody's who uses the bot.

        Raises TooMany, and Refused: ``email``, ``signed-in`` when the account stands for somebody.
        """
        now = self._clock.now()
        await self._refuse_bound(telegram_id)
        await guesses.check(self._session, telegram_id, GuessKind.ASKING, now)
        await guesses.check(self._session, telegram_id, GuessKind.CODE, now)
        email = clean_email(typed)
        await guesses.count(self._session, telegram_id, GuessKind.ASKING, now)
        membership = await self._found(Person.email_index.in_(self._vault.lookups("email", email)))
        person = membership.person if membership is not None else None
        code = await codes.issue(self._session, CodePurpose.SIGN_IN, telegram_id, person, now)
        if membership is None or await codes.worn_out(self._session, membership.person, now):
            return
        owe(
            self._session,
            NotificationKind.SIGN_IN_CODE,
            membership.person,
            organization_id=membership.organization_id,
            key=str(code.id),
            due_at=now,
            expires_at=code.expires_at,
            membership_id=membership.id,
            channel=Channel.MAIL,
            params={"code": code.id},
        )

    async def enter_code(self, telegram_id: int, typed: str) -> Membership:
        """Sign the account in by the code that was mailed; return the role used last.

        Raises TooMany, and Refused: ``code-form``, ``code-over``, ``code-no``, ``signed-in``.
        """
        await self._refuse_bound(telegram_id)
        now = self._clock.now()
        code = await codes.redeem(self._session, CodePurpose.SIGN_IN, telegram_id, typed, now)
        membership = await self._found(Person.id == code.person_id)
        if membership is None:
            raise Refused("code-over")
        return await self._let_in(membership, telegram_id)

    async def by_contact(self, telegram_id: int, contact_of: int | None, number: str) -> Membership:
        """Sign the account in by its own phone: ``contact_of`` is whose contact was shared.

        Raises TooMany, and Refused: ``phone-not-yours``, ``phone-form``, ``phone-unknown``, ``signed-in``.
        """
        now = self._clock.now()
        await self._refuse_bound(telegram_id)
        await guesses.check(self._session, telegram_id, GuessKind.ASKING, now)
        phone = own_phone(telegram_id, contact_of, number)
        membership = await self._found(Person.phone_index.in_(self._vault.lookups("phone", phone)))
        if membership is None:
            await guesses.count(self._session, telegram_id, GuessKind.ASKING, now)
            raise Refused("phone-unknown")
        membership.person.phone_confirmed_at = now
        return await self._let_in(membership, telegram_id)

    async def not_me(self, telegram_id: int, move_id: int) -> None:
        """Stop a sign-in: the account that was signed out says it was not them; twice changes nothing.

        Nobody gets in as this person until an organizer of theirs, who is told, sends a new invitation.
        Raises NotHere for anybody else, and when the person has moved on since.
        """
        move = await self._session.get(AccountMove, move_id)
        if move is None or move.old_telegram_id != telegram_id:
            raise NotHere
        person = await accounts.locked(self._session, move.person_id)
        if move.stopped_at is not None:
            return
        if person.telegram_id != move.new_telegram_id:
            raise NotHere
        now = self._clock.now()
        move.stopped_at = person.sign_in_stopped_at = now
        await accounts.sign_out(self._session, person)
        for membership in await codes.roles_of(self._session, person.id):
            await self._tell_organizers(membership, move)

    async def _tell_organizers(self, membership: Membership, move: AccountMove) -> None:
        now = self._clock.now()
        stopped, origin = JournalAction.SIGN_IN_STOPPED, JournalOrigin.TELEGRAM
        journal.record_of_nobody(self._session, membership, stopped, origin, now)
        for organizer in await active_organizers(self._session, membership.organization_id):
            if organizer.person_id == membership.person_id:
                continue
            owe(
                self._session,
                NotificationKind.SIGN_IN_STOPPED,
                organizer.person,
                organization_id=membership.organization_id,
                key=f"{move.id}:{membership.id}",
                due_at=after_quiet_hours(now, organizer.person),
                membership_id=membership.id,
            )

    async def _let_in(self, membership: Membership, telegram_id: int) -> Membership:
        person = await accounts.locked(self._session, membership.person_id)
        if person.sign_in_stopped_at is not None:
            raise Refused("code-over")
        await accounts.sign_in(self._session, membership, telegram_id, self._clock.now())
        await guesses.forget(self._session, telegram_id, GuessKind.ASKING)
        return membership

    async def _refuse_bound(self, telegram_id: int) -> None:
        if await accounts.holder(self._session, telegram_id) is not None:
            raise Refused("signed-in")

    async def _found(self, whose: ColumnElement[bool]) -> Membership | None:
        """Return the role used last of a person who may sign in."""
        query = select(Person).where(whose, Person.sign_in_stopped_at.is_(None))
        person = (await self._session.scalars(query)).one_or_none()
        if person is None:
            return None
        roles = await codes.roles_of(self._session, person.id)
        return roles[0] if roles else None
