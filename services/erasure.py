"""Forgetting a person: what is personal is taken out of every row, the rows stay for what they count.

``COVERED`` names every column that holds something personal or an account's number; a test compares it with
the tables, so that a new column is thought of here.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import Select, delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload

from models import (
    AccountMove,
    FormerEmail,
    FsmRow,
    Guesses,
    InboxState,
    InboxUpdate,
    Invitation,
    JournalAction,
    JournalOrigin,
    Lesson,
    LessonMessage,
    LessonNote,
    LessonParticipant,
    MailedCode,
    Meeting,
    MeetingHost,
    Membership,
    Notification,
    NotificationState,
    Organization,
    Person,
    SupportMessage,
)
from models.base import new_uid
from services import journal

GRACE = timedelta(days=30)
"""How long somebody who asked to be forgotten can change their mind (product.md, Own data)."""

COVERED = {
    "person": {
        "last_name_sealed",
        "first_name_sealed",
        "middle_name_sealed",
        "email_sealed",
        "email_index",
        "phone_sealed",
        "phone_index",
        "telegram_id",
    },
    "invitation": {"used_by_telegram_id"},
    "meeting_host": {"login_sealed", "login_index"},
    "meeting": {"join_url_sealed"},
    "lesson_message": {"chat_id"},
    "lesson_note": {"text_sealed"},
    "inbox_update": {"user_id", "payload_sealed", "screen_sealed"},
    "fsm_row": {"data_sealed"},
    "support_message": {"text_sealed", "voice_sealed"},
    "former_email": {"email_sealed"},
    "mailed_code": {"telegram_id", "email_sealed", "old_email_sealed"},
    "account_move": {"old_telegram_id", "new_telegram_id"},
    "guesses": {"telegram_id"},
    # Wiped a day after it came, long before anybody's time is over (services.people_import).
    "people_import": {"content_sealed"},
}


async def due(session: AsyncSession, now: datetime, most: int = 10) -> Sequence[int]:
    """Return the ids of people whose time to change their mind is over at ``now`` (aware)."""
    query = (
        select(Person.id)
        .where(Person.erased_at.is_(None), Person.erasure_asked_at <= now - GRACE)
        .order_by(Person.erasure_asked_at)
        .limit(most)
    )
    return (await session.scalars(query)).all()


async def next_due(session: AsyncSession) -> datetime | None:
    """Return when the next person is to be forgotten (aware UTC)."""
    asked = await session.scalar(
        select(func.min(Person.erasure_asked_at)).where(
            Person.erased_at.is_(None), Person.erasure_asked_at.is_not(None)
        )
    )
    return asked + GRACE if asked is not None else None


async def stay(session: AsyncSession, person: Person) -> Sequence[Membership]:
    """Keep somebody who asked to be forgotten, and return the roles they are given back, with the clinics."""
    asked, person.erasure_asked_at = person.erasure_asked_at, None
    if asked is None:
        return ()
    roles = await session.scalars(left_then(person.id, asked))
    given_back = roles.all()
    for role in given_back:
        role.deactivated_at = None
    return given_back


def left_then(person_id: int, asked_at: datetime) -> Select[Membership]:
    """Return the query of the roles that ended when the person asked to be forgotten."""
    return (
        select(Membership)
        .options(joinedload(Membership.person), joinedload(Membership.organization))
        .where(
            Membership.person_id == person_id,
            Membership.activated_at.is_not(None),
            Membership.deactivated_at == asked_at,
        )
        .order_by(Membership.id)
    )


async def erase(session: AsyncSession, person_id: int, now: datetime) -> bool:
    """Take out what is personal of somebody whose time is over at ``now``; return whether it was done.

    One who changed their mind a moment ago stays. Done twice it changes nothing.
    """
    query = select(Person).where(Person.id == person_id).with_for_update()
    person = (await session.scalars(query.execution_options(populate_existing=True))).one()
    asked = person.erasure_asked_at
    if person.erased_at is not None or asked is None or asked > now - GRACE:
        return False
    roles = (await session.scalars(select(Membership).where(Membership.person_id == person_id))).all()
    if person.telegram_id is not None:
        await _forget_talk(session, person.telegram_id, now)
    await _forget_links(session, [role.id for role in roles], now)
    await _forget_words(session, [role.id for role in roles])
    for table in (LessonMessage, FormerEmail, MailedCode, AccountMove):
        await session.execute(delete(table).where(table.person_id == person_id))
    await session.execute(
        update(Notification)
        .where(Notification.recipient_id == person_id, Notification.state == NotificationState.PLANNED)
        .values(state=NotificationState.VOID, last_error="erased", lease_until=None)
    )
    # Somebody's own zone would go on telling where they live.
    zone = await session.scalar(
        select(Organization.timezone)
        .where(Organization.id.in_(role.organization_id for role in roles))
        .limit(1)
    )
    person.last_name, person.first_name, person.middle_name = "", "", None
    person.email = person.phone = person.email_index = person.phone_index = None
    person.telegram_id = person.telegram_lost_at = person.muted = None
    person.phone_confirmed_at = person.sign_in_stopped_at = None
    person.quiet_from = person.quiet_until = None
    person.timezone = zone or person.timezone
    person.erased_at = now
    for role in roles:
        role.deactivated_at = role.deactivated_at or now
        role.last_used_at = None
        erased, by = JournalAction.PERSON_ERASED, JournalOrigin.SYSTEM
        journal.record_of_nobody(session, role, erased, by, now)
    return True


async def _forget_talk(session: AsyncSession, telegram_id: int, now: datetime) -> None:
    """Wipe what came from an account and the state of its dialogs; what is being handled now is left."""
    await session.execute(
        update(InboxUpdate)
        .where(InboxUpdate.user_id == telegram_id, InboxUpdate.state != InboxState.NEW)
        .values(
            user_id=0,
            payload_sealed=None,
            screen_sealed=None,
            shown_at=func.coalesce(InboxUpdate.shown_at, now),
        )
    )
    await session.execute(delete(FsmRow).where(FsmRow.key.contains(f":{telegram_id}:")))
    await session.execute(delete(Guesses).where(Guesses.telegram_id == telegram_id))


async def _forget_words(session: AsyncSession, role_ids: Sequence[int]) -> None:
    """Wipe what the person wrote, the answers, why they stayed away, and notes about lessons they were in."""
    asked = select(SupportMessage.id).where(SupportMessage.author_id.in_(role_ids))
    query = select(SupportMessage).where(
        or_(SupportMessage.author_id.in_(role_ids), SupportMessage.question_id.in_(asked))
    )
    for words in await session.scalars(query):
        words.text, words.voice = "", None
    own = LessonParticipant.patient_id.in_(role_ids)
    await session.execute(update(LessonParticipant).where(own).values(reason=None))
    # A note about a lesson may tell of anybody who was in it.
    with_them = select(LessonParticipant.lesson_id).where(LessonParticipant.patient_id.in_(role_ids))
    await session.execute(delete(LessonNote).where(LessonNote.lesson_id.in_(with_them)))


async def _forget_links(session: AsyncSession, role_ids: Sequence[int], now: datetime) -> None:
    """Wipe invitations, the account at the meeting provider, and the links of lessons that are over."""
    for invitation in await session.scalars(select(Invitation).where(Invitation.membership_id.in_(role_ids))):
        invitation.used_by_telegram_id = None
        if invitation.used_at is None and invitation.revoked_at is None:
            invitation.revoked_at = now
        invitation.nonce = new_uid()
        invitation.token_hash = sha256(new_uid().encode()).hexdigest()
    for host in await session.scalars(select(MeetingHost).where(MeetingHost.membership_id.in_(role_ids))):
        host.login = host.login_index = host.check_due_at = None
    held = select(Lesson.id).where(Lesson.instructor_id.in_(role_ids), Lesson.ends_at <= now)
    await session.execute(update(Meeting).where(Meeting.lesson_id.in_(held)).values(join_url_sealed=None))
