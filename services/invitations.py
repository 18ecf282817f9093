"""Invitations: the one-time link that binds a person's Telegram account to a role in a clinic."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from urllib.parse import quote

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload

from models import (
    Channel,
    Consent,
    GuessKind,
    Invitation,
    JournalAction,
    JournalOrigin,
    Membership,
    NotificationKind,
    Person,
)
from models.base import new_uid
from services import accounts, codes, guesses, journal
from services.erasure import stay
from services.errors import NotHere, Refused
from services.notifications.planning import after_quiet_hours, owe
from services.policy import Actor
from services.ports import Clock
from services.roster import active_organizers
from services.timetable import known_zone
from services.vault import Vault

LIFE = timedelta(hours=72)
"""How long an invitation works (product.md, Everyone)."""

ASKED_AGAIN = timedelta(hours=1)
"""How long organizers are left in peace before the same link is asked for anew."""

CONSENT_VERSION = 2
"""The version of the consent text in ``locales/`` that is asked for now; a changed text gets a new number.

Whoever agreed to an older one goes on working under it, and reads that one in their own data.
"""


class LinkState(StrEnum):
    """What became of a link that someone opened."""

    OPEN = "open"
    USED_BY_YOU = "used-by-you"
    USED = "used"
    EXPIRED = "expired"
    REVOKED = "revoked"
    UNKNOWN = "unknown"
    OTHER_PERSON = "other-person"
    """This account stands for another person; accepted only where that is wanted."""

    ELSEWHERE = "elsewhere"
    """The invited person is connected with another account: there it works, or after signing in by code."""


@dataclass(frozen=True, slots=True)
class OpenedLink:
    """A link as someone opened it; ``invitation`` with membership, person and clinic unless unknown.

    ``further`` says that the account stands for the invited person already, so that the link adds a role, and
    ``consented`` that this person has agreed to the present text in that clinic.
    """

    state: LinkState
    invitation: Invitation | None = None
    further: bool = False
    consented: bool = False

    def open_to(self, *, instead: bool) -> bool:
        """Say whether the link can be followed, ``instead`` of the person whom the account stands for."""
        return self.state is LinkState.OPEN or (instead and self.state is LinkState.OTHER_PERSON)


class Invitations:
    """Issues invitations and carries them out."""

    def __init__(self, session: AsyncSession, clock: Clock, vault: Vault, bot_username: str) -> None:
        self._session = session
        self._clock = clock
        self._vault = vault
        self._bot_username = bot_username

    async def issue(self, membership: Membership) -> Invitation:
        """Make a new invitation, the old one of the same membership dies, and owe its mail."""
        (invitation,) = await self.issue_all([membership])
        return invitation

    async def issue_all(self, memberships: Sequence[Membership]) -> list[Invitation]:
        """Make invitations for several as ``issue`` does, in as many queries as for one."""
        now = self._clock.now()
        await self._session.execute(
            update(Invitation)
            .where(
                Invitation.membership_id.in_([membership.id for membership in memberships]),
                Invitation.used_at.is_(None),
                Invitation.revoked_at.is_(None),
            )
            .values(revoked_at=now)
        )
        invitations = [self._new(membership, now) for membership in memberships]
        self._session.add_all(invitations)
        await self._session.flush()
        for membership, invitation in zip(memberships, invitations, strict=True):
            self._owe_mail(membership, invitation, now)
        return invitations

    def _new(self, membership: Membership, now: datetime) -> Invitation:
        nonce = new_uid()
        return Invitation(
            membership_id=membership.id,
            nonce=nonce,
            token_hash=_hash(self._vault.token(nonce)),
            created_at=now,
            expires_at=now + LIFE,
        )

    def _owe_mail(self, membership: Membership, invitation: Invitation, now: datetime) -> None:
        owe(
            self._session,
            NotificationKind.INVITATION,
            membership.person,
            organization_id=membership.organization_id,
            key=str(invitation.id),
            due_at=now,
            expires_at=invitation.expires_at,
            membership_id=membership.id,
            channel=Channel.MAIL,
            params={"invitation": invitation.id},
        )

    def link(self, invitation: Invitation) -> str | None:
        """Return the link to hand over; it opens the bot and works once.

        None when the key it was made with is no longer there: whoever has the link can still use it, but it
        cannot be shown again.
        """
        tokens = self._vault.tokens(invitation.nonce)
        token = next((each for each in tokens if _hash(each) == invitation.token_hash), None)
        return start_link(self._bot_username, token) if token is not None else None

    @property
    def bot(self) -> str:
        """The address that opens the bot."""
        return f"https://t.me/{quote(self._bot_username)}"

    async def current(self, membership_id: int) -> Invitation | None:
        """Return the newest invitation of a membership."""
        query = (
            select(Invitation)
            .where(Invitation.membership_id == membership_id)
            .order_by(Invitation.id.desc())
            .limit(1)
        )
        return (await self._session.scalars(query)).one_or_none()

    async def revoke(self, membership_id: int) -> bool:
        """Make a membership's open invitation useless; return whether there was one."""
        invitation = await self.current(membership_id)
        if invitation is None or invitation.used_at is not None or invitation.revoked_at is not None:
            return False
        invitation.revoked_at = self._clock.now()
        return True

    async def open(self, token: str, telegram_id: int) -> OpenedLink:
        """Say what a token is worth to this Telegram account; nothing is changed."""
        query = (
            select(Invitation)
            .where(Invitation.token_hash == _hash(token))
            .options(
                joinedload(Invitation.membership).options(
                    joinedload(Membership.person), joinedload(Membership.organization)
                )
            )
            .execution_options(populate_existing=True)
        )
        invitation = (await self._session.scalars(query)).one_or_none()
        if invitation is None:
            return OpenedLink(LinkState.UNKNOWN)
        state = await self._state(invitation, telegram_id)
        further = await self._acts_already(invitation.membership, telegram_id)
        consented = further and await self._consented(invitation.membership)
        return OpenedLink(state, invitation, further, consented)

    async def follow(self, token: str, telegram_id: int) -> OpenedLink:
        """Open a link that was pressed or pasted: its first time is noted, unknown ones are counted.

        Raises TooMany.
        """
        now = self._clock.now()
        await guesses.check(self._session, telegram_id, GuessKind.LINK, now)
        opened = await self.open(token, telegram_id)
        if opened.state is LinkState.UNKNOWN:
            await guesses.count(self._session, telegram_id, GuessKind.LINK, now)
        invitation = opened.invitation
        if invitation is not None and invitation.opened_at is None and invitation.open_at(now):
            invitation.opened_at = now
        return opened

    async def accept(
        self,
        token: str,
        telegram_id: int,
        *,
        language: str,
        timezone: str | None,
        phone: str | None = None,
        instead: bool = False,
    ) -> Membership:
        """Bind the account to the invitation's person, store the consent, and return the membership.

        ``timezone`` is a name pytz knows, or None to keep what is known; ``phone`` (E.164) is what the
        account has shown to be its own. ``instead`` of the person whom it stands for, who is signed out then.
        Raises Refused with ``link-<state>`` when the link is not open to this account, ``zone-unknown``.
        """
        await self._lock(token)
        opened = await self.open(token, telegram_id)
        if not opened.open_to(instead=instead) or opened.invitation is None:
            raise Refused(f"link-{opened.state.value}")
        if timezone is not None and not known_zone(timezone):
            raise Refused("zone-unknown")
        now = self._clock.now()
        invitation = opened.invitation
        membership = invitation.membership
        person = membership.person
        invitation.used_at = now
        invitation.used_by_telegram_id = telegram_id
        back = membership.activated_at is not None
        membership.activated_at = membership.activated_at or now
        membership.last_used_at = now
        if opened.state is LinkState.OTHER_PERSON:
            await self._take_account(telegram_id, now)
        person.telegram_id = telegram_id
        person.telegram_lost_at = None
        person.sign_in_stopped_at = None
        person.language = language
        await stay(self._session, person)
        if timezone is not None:
            person.timezone = timezone
        if phone is not None and self.is_phone_of(person, phone):
            person.phone_confirmed_at = now
        if not opened.consented:
            self._session.add(
                Consent(
                    person_id=person.id,
                    organization_id=membership.organization_id,
                    text_version=CONSENT_VERSION,
                    language=language,
                    given_at=now,
                )
            )
        if back:
            await accounts.cards_anew(self._session, person, now)
        used = JournalAction.INVITATION_USED
        journal.record(self._session, Actor.of(membership), used, now, subject_id=membership.id)
        return membership

    def is_phone_of(self, person: Person, phone: str) -> bool:
        """Say whether a phone (E.164) is the one the clinic has of a person."""
        return person.phone_index in self._vault.lookups("phone", phone)

    async def ask_anew(self, token: str, telegram_id: int) -> bool:
        """Let the clinic's organizers know that a link that does not work any more is needed anew.

        At most once in ``ASKED_AGAIN`` for an invitation: returns whether they are told now. Raises NotHere
        for an unknown link and for one that works or has been used.
        """
        await self._lock(token)
        opened = await self.open(token, telegram_id)
        if opened.invitation is None or opened.state not in (LinkState.EXPIRED, LinkState.REVOKED):
            raise NotHere
        invitation, now = opened.invitation, self._clock.now()
        if invitation.asked_at is not None and now < invitation.asked_at + ASKED_AGAIN:
            return False
        invitation.asked_at = now
        membership = invitation.membership
        asked, origin = JournalAction.LINK_ASKED, JournalOrigin.TELEGRAM
        journal.record_of_nobody(self._session, membership, asked, origin, now)
        for organizer in await active_organizers(self._session, membership.organization_id):
            owe(
                self._session,
                NotificationKind.LINK_ASKED,
                organizer.person,
                organization_id=membership.organization_id,
                key=f"{invitation.id}:{now:%Y%m%d%H%M%S}",
                due_at=after_quiet_hours(now, organizer.person),
                membership_id=membership.id,
            )
        return True

    async def reject(self, token: str, telegram_id: int) -> None:
        """Kill an open invitation that reached the wrong person."""
        await self._lock(token)
        opened = await self.open(token, telegram_id)
        if not opened.open_to(instead=True) or opened.invitation is None:
            raise NotHere
        now = self._clock.now()
        opened.invitation.revoked_at = now
        membership = opened.invitation.membership
        # Whoever opened the link is nobody the clinic knows.
        rejected, origin = JournalAction.INVITATION_REJECTED, JournalOrigin.TELEGRAM
        journal.record_of_nobody(self._session, membership, rejected, origin, now)
        for organizer in await active_organizers(self._session, membership.organization_id):
            owe(
                self._session,
                NotificationKind.INVITATION_REJECTED,
                organizer.person,
                organization_id=membership.organization_id,
                key=str(opened.invitation.id),
                due_at=after_quiet_hours(now, organizer.person),
                membership_id=membership.id,
            )

    async def _take_account(self, telegram_id: int, now: datetime) -> None:
        """Sign out the person whom the account stands for; they keep all they have."""
        before = await accounts.holder(self._session, telegram_id)
        if before is None:
            return
        await accounts.sign_out(self._session, before)
        taken, origin = JournalAction.ACCOUNT_TAKEN, JournalOrigin.TELEGRAM
        for membership in await codes.roles_of(self._session, before.id):
            journal.record_of_nobody(self._session, membership, taken, origin, now)

    async def _acts_already(self, membership: Membership, telegram_id: int) -> bool:
        """Say whether the account stands for the person in another role; who left everything comes anew."""
        if membership.person.telegram_id != telegram_id:
            return False
        others = select(Membership.id).where(
            Membership.person_id == membership.person_id,
            Membership.id != membership.id,
            Membership.activated_at.is_not(None),
            Membership.deactivated_at.is_(None),
        )
        return await self._session.scalar(others.limit(1)) is not None

    async def _consented(self, membership: Membership) -> bool:
        query = select(Consent.id).where(
            Consent.person_id == membership.person_id,
            Consent.organization_id == membership.organization_id,
            Consent.text_version == CONSENT_VERSION,
            Consent.withdrawn_at.is_(None),
        )
        return await self._session.scalar(query.limit(1)) is not None

    async def _lock(self, token: str) -> None:
        # Of two accounts with one link, or with two links to one person, the second waits here and then
        # reads what the first one did.
        await self._session.execute(
            select(Invitation.id)
            .join(Membership, Membership.id == Invitation.membership_id)
            .join(Person, Person.id == Membership.person_id)
            .where(Invitation.token_hash == _hash(token))
            .with_for_update()
        )

    async def _state(self, invitation: Invitation, telegram_id: int) -> LinkState:
        if invitation.used_at is not None:
            # Whoever used it and was signed out since has to sign in, as on any other phone.
            used_by_you = (
                telegram_id == invitation.used_by_telegram_id == invitation.membership.person.telegram_id
            )
            return LinkState.USED_BY_YOU if used_by_you else LinkState.USED
        if invitation.revoked_at is not None or invitation.membership.deactivated_at is not None:
            return LinkState.REVOKED
        if invitation.expires_at <= self._clock.now():
            return LinkState.EXPIRED
        person = invitation.membership.person
        if person.telegram_id not in (None, telegram_id):
            return LinkState.ELSEWHERE
        bound = await self._session.scalar(
            select(Person.id).where(Person.telegram_id == telegram_id, Person.id != person.id)
        )
        return LinkState.OTHER_PERSON if bound is not None else LinkState.OPEN


def start_link(bot_username: str, token: str) -> str:
    """Return the deep link that opens the bot with a token (at most 64 of ``A-Za-z0-9_-``)."""
    return f"https://t.me/{quote(bot_username)}?start={quote(token)}"


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
