"""A due message right before it goes out: still wanted? to whom? with what words?"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from enum import Enum, auto

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload, selectinload

from models import (
    Channel,
    Checkup,
    Clearance,
    HostProvider,
    Invitation,
    Lesson,
    LessonMessage,
    LessonMessageKind,
    LessonParticipant,
    LessonStatus,
    Meeting,
    MeetingHost,
    MeetingState,
    Membership,
    Notification,
    NotificationKind,
    NotificationState,
    Organization,
    ParticipantState,
    Person,
    Role,
    SupportMessage,
)
from services.checkups import report
from services.invitations import Invitations
from services.lessons.rules import Phase, phase
from services.messages import cards, discreet, mails, notes
from services.messages.context import Context, Unreached
from services.moments import Moments, Reader
from services.notifications import about_account, changes, outbox
from services.notifications.asked import ASKED, Asked
from services.notifications.refreshing import LEFT
from services.ports import Address, Clock, OutgoingMessage
from services.texts import Catalogues

LINK_GRACE = timedelta(seconds=20)
"""How long a reminder waits for a meeting that is being made at this moment."""

PAUSE = timedelta(seconds=2)
"""For how long a message is put back that waits for a meeting, or for an earlier one to the same card."""


class Mode(Enum):
    """How a message is put into a chat."""

    NEW_CARD = auto()
    EDIT_CARD = auto()
    NOTE = auto()
    HOST_ENTRY = auto()


MODES = {
    NotificationKind.LESSON_PLANNED: Mode.NEW_CARD,
    NotificationKind.LESSON_SOON: Mode.NEW_CARD,
    NotificationKind.LESSON_STARTING: Mode.NEW_CARD,
    NotificationKind.LESSON_MOVED: Mode.NEW_CARD,
    NotificationKind.LESSON_CARD: Mode.NEW_CARD,
    NotificationKind.LESSON_CANCELLED: Mode.NEW_CARD,
    NotificationKind.LESSON_RUNNING: Mode.EDIT_CARD,
    NotificationKind.LESSON_FINISHED: Mode.EDIT_CARD,
    NotificationKind.LESSON_REFRESH: Mode.EDIT_CARD,
    NotificationKind.HOST_ENTRY: Mode.HOST_ENTRY,
}


@dataclass(frozen=True, slots=True)
class Delivery:
    """A message ready to go out, with nothing left to look up.

    ``mail`` is what it says where Telegram cannot deliver; ``card_id`` and ``entry_id`` are the messages the
    person has of the lesson already, ``served`` those that have served their time and are taken away;
    ``meeting_external_id`` is what the host's link is asked with, which ``message`` still lacks (see
    ``with_link``); ``failed`` is what is said when the link cannot be had; ``mail_instead`` tells that mail
    may take Telegram's place if that does not work now; ``unsure`` tells that it may have arrived already,
    for the answer was lost; ``last`` that the card is nobody's to edit from then on.
    """

    notification_id: int
    kind: NotificationKind
    mode: Mode
    address: Address
    message: OutgoingMessage
    mail: OutgoingMessage | None
    channel: Channel
    person_id: int
    lesson_id: int | None
    card_id: int | None = None
    entry_id: int | None = None
    served: Mapping[LessonMessageKind, int] = field(default_factory=dict)
    meeting_external_id: str | None = None
    failed: OutgoingMessage | None = None
    mail_instead: bool = False
    unsure: bool = False
    mailed: bool = False
    last: bool = False


def with_link(message: OutgoingMessage, url: str) -> OutgoingMessage:
    """Return the host's message with its link in place."""
    return replace(
        message, rows=tuple(tuple(replace(button, url=url) for button in row) for row in message.rows)
    )


