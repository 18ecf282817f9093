"""What is stored once a message went out or did not."""

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from models import (
    Channel,
    Lesson,
    LessonMessage,
    LessonMessageKind,
    Membership,
    Notification,
    NotificationKind,
    NotificationState,
    Person,
)
from services.notifications import changes, outbox, planning
from services.notifications.deliveries import Delivery, Mode
from services.notifications.for_instructors import HOST_IS_IN
from services.notifications.refreshing import refresh_cards, refresh_soon
from services.ports import Clock, OutsideFailure, TemporaryFailure


class Settling:
    """Closes claimed rows; each method is one short transaction of the caller's."""

    def __init__(self, session: AsyncSession, clock: Clock) -> None:
        self._session = session
        self._clock = clock

    async def sent(self, delivery: Delivery, channel: Channel, message_id: int | None) -> None:
        """Note a delivery and where the person's message of the lesson is now."""
        row = await self._row(delivery.notification_id)
        now = self._clock.now()
        outbox.sent(row, channel, message_id, now)
        await changes.forget_address(self._session, row)
        if row.kind is NotificationKind.INSTRUCTOR_AWAITED:
            await self._let_patients_wait(row, now)
        for kind in delivery.served:
            await self._forget(delivery, kind)
        if delivery.last:
            await self._forget(delivery, LessonMessageKind.CARD)
        if channel is Channel.MAIL or planning.AGAIN in row.params:
            await self._tell_instructor(row, now)
        if channel is Channel.MAIL:
            return
        if message_id is not None and delivery.address.telegram_id is not None:
            if delivery.mode is Mode.HOST_ENTRY:
                await self._remember(delivery, LessonMessageKind.HOST_ENTRY, message_id)
            elif delivery.mode is Mode.NEW_CARD:
                await self._remember(delivery, LessonMessageKind.CARD, message_id)
            elif delivery.kind is NotificationKind.MEETING_MISSING:
                await self._remember(delivery, LessonMessageKind.MEETING_MISSING, message_id)
            elif delivery.kind is NotificationKind.INSTRUCTOR_AWAITED:
                await self._remember(delivery, LessonMessageKind.AWAITED, message_id)

    async def mailed_first(self, delivery: Delivery) -> None:
        """Note that a mail went out ahead of the message in Telegram."""
        row = await self._row(delivery.notification_id)
        now = self._clock.now()
        outbox.mailed_first(row, now)
        await self._tell_instructor(row, now)

    async def host_is_in(self, delivery: Delivery) -> None:
        """Note that the instructor need not be called: the provider says that they have gone in."""
        outbox.close(await self._row(delivery.notification_id), NotificationState.VOID, HOST_IS_IN)

    async def no_card(self, delivery: Delivery) -> None:
        """Note that a card to be edited is no longer in the chat."""
        outbox.close(await self._row(delivery.notification_id), NotificationState.VOID, "no_card")
        await self._forget(delivery, LessonMessageKind.CARD)
        for kind in delivery.served:
            await self._forget(delivery, kind)

    async def telegram_lost(self, delivery: Delivery) -> None:
        """Note that Telegram refuses to deliver to this person until they come back."""
        person = await self._session.get_one(Person, delivery.person_id)
        # A message can go to the account that a person has left, or they left it while it was on its way.
        if person.telegram_id == delivery.address.telegram_id and person.telegram_lost_at is None:
            person.telegram_lost_at = self._clock.now()

    async def retry(self, notification_id: int, failure: TemporaryFailure, *, counted: bool = True) -> None:
        """Put the message back for another try; see ``outbox.retry`` for ``counted``."""
        row = await self._row(notification_id)
        now = self._clock.now()
        outbox.retry(row, now, failure.reason, failure.retry_at, counted=counted)
        if row.state is NotificationState.FAILED:
            await self._tell_instructor(row, now)

    async def failed(self, notification_id: int, failure: OutsideFailure) -> None:
        """Give the message up: no channel reaches this person."""
        row = await self._row(notification_id)
        await changes.forget_address(self._session, row)
        outbox.close(row, NotificationState.FAILED, failure.reason)
        if row.state is NotificationState.FAILED:
            await self._tell_instructor(row, self._clock.now())
            if row.kind is NotificationKind.INSTRUCTOR_AWAITED:
                await self._let_patients_wait(row, self._clock.now())

    async def _let_patients_wait(self, row: Notification, now: datetime) -> None:
        """Let the cards say that the instructor is late."""
        lesson = await self._session.get_one(Lesson, row.lesson_id)
        await refresh_cards(self._session, lesson, now)

    async def _tell_instructor(self, row: Notification, now: datetime) -> None:
        if row.kind is not NotificationKind.LESSON_STARTING or row.lesson_id is None:
            return
        instructor = await self._session.scalars(
            select(Person)
            .join(Membership, Membership.person_id == Person.id)
            .join(Lesson, Lesson.instructor_id == Membership.id)
            .where(Lesson.id == row.lesson_id)
        )
        await refresh_soon(self._session, row.lesson_id, row.organization_id, instructor.one(), now)

    async def _row(self, notification_id: int) -> Notification:
        return await self._session.get_one(Notification, notification_id)

    async def _remember(self, delivery: Delivery, kind: LessonMessageKind, message_id: int) -> None:
        if delivery.lesson_id is None or delivery.address.telegram_id is None:
            return
        await self._forget(delivery, kind)
        self._session.add(
            LessonMessage(
                lesson_id=delivery.lesson_id,
                person_id=delivery.person_id,
                kind=kind,
                chat_id=delivery.address.telegram_id,
                message_id=message_id,
            )
        )

    async def _forget(self, delivery: Delivery, kind: LessonMessageKind) -> None:
        await self._session.execute(
            delete(LessonMessage).where(
                LessonMessage.lesson_id == delivery.lesson_id,
                LessonMessage.person_id == delivery.person_id,
                LessonMessage.kind == kind,
            )
        )
