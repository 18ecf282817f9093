"""A message about a lesson right before it goes out: still wanted? with what card, words and link?"""

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload, selectinload

from models import (
    Channel,
    HostProvider,
    Lesson,
    LessonMessage,
    LessonMessageKind,
    LessonParticipant,
    LessonSpecialist,
    LessonStatus,
    Meeting,
    MeetingState,
    Membership,
    Notification,
    NotificationKind,
    NotificationState,
    Role,
)
from services.lessons.notes import read as note_of
from services.lessons.rules import Phase, phase
from services.messages import cards, discreet, mails, notes
from services.messages.answers import VIEW
from services.messages.context import Context, Unreached
from services.moments import Moments
from services.notifications import for_instructors, outbox
from services.notifications.deliveries import MODES, Delivery, Mode, address, with_link
from services.notifications.readers import Readers
from services.notifications.refreshing import LEFT
from services.ports import Clock, OutgoingMessage

NEWS = (NotificationKind.LESSON_MOVED, NotificationKind.LESSON_ASKED, NotificationKind.LESSON_SOON)
"""What a card goes on telling of when it is edited before the way in opens."""

LINK_GRACE = timedelta(seconds=20)
"""How long a reminder waits for a meeting that is being made at this moment."""

PAUSE = timedelta(seconds=2)
"""For how long a message is put back that waits for a meeting, or for an earlier one to the same card."""


class AboutLesson:
    """Turns a claimed row about a lesson into a delivery, or closes or puts back the row."""

    def __init__(self, session: AsyncSession, clock: Clock, readers: Readers, bot: str) -> None:
        self._session = session
        self._clock = clock
        self._readers = readers
        self._bot = bot

    async def delivery(self, row: Notification) -> Delivery | None:
        """Return what to send, or None when the row was closed or put back instead."""
        now = self._clock.now()
        lesson = await self._lesson(row)
        meeting = await self._meeting(lesson)
        place = next((p for p in lesson.participants if p.patient.person_id == row.recipient_id), None)
        # Who leaves while a lesson goes on keeps the place there, and loses the way in.
        left = place is not None and LEFT in row.params and place.patient.deactivated_at is not None
        if (place is None or left) and await self._is_patient(row, lesson):
            return await self._leave(row, lesson)
        # A meeting at another host is about to be replaced.
        held = meeting is not None and meeting.host_id == lesson.host_id
        ready = meeting is not None and held and meeting.state is MeetingState.READY
        reason = _unwanted(row, lesson, place, ready)
        if reason is not None:
            outbox.close(row, NotificationState.VOID, reason)
            return None
        if row.kind in for_instructors.KINDS:
            return await self._to_instructor(row, lesson, meeting if ready else None)
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
        over = not _theirs(row, lesson, place) or phase(lesson, now) in (Phase.FINISHED, Phase.CANCELLED)
        served_at = {
            LessonMessageKind.HOST_ENTRY: over,
            LessonMessageKind.MEETING_MISSING: ready or over,
            LessonMessageKind.AWAITED: over or row.kind is NotificationKind.HOST_ENTRY,
        }
        served = {kind: number for kind, number in messages.items() if served_at.get(kind)}
        if mode is Mode.EDIT_CARD and card_id is None and not served:
            outbox.close(row, NotificationState.VOID, "no_card")
            return None
        kind, params = await self._read_as(row, lesson)
        holds = row.recipient_id == lesson.instructor.person_id
        helps = place is None and _is_specialist(row, lesson)
        zoom = meeting is not None and meeting.provider is HostProvider.ZOOM
        planned = place is not None and phase(lesson, now) is Phase.PLANNED
        context = Context(
            organization=lesson.organization,
            recipient=row.recipient,
            lesson=lesson,
            place=place,
            zoom=zoom,
            first=planned and zoom and await self._readers.is_first(row.recipient_id, lesson),
            specialist=helps,
            note=await note_of(self._session, lesson.id) if helps else "",
            following=await self._readers.coming(place.patient_id, lesson) if place is not None else None,
            join_url=meeting.join_url if meeting is not None and ready else None,
            unreached=await self._unreached(lesson) if holds else (),
            awaited=place is not None and await for_instructors.is_awaited(self._session, lesson, now),
            params=params,
        )
        moments = self._readers.moments(row.recipient, lesson.organization)
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
                mails.lesson_mail(context, moments, row.kind), row, context, moments, self._bot
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
            answer = failed if zoom else notes.meeting_missing(context, moments)
            return replace(delivery, mode=Mode.NOTE, message=answer)
        if meeting.provider is HostProvider.LINK:
            return replace(delivery, message=with_link(delivery.message, meeting.join_url or ""))
        return replace(delivery, meeting_external_id=meeting.external_id, failed=failed)

    async def as_specialist(self, row: Notification) -> OutgoingMessage | None:
        """Return the card of a row's lesson as an employee who is invited to it reads it, None for others."""
        lesson = await self._lesson(row)
        if not _is_specialist(row, lesson):
            return None
        meeting = await self._meeting(lesson)
        kind, params = await self._read_as(row, lesson)
        context = Context(
            organization=lesson.organization,
            recipient=row.recipient,
            lesson=lesson,
            specialist=True,
            note=await note_of(self._session, lesson.id),
            join_url=meeting.join_url if meeting is not None else None,
            params=params,
        )
        return cards.lesson_card(context, self._readers.moments(row.recipient, lesson.organization), kind)

    async def _lesson(self, row: Notification) -> Lesson:
        return await self._session.get_one(
            Lesson,
            row.lesson_id,
            options=[
                joinedload(Lesson.organization),
                joinedload(Lesson.instructor).joinedload(Membership.person),
                selectinload(Lesson.participants)
                .joinedload(LessonParticipant.patient)
                .joinedload(Membership.person),
                selectinload(Lesson.specialists)
                .joinedload(LessonSpecialist.membership)
                .joinedload(Membership.person),
            ],
            populate_existing=True,
        )

    async def _meeting(self, lesson: Lesson) -> Meeting | None:
        query = select(Meeting).where(Meeting.lesson_id == lesson.id)
        return (await self._session.scalars(query)).one_or_none()

    async def _to_instructor(
        self, row: Notification, lesson: Lesson, meeting: Meeting | None
    ) -> Delivery | None:
        """Return what an instructor is told besides the card, None where there is nothing to tell."""
        context = Context(lesson.organization, row.recipient, lesson=lesson, params=row.params)
        moments = self._readers.moments(row.recipient, lesson.organization)
        message = await for_instructors.note(self._session, row, context, moments)
        if message is None:
            outbox.close(row, NotificationState.VOID, "not_wanted")
            return None
        return Delivery(
            notification_id=row.id,
            kind=row.kind,
            mode=Mode.NOTE,
            address=address(row.recipient),
            message=discreet.in_chat(message, row, context, moments),
            mail=discreet.in_mail(message, row, context, moments, self._bot),
            channel=row.channel,
            person_id=row.recipient_id,
            lesson_id=lesson.id,
            unsure=row.last_error == outbox.UNSURE,
            meeting_external_id=_asked_whether_running(row, meeting),
        )

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
            message=cards.no_longer(lesson, self._readers.moments(row.recipient, lesson.organization)),
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
                    Notification.kind.in_(NEWS),
                    Notification.state == NotificationState.SENT,
                )
                .order_by(Notification.sent_at.desc(), Notification.id.desc())
                .limit(1)
            )
            newest = news.one_or_none()
            if newest is not None and newest.params.get("version") == lesson.version:
                view = {VIEW: row.params[VIEW]} if VIEW in row.params else {}
                return newest.kind, newest.params | view
        return row.kind, row.params

    async def _unreached(self, lesson: Lesson) -> list[Unreached]:
        people = (await outbox.unreached(self._session, [lesson.id]))[lesson.id]
        return [
            Unreached(place.patient.person, mailed=people[place.patient.person_id])
            for place in lesson.participants
            if place.patient.person_id in people and place.state.expected
        ]