class Preparing:
    """Turns a claimed row into a delivery, or closes or puts back the row."""

    def __init__(
        self, session: AsyncSession, clock: Clock, catalogues: Catalogues, invitations: Invitations
    ) -> None:
        self._session = session
        self._clock = clock
        self._catalogues = catalogues
        self._invitations = invitations

    async def prepare(self, notification_id: int) -> Delivery | None:
        """Return what to send, or None when the row was closed or put back instead."""
        row = (
            await self._session.scalars(
                select(Notification)
                .options(joinedload(Notification.recipient))
                .where(Notification.id == notification_id)
            )
        ).one()
        now = self._clock.now()
        if row.state is not NotificationState.PLANNED:
            row.lease_until = None
            return None
        if row.recipient.does_without(row.kind) and not await self._needs_doing(row):
            outbox.close(row, NotificationState.VOID, "muted")
            return None
        if row.expires_at is not None and now >= row.expires_at:
            await changes.forget_address(self._session, row)
            outbox.close(row, NotificationState.EXPIRED, "too_late")
            return None
        if row.lesson_id is not None:
            return await self._lesson(row)
        return await self._other(row)

    async def _lesson(self, row: Notification) -> Delivery | None:
        now = self._clock.now()
        lesson = await self._session.get_one(
            Lesson,
            row.lesson_id,
            options=[
                joinedload(Lesson.organization),
                joinedload(Lesson.instructor).joinedload(Membership.person),
                selectinload(Lesson.participants)
                .joinedload(LessonParticipant.patient)
                .joinedload(Membership.person),
            ],
            populate_existing=True,
        )
        meeting = (
            await self._session.scalars(select(Meeting).where(Meeting.lesson_id == lesson.id))
        ).one_or_none()
        place = next((p for p in lesson.participants if p.patient.person_id == row.recipient_id), None)
        if place is None and await self._is_patient(row, lesson):
            return await self._leave(row, lesson)
        # A meeting at another host is about to be replaced.
        held = meeting is not None and meeting.host_id == lesson.host_id
        ready = meeting is not None and held and meeting.state is MeetingState.READY
        reason = _unwanted(row, lesson, place, ready)
        if reason is not None:
            outbox.close(row, NotificationState.VOID, reason)
            return None
        in_the_making = meeting is not None and not ready and meeting.attempts == 0 and row.attempts == 0
        needs_meeting = row.kind in (NotificationKind.LESSON_STARTING, NotificationKind.MEETING_MISSING)
        if needs_meeting and in_the_making and now < row.due_at + LINK_GRACE:
            row.lease_until = now + PAUSE
            return None
        mode = MODES.get(row.kind, Mode.NOTE)
        if mode in (Mode.NEW_CARD, Mode.EDIT_CARD) and await outbox.on_the_way(self._session, row, now):
            row.lease_until = now + PAUSE
            return None
        messages = {
            m.kind: m.message_id
            for m in await self._session.scalars(
                select(LessonMessage).where(
                    LessonMessage.lesson_id == lesson.id, LessonMessage.person_id == row.recipient_id
                )
            )
        }
        card_id = messages.get(LessonMessageKind.CARD)
        entry_id = messages.get(LessonMessageKind.HOST_ENTRY)
        theirs = place is not None or row.recipient_id == lesson.instructor.person_id
        over = not theirs or phase(lesson, now) in (Phase.FINISHED, Phase.CANCELLED)
        served_at = {LessonMessageKind.HOST_ENTRY: over, LessonMessageKind.MEETING_MISSING: ready or over}
        served = {kind: number for kind, number in messages.items() if served_at.get(kind)}
        if mode is Mode.EDIT_CARD and card_id is None and not served:
            outbox.close(row, NotificationState.VOID, "no_card")
            return None
        kind, params = await self._read_as(row, lesson)
        context = Context(
            organization=lesson.organization,
            recipient=row.recipient,
            lesson=lesson,
            place=place,
            following=await self._coming(place.patient_id, lesson) if place is not None else None,
            join_url=meeting.join_url if meeting is not None and ready else None,
            unreached=await self._unreached(lesson) if place is None else (),
            params=params,
        )
        moments = self._moments(row.recipient, lesson.organization)
        delivery = Delivery(
            notification_id=row.id,
            kind=row.kind,
            mode=mode,
            address=address(row.recipient),
            message=replace(
                discreet.in_chat(_words(context, moments, kind), row, context, moments),
                silent=row.kind is NotificationKind.LESSON_CARD,
            ),
            mail=discreet.in_mail(
                mails.lesson_mail(context, moments, row.kind), row, context, moments, self._invitations.bot
            ),
            channel=row.channel,
            person_id=row.recipient_id,
            lesson_id=lesson.id,
            card_id=card_id,
            entry_id=entry_id,
            served=served,
            mail_instead=outbox.mailable(row, lesson, now),
            unsure=row.last_error == outbox.UNSURE,
            mailed=row.sent_by is Channel.MAIL,
        )
        if mode is not Mode.HOST_ENTRY:
            return delivery
        failed = notes.entry_failed(context, moments)
        if meeting is None or not ready:
            zoom = meeting is not None and meeting.provider is HostProvider.ZOOM
            answer = failed if zoom else notes.meeting_missing(context, moments)
            return replace(delivery, mode=Mode.NOTE, message=answer)
        if meeting.provider is HostProvider.LINK:
            return replace(delivery, message=with_link(delivery.message, meeting.join_url or ""))
        return replace(delivery, meeting_external_id=meeting.external_id, failed=failed)

    async def _is_patient(self, row: Notification, lesson: Lesson) -> bool:
        """Say whether somebody without a place is none of the staff, for whom a card is the instructor's."""
        if lesson.instructor.person_id == row.recipient_id:
            return False
        staff = select(Membership.id).where(
            Membership.person_id == row.recipient_id,
            Membership.organization_id == lesson.organization_id,
            Membership.role != Role.PATIENT,
        )
        return LEFT in row.params or await self._session.scalar(staff.limit(1)) is None

    async def _leave(self, row: Notification, lesson: Lesson) -> Delivery | None:
        """Return the last edit of the card of somebody who gave up their place."""
        card = await self._session.scalar(
            select(LessonMessage.message_id).where(
                LessonMessage.lesson_id == lesson.id,
                LessonMessage.person_id == row.recipient_id,
                LessonMessage.kind == LessonMessageKind.CARD,
            )
        )
        if row.kind is not NotificationKind.LESSON_REFRESH or card is None:
            outbox.close(row, NotificationState.VOID, "no_place")
            return None
        return Delivery(
            notification_id=row.id,
            kind=row.kind,
            mode=Mode.EDIT_CARD,
            address=address(row.recipient),
            message=cards.no_longer(lesson, self._moments(row.recipient, lesson.organization)),
            mail=None,
            channel=row.channel,
            person_id=row.recipient_id,
            lesson_id=lesson.id,
            card_id=card,
            last=True,
        )

    async def _read_as(
        self, row: Notification, lesson: Lesson
    ) -> tuple[NotificationKind, dict[str, int | str]]:
        """Return what a card tells of, and with what: news of a move and of what is soon stay when edited."""
        again = (NotificationKind.LESSON_REFRESH, NotificationKind.LESSON_CARD)
        if row.kind in again and phase(lesson, self._clock.now()) is Phase.PLANNED:
            news = await self._session.scalars(
                select(Notification)
                .where(
                    Notification.lesson_id == lesson.id,
                    Notification.recipient_id == row.recipient_id,
                    Notification.kind.in_((NotificationKind.LESSON_MOVED, NotificationKind.LESSON_SOON)),
                    Notification.state == NotificationState.SENT,
                )
                .order_by(Notification.sent_at.desc(), Notification.id.desc())
                .limit(1)
            )
            newest = news.one_or_none()
            if newest is not None and newest.params.get("version") == lesson.version:
                return newest.kind, newest.params
        return row.kind, row.params

    async def words(self, row: Notification) -> OutgoingMessage | None:
        """Return what a message says that is about no lesson, None once it is of no use."""
        return await self._note(row, *await self._about(row))

    async def _about(self, row: Notification) -> tuple[Context, Moments]:
        organization = await self._session.get_one(Organization, row.organization_id)
        subject = None
        if row.membership_id is not None:
            subject = await self._session.get_one(
                Membership,
                row.membership_id,
                options=[joinedload(Membership.person), joinedload(Membership.organization)],
            )
        context = Context(
            organization=organization,
            recipient=row.recipient,
            subject=subject,
            following=await self._coming(subject.id, None) if subject is not None else None,
            params=row.params,
        )
        return context, self._moments(row.recipient, organization)

    async def _other(self, row: Notification) -> Delivery | None:
        context, moments = await self._about(row)
        message = await self._note(row, context, moments)
        if message is None:
            outbox.close(row, NotificationState.VOID, "not_wanted")
            return None
        mailed = await about_account.mail(self._session, row, context, moments) or message
        return Delivery(
            notification_id=row.id,
            kind=row.kind,
            mode=Mode.NOTE,
            address=await self._whither(row),
            message=discreet.in_chat(message, row, context, moments),
            mail=discreet.in_mail(
                None if row.kind in ASKED else mailed, row, context, moments, self._invitations.bot
            ),
            channel=row.channel,
            person_id=row.recipient_id,
            lesson_id=None,
            unsure=row.last_error == outbox.UNSURE,
        )

    async def _note(self, row: Notification, context: Context, moments: Moments) -> OutgoingMessage | None:
        subject = context.subject
        if subject is None:
            return None
        match row.kind:
            case NotificationKind.INVITATION:
                invitation = await self._session.get_one(Invitation, row.params["invitation"])
                if not invitation.open_at(moments.now):
                    return None
                link = self._invitations.link(invitation)
                if link is None:
                    outbox.close(row, NotificationState.FAILED, "key_gone")
                    return None
                return mails.invitation(context, moments, subject, invitation, link)
            case NotificationKind.INVITATION_REJECTED:
                return notes.invitation_rejected(context, moments)
            case NotificationKind.PROVIDER_REFUSES:
                return notes.provider_refuses(context, moments)
            case NotificationKind.PROVIDER_BACK:
                return notes.provider_back(context, moments)
            case NotificationKind.CHECKUP_REMARKS:
                checkup = await self._session.get(Checkup, row.params["checkup"])
                if checkup is None:
                    return None
                return notes.checkup_remarks(context, moments, await report(self._session, checkup))
            case NotificationKind.MEETING_DELAYED:
                return notes.meeting_delayed(context, moments)
            case NotificationKind.CLEARANCE_GIVEN:
                clearance = await self._clearance(subject)
                return notes.clearance_given(context, moments) if clearance.covers(moments.now) else None
            case NotificationKind.CLEARANCE_PAUSED:
                clearance = await self._clearance(subject)
                return None if clearance.was_given else notes.clearance_paused(context, moments)
            case NotificationKind.CLEARANCE_CHANGED:
                return notes.clearance_changed(context, moments, await self._clearance(subject))
            case NotificationKind.PATIENT_LEFT:
                return notes.patient_left(context, moments)
            case (
                NotificationKind.CONSENT_WITHDRAWN
                | NotificationKind.ERASURE_ASKED
                | NotificationKind.ERASURE_TAKEN_BACK
            ):
                return notes.person_left(context, moments, row.kind)
            case NotificationKind.HOST_CHECKED:
                hosts = await self._session.scalars(
                    select(MeetingHost).where(MeetingHost.membership_id == subject.id)
                )
                return notes.host_checked(context, moments, hosts.one())
            case NotificationKind.SUPPORT_QUESTION:
                return notes.support_question(context, moments, await self._words_of(row))
            case NotificationKind.SUPPORT_ANSWER:
                return notes.support_answer(context, moments, await self._words_of(row))
            case _:
                if row.kind in ASKED:
                    asked = Asked(self._session, self._clock, self._invitations)
                    return await asked.message(row, context, moments)
                about = await about_account.note(self._session, row, context, moments)
                return about or await changes.note(self._session, row, context, moments)

    async def _whither(self, row: Notification) -> Address:
        former = await changes.former_address(self._session, row)
        return former or await about_account.address(self._session, row, address(row.recipient))

    async def _needs_doing(self, row: Notification) -> bool:
        """Say whether what somebody can do without tells this time of something they have to see to."""
        if row.kind is not NotificationKind.HOST_CHECKED:
            return False
        problem = select(MeetingHost.problem).where(MeetingHost.membership_id == row.membership_id)
        return await self._session.scalar(problem) is not None

    async def _words_of(self, row: Notification) -> SupportMessage:
        return await self._session.get_one(SupportMessage, row.params["message"])

    async def _clearance(self, patient: Membership) -> Clearance:
        rows = await self._session.scalars(select(Clearance).where(Clearance.patient_id == patient.id))
        return rows.one()

    async def _coming(self, patient_id: int, after: Lesson | None) -> Lesson | None:
        since = max(self._clock.now(), after.starts_at) if after is not None else self._clock.now()
        query = (
            select(Lesson)
            .join(LessonParticipant, LessonParticipant.lesson_id == Lesson.id)
            .where(
                LessonParticipant.patient_id == patient_id,
                LessonParticipant.state == ParticipantState.INVITED,
                Lesson.status == LessonStatus.SCHEDULED,
                Lesson.starts_at > since,
            )
            .order_by(Lesson.starts_at)
            .limit(1)
        )
        return (await self._session.scalars(query)).one_or_none()

    async def _unreached(self, lesson: Lesson) -> list[Unreached]:
        people = (await outbox.unreached(self._session, [lesson.id]))[lesson.id]
        return [
            Unreached(place.patient.person, mailed=people[place.patient.person_id])
            for place in lesson.participants
            if place.patient.person_id in people and place.state is ParticipantState.INVITED
        ]

    def _moments(self, person: Person, organization: Organization) -> Moments:
        reader = Reader(person.language, person.timezone, organization.timezone)
        return Moments(self._catalogues.texts(person.language), reader, self._clock.now())


