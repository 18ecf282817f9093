"""A person's own email and phone: changed only to what they show to be theirs."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from models import Channel, CodePurpose, GuessKind, JournalAction, MailedCode, NotificationKind, Person
from services import accounts, codes, guesses, journal
from services.contacts import clean_email, own_phone
from services.errors import Refused
from services.notifications.planning import owe
from services.policy import Actor, Permission, require
from services.ports import Clock
from services.vault import Vault


class OwnContacts:
    """Changes what the actor is reached by. What is so already changes nothing."""

    def __init__(self, session: AsyncSession, clock: Clock, vault: Vault) -> None:
        self._session = session
        self._clock = clock
        self._vault = vault

    async def ask_email(self, actor: Actor, typed: str) -> str:
        """Have a code mailed to a new address and return the address.

        Raises TooMany, and Refused: ``email``, ``email-same``, ``email-taken``.
        """
        person = await self._own(actor)
        now, telegram_id = self._clock.now(), person.telegram_id or 0
        await guesses.check(self._session, telegram_id, GuessKind.ASKING, now)
        await guesses.check(self._session, telegram_id, GuessKind.CODE, now)
        email = clean_email(typed)
        if person.email_index in self._vault.lookups("email", email):
            raise Refused("email-same")
        await guesses.count(self._session, telegram_id, GuessKind.ASKING, now)
        await self._refuse_taken(email)
        code = await codes.issue(self._session, CodePurpose.EMAIL, telegram_id, person, now)
        code.email = email
        owe(
            self._session,
            NotificationKind.EMAIL_CODE,
            person,
            organization_id=actor.organization_id,
            key=str(code.id),
            due_at=now,
            expires_at=code.expires_at,
            membership_id=actor.membership_id,
            channel=Channel.MAIL,
            params={"code": code.id},
        )
        return email

    async def confirm_email(self, actor: Actor, typed: str) -> None:
        """Take the new address by the code that was mailed to it; the old one is told.

        Raises TooMany, and Refused: ``code-form``, ``code-over``, ``code-no``, ``email-taken``.
        """
        person = await self._own(actor)
        now = self._clock.now()
        code = await codes.redeem(self._session, CodePurpose.EMAIL, person.telegram_id or 0, typed, now)
        if code.email is None or code.person_id != person.id:
            raise Refused("code-over")
        await self._refuse_taken(code.email)
        code.old_email = person.email
        person.email, person.email_index = code.email, self._vault.index("email", code.email)
        journal.record(self._session, actor, JournalAction.EMAIL_CHANGED, now, subject_id=actor.membership_id)
        if code.old_email is not None:
            self._tell_old_address(actor, person, code)

    async def change_phone(self, actor: Actor, contact_of: int | None, number: str) -> None:
        """Take the phone of the person's own contact; ``contact_of`` is whose contact was shared.

        Raises Refused: ``phone-not-yours``, ``phone-form``, ``phone-known``.
        """
        person = await self._own(actor)
        phone = own_phone(person.telegram_id or 0, contact_of, number)
        now, indexes = self._clock.now(), self._vault.lookups("phone", phone)
        if person.phone_index not in indexes:
            query = select(Person.id).where(Person.phone_index.in_(indexes))
            if await self._session.scalar(query) is not None:
                raise Refused("phone-known")
            person.phone, person.phone_index = phone, indexes[0]
            journal.record(
                self._session, actor, JournalAction.PHONE_CHANGED, now, subject_id=actor.membership_id
            )
        person.phone_confirmed_at = now

    def _tell_old_address(self, actor: Actor, person: Person, code: MailedCode) -> None:
        owe(
            self._session,
            NotificationKind.OWN_EMAIL_CHANGED,
            person,
            organization_id=actor.organization_id,
            key=str(code.id),
            due_at=self._clock.now(),
            membership_id=actor.membership_id,
            channel=Channel.MAIL,
            params={"code": code.id},
        )

    async def _own(self, actor: Actor) -> Person:
        require(actor, Permission.KEEP_OWN_PROFILE)
        return await accounts.locked(self._session, actor.person_id)

    async def _refuse_taken(self, email: str) -> None:
        taken = select(Person.id).where(Person.email_index.in_(self._vault.lookups("email", email)))
        if await self._session.scalar(taken) is not None:
            raise Refused("email-taken")
