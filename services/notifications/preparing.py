"""A due message right before it goes out: still wanted? to whom? with what words?"""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload

from models import (
    Checkup,
    Clearance,
    Invitation,
    MeetingHost,
    Membership,
    Notification,
    NotificationKind,
    NotificationState,
    Organization,
    SupportMessage,
)
from services.checkups import report
from services.invitations import Invitations
from services.messages import discreet, mails, notes
from services.messages.context import Context
from services.moments import Moments
from services.notifications import about_account, changes, outbox
from services.notifications.about_lesson import AboutLesson
from services.notifications.asked import ASKED, Asked
from services.notifications.deliveries import Delivery, Mode, address
from services.notifications.readers import Readers
from services.ports import Address, Clock, OutgoingMessage
from services.reminders import SWITCHED_WITH
from services.texts import Catalogues


class Preparing:
    """Turns a claimed row into a delivery, or closes or puts back the row."""

    def __init__(
        self, session: AsyncSession, clock: Clock, catalogues: Catalogues, invitations: Invitations
    ) -> None:
        self._session = session
        self._clock = clock
        self._readers = Readers(session, clock, catalogues)
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
        switch = SWITCHED_WITH.get(row.kind, row.kind)
        if row.recipient.does_without(switch) and not await self._needs_doing(row):
            outbox.close(row, NotificationState.VOID, "muted")
            return None
        if row.expires_at is not None and now >= row.expires_at:
            await changes.forget_address(self._session, row)
            outbox.close(row, NotificationState.EXPIRED, "too_late")
            return None
        if row.lesson_id is not None:
            return await self._about_lesson.delivery(row)
        return await self._other(row)

    async def as_specialist(self, row: Notification) -> OutgoingMessage | None:
        """Return what a message about a lesson says to an employee invited to it, None for others."""
        return await self._about_lesson.as_specialist(row)

    @property
    def _about_lesson(self) -> AboutLesson:
        return AboutLesson(self._session, self._clock, self._readers, self._invitations.bot)

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
            following=await self._readers.coming(subject.id, None) if subject is not None else None,
            params=row.params,
        )
        return context, self._readers.moments(row.recipient, organization)

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
                None if row.kind in ASKED else mailed.in_words(), row, context, moments, self._invitations.bot
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
                return await self._question(row, context, moments)
            case NotificationKind.SUPPORT_ANSWER:
                return notes.support_answer(context, moments, *await self._answered(row))
            case _:
                if row.kind in ASKED:
                    asked = Asked(self._session, self._clock, self._invitations)
                    return await asked.message(row, context, moments)
                about = await about_account.note(self._session, row, context, moments)
                return about or await changes.note(self._session, row, context, moments)

    async def _question(self, row: Notification, context: Context, moments: Moments) -> OutgoingMessage:
        question = await self._words_of(row)
        if question.addressee_id is not None:
            return notes.instructor_asked(context, moments, question)
        return notes.support_question(context, moments, question)

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
        return await self._session.get_one(
            SupportMessage,
            row.params["message"],
            options=[
                joinedload(SupportMessage.lesson),
                joinedload(SupportMessage.author).joinedload(Membership.person),
            ],
        )

    async def _answered(self, row: Notification) -> tuple[SupportMessage, SupportMessage]:
        answer = await self._words_of(row)
        return answer, await self._session.get_one(SupportMessage, answer.question_id)

    async def _clearance(self, patient: Membership) -> Clearance:
        rows = await self._session.scalars(select(Clearance).where(Clearance.patient_id == patient.id))
        return rows.one()