def address(person: Person) -> Address:
    """Return where a person is reached; Telegram only while it has not refused for good."""
    return Address(
        telegram_id=person.telegram_id if person.telegram_lost_at is None else None,
        email=person.email,
        language=person.language,
    )


def _words(context: Context, moments: Moments, kind: NotificationKind) -> OutgoingMessage:
    if kind is NotificationKind.MEETING_MISSING:
        return notes.meeting_missing(context, moments)
    if kind is NotificationKind.HOST_ENTRY:
        return notes.host_entry(context, moments, url="")
    return cards.lesson_card(context, moments, kind)


def _unwanted(row: Notification, lesson: Lesson, place: LessonParticipant | None, ready: bool) -> str | None:
    """Return why a lesson's message is not to go out after all, or None."""
    told_of_end = row.kind in (NotificationKind.LESSON_CANCELLED, NotificationKind.LESSON_REFRESH)
    if lesson.status is LessonStatus.CANCELLED and not told_of_end:
        return "cancelled"
    if "version" in row.params and row.params["version"] != lesson.version:
        return "replanned"
    theirs = place is not None or row.recipient_id == lesson.instructor.person_id
    if not theirs and row.kind is not NotificationKind.LESSON_REFRESH:
        return "not_theirs"
    blocked = place is not None and place.state is ParticipantState.BLOCKED
    if blocked and row.kind not in (NotificationKind.LESSON_REFRESH, NotificationKind.LESSON_FINISHED):
        return "blocked"
    if row.kind is NotificationKind.MEETING_MISSING and ready:
        return "meeting_ready"
    return None