def _asked_whether_running(row: Notification, meeting: Meeting | None) -> str | None:
    """Return the meeting whose provider can say that the host is in after all."""
    called = row.kind is NotificationKind.INSTRUCTOR_AWAITED
    return meeting.external_id if called and meeting and meeting.provider is HostProvider.ZOOM else None


def _words(context: Context, moments: Moments, kind: NotificationKind) -> OutgoingMessage:
    if kind is NotificationKind.MEETING_MISSING:
        return notes.meeting_missing(context, moments)
    if kind is NotificationKind.HOST_ENTRY:
        return notes.host_entry(context, moments, url="")
    return cards.lesson_card(context, moments, kind)


def _theirs(row: Notification, lesson: Lesson, place: LessonParticipant | None) -> bool:
    holds = row.recipient_id == lesson.instructor.person_id
    return place is not None or holds or _is_specialist(row, lesson)


def _is_specialist(row: Notification, lesson: Lesson) -> bool:
    return any(one.person_id == row.recipient_id for one in lesson.invited_specialists)


def _unwanted(row: Notification, lesson: Lesson, place: LessonParticipant | None, ready: bool) -> str | None:
    """Return why a lesson's message is not to go out after all, or None."""
    told_of_end = row.kind in (NotificationKind.LESSON_CANCELLED, NotificationKind.LESSON_REFRESH)
    if lesson.status is LessonStatus.CANCELLED and not told_of_end:
        return "cancelled"
    if "version" in row.params and row.params["version"] != lesson.version:
        return "replanned"
    if not _theirs(row, lesson, place) and row.kind is not NotificationKind.LESSON_REFRESH:
        return "not_theirs"
    unexpected = place is not None and not place.state.expected
    if unexpected and row.kind not in (NotificationKind.LESSON_REFRESH, NotificationKind.LESSON_FINISHED):
        return "blocked"
    if row.kind is NotificationKind.ENTRY_ASKED and place is not None and place.entered_at is not None:
        return "answered"
    if row.kind is NotificationKind.MEETING_MISSING and ready:
        return "meeting_ready"
    return None
