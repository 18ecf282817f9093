"""People of a clinic: looking at them and inviting them again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload

from models import (
    Invitation,
    JournalAction,
    MeetingHost,
    Membership,
    Notification,
    NotificationKind,
    Organization,
    Person,
    Role,
)
from models.base import new_uid
from services import access, journal
from services.errors import Refused
from services.invitations import Invitations
from services.notifications.planning import owe
from services.policy import Actor, Permission, require
from services.ports import Clock

FEWEST_DIGITS = 3
"""Digits that are looked for in phones: fewer would find nearly everybody."""


class InvitationState(StrEnum):
    """Where someone's newest invitation stands; ``CONNECTED`` when it is no longer needed.

    ``WITHDRAWN``: it was used, and then the person withdrew their consent. ``SIGNED_OUT``: their account now
    stands for somebody else. ``STOPPED``: they said that a sign-in was not theirs, and no code lets them in.
    """

    CONNECTED = "connected"
    OPEN = "open"
    EXPIRED = "expired"
    VOID = "void"
    WITHDRAWN = "withdrawn"
    SIGNED_OUT = "signed_out"
    STOPPED = "stopped"


class Standing(StrEnum):
    """How somebody stands to the bot, as a list of people can be narrowed by it."""

    WAITING = "waiting"
    LOST = "lost"
    CLOSED = "closed"

    def holds(self, membership: Membership) -> bool:
        """Say whether a membership with its person stands like this."""
        closed = membership.deactivated_at is not None
        match self:
            case Standing.CLOSED:
                return closed
            case Standing.WAITING:
                return not closed and membership.activated_at is None
            case Standing.LOST:
                return not closed and membership.person.telegram_lost_at is not None


@dataclass(frozen=True, slots=True)
class Reinvited:
    """What became of inviting all who have not activated: letters owed, and people without an email."""

    mailed: int
    without_email: int


@dataclass(frozen=True, slots=True)
class PersonCard:
    """What an organizer sees of someone in a role.

    ``letter`` is the mail that took the newest invitation; ``roles`` are all that the person has in the
    clinic, this one included, in the order in which they were given.
    """

    membership: Membership
    invitation: Invitation | None
    host: MeetingHost | None
    letter: Notification | None = None
    roles: Sequence[Membership] = ()

    def state(self, now: datetime) -> InvitationState:
        """Say where the invitation stands at ``now`` (aware)."""
        if _connected(self.membership):
            return InvitationState.CONNECTED
        if self.invitation is not None and self.invitation.used_at is not None:
            return self._gone()
        if self.invitation is None or self.invitation.revoked_at is not None:
            return InvitationState.VOID
        return InvitationState.EXPIRED if self.invitation.expires_at <= now else InvitationState.OPEN

    def _gone(self) -> InvitationState:
        if self.membership.activated_at is None:
            return InvitationState.WITHDRAWN
        stopped = self.membership.person.sign_in_stopped_at is not None
        return InvitationState.STOPPED if stopped else InvitationState.SIGNED_OUT


@dataclass(frozen=True, slots=True)
class Counts:
    """How many people a clinic has, how many have not activated, how many Telegram has lost."""

    people: int
    waiting: int
    lost: int


class People:
    """The organizer's work with people."""

    def __init__(self, session: AsyncSession, clock: Clock, invitations: Invitations) -> None:
        self._session = session
        self._clock = clock
        self._invitations = invitations

    async def invite_again(self, actor: Actor, membership_id: int) -> Invitation:
        """Send a fresh invitation; the old link dies.

        Raises NotHere, Refused (``already-active``, ``access-closed``).
        """
        require(actor, Permission.REGISTER_PEOPLE)
        membership = await access.membership(self._session, actor, membership_id)
        if membership.deactivated_at is not None:
            raise Refused("access-closed")
        if _connected(membership):
            raise Refused("already-active")
        self._record(actor, JournalAction.INVITATION_SENT, membership)
        return await self._invitations.issue(membership)

    async def invite_all_again(self, actor: Actor) -> Reinvited:
        """Send everybody of the clinic who has not activated a fresh invitation; old links die.

        Nobody who has no email is touched: the link they were handed keeps working.
        """
        require(actor, Permission.REGISTER_PEOPLE)
        waiting = await self.search(actor, standing=Standing.WAITING)
        reachable = [member for member in waiting if member.person.email is not None]
        for member in reachable:
            self._record(actor, JournalAction.INVITATION_SENT, member)
            await self._invitations.issue(member)
        return Reinvited(mailed=len(reachable), without_email=len(waiting) - len(reachable))

    async def revoke_invitation(self, actor: Actor, membership_id: int) -> None:
        """Make the open invitation useless. Raises NotHere."""
        require(actor, Permission.REGISTER_PEOPLE)
        membership = await access.membership(self._session, actor, membership_id)
        if await self._invitations.revoke(membership.id):
            self._record(actor, JournalAction.INVITATION_REVOKED, membership)

    async def send_code(self, actor: Actor, membership_id: int) -> None:
        """Send the actor somebody's invitation as a code to scan. Raises as ``send_to_forward``."""
        await self._send_link(actor, membership_id, NotificationKind.INVITATION_CODE)

    async def send_to_forward(self, actor: Actor, membership_id: int) -> None:
        """Send the actor a message to forward to the invited person.

        Raises NotHere, Refused("invitation-over") when the link works no more.
        """
        await self._send_link(actor, membership_id, NotificationKind.INVITATION_TO_FORWARD)

    async def clinic(self, actor: Actor) -> Organization:
        """Return the actor's clinic."""
        return await self._session.get_one(Organization, actor.organization_id)

    async def card(self, actor: Actor, membership_id: int) -> PersonCard:
        """Return someone of the actor's clinic with their invitation and meeting host. Raises NotHere.

        The look goes into the journal.
        """
        membership = await access.membership(self._session, actor, membership_id)
        await journal.look(self._session, actor, membership, self._clock.now())
        host = await self._session.scalars(
            select(MeetingHost).where(MeetingHost.membership_id == membership.id)
        )
        letter = await self._session.scalars(
            select(Notification)
            .where(
                Notification.kind == NotificationKind.INVITATION,
                Notification.recipient_id == membership.person_id,
                Notification.membership_id == membership.id,
            )
            .order_by(Notification.id.desc())
            .limit(1)
        )
        invitation = await self._invitations.current(membership.id)
        roles = await self._session.scalars(
            select(Membership)
            .where(
                Membership.person_id == membership.person_id,
                Membership.organization_id == membership.organization_id,
            )
            .order_by(Membership.id)
        )
        return PersonCard(membership, invitation, host.one_or_none(), letter.one_or_none(), roles.all())

    async def search(
        self, actor: Actor, text: str = "", role: Role | None = None, standing: Standing | None = None
    ) -> list[Membership]:
        """Return the clinic's people whose name and email hold all words of ``text`` (ё equals е), or
               whose phone holds its digits, by name.
        Names are sealed in the database, so they are opened and searched
               here.
        """
        require(actor, Permission.SEE_PEOPLE)
        query = (
            select(Membership)
            .options(joinedload(Membership.person), joinedload(Membership.organization))
            .join(Person, Person.id == Membership.person_id)
            .where(Membership.organization_id == actor.organization_id, Person.erased_at.is_(None))
        )
        if role is not None:
            query = query.where(Membership.role == role)
        found = [
            member
            for member in await self._session.scalars(query)
            if (standing is None or standing.holds(member)) and _matches(member.person, text)
        ]
        return sorted(found, key=lambda member: folded(member.person.full_name))

    async def colleagues(self, actor: Actor, role: Role) -> list[Membership]:
        """Return the clinic's active people of a role, by name: who can lead a new patient."""
        found = await self.search(actor, role=role)
        return [member for member in found if member.deactivated_at is None]

    async def counts(self, actor: Actor) -> Counts:
        """Count the clinic's people for the organizer's first screen."""
        require(actor, Permission.SEE_PEOPLE)
        row = (
            await self._session.execute(
                select(
                    func.count(Membership.id),
                    func.count(Membership.id).filter(Membership.activated_at.is_(None)),
                    func.count(Membership.id).filter(Person.telegram_lost_at.is_not(None)),
                )
                .join(Person, Person.id == Membership.person_id)
                .where(
                    Membership.organization_id == actor.organization_id, Membership.deactivated_at.is_(None)
                )
            )
        ).one()
        return Counts(*row)

    async def _send_link(self, actor: Actor, membership_id: int, kind: NotificationKind) -> None:
        require(actor, Permission.REGISTER_PEOPLE)
        membership = await access.membership(self._session, actor, membership_id)
        invitation = await self._invitations.current(membership.id)
        now = self._clock.now()
        if invitation is None or not invitation.open_at(now):
            raise Refused("invitation-over")
        owe(
            self._session,
            kind,
            await self._session.get_one(Person, actor.person_id),
            organization_id=actor.organization_id,
            key=new_uid(),
            due_at=now,
            expires_at=invitation.expires_at,
            membership_id=membership.id,
            params={"invitation": invitation.id},
        )

    def _record(self, actor: Actor, action: JournalAction, subject: Membership) -> None:
        journal.record(self._session, actor, action, self._clock.now(), subject_id=subject.id)


def _connected(membership: Membership) -> bool:
    """Say whether a role is activated and its person has an account: who lost it needs a link again."""
    return membership.activated_at is not None and membership.person.telegram_id is not None


def _matches(person: Person, text: str) -> bool:
    known = folded(f"{person.full_name} {person.email or ''}")
    if all(word in known for word in folded(text).split()):
        return True
    digits = _digits(text)
    return len(digits) >= FEWEST_DIGITS and digits in _digits(person.phone or "")


def _digits(text: str) -> str:
    return "".join(filter(str.isdecimal, text))


def folded(text: str) -> str:
    """Return a text as it is compared in a search: small letters, ё as е."""
    return text.casefold().replace("ё", "е")
