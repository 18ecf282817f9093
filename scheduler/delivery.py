"""Sending what is owed: claim, prepare, send outside any transaction, settle."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from enum import Enum, auto

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from models import Channel, HostProvider, NotificationKind
from scheduler.outage import Outage
from scheduler.work import Work
from services.notifications import outbox
from services.notifications.changes import LESSON_NEWS
from services.notifications.deliveries import Delivery, Mode, with_link
from services.notifications.settling import Settling
from services.ports import (
    MeetingProvider,
    MessageChannel,
    OutgoingMessage,
    OutsideFailure,
    PermanentFailure,
    TemporaryFailure,
    UnknownOutcome,
    Unreachable,
)

log = structlog.get_logger()

AT_ONCE = 8
"""How many messages are on their way at the same time: the most a crash can send twice."""


CARDS = (Mode.NEW_CARD, Mode.EDIT_CARD)


class Way(Enum):
    """How a message is on its way to its reader."""

    TELEGRAM = auto()
    MAIL = auto()
    MAIL_FIRST = auto()
    """By mail now; in Telegram too once that works again."""


class Deliveries:
    """Works off due messages. One instance a process; several processes may work side by side.

    ``redraw`` draws the open screen of a Telegram account again, where a message says that a lesson's way in
    opened or closed.
    """

    def __init__(
        self,
        work: Work,
        telegram: MessageChannel,
        mail: MessageChannel | None,
        meetings: Mapping[HostProvider, MeetingProvider],
        redraw: Callable[[int], None] | None = None,
    ) -> None:
        self._work = work
        self._telegram = telegram
        self._mail = mail
        self._meetings = meetings
        self._redraw = redraw
        self._outages = {channel: Outage() for channel in Channel}

    @property
    def left_alone_until(self) -> datetime | None:
        """When the channel that is out is tried again (aware UTC), None where all answer."""
        pauses = [outage.left_alone_until for outage in self._outages.values()]
        return max((moment for moment in pauses if moment is not None), default=None)

    async def run(self) -> int:
        """Send everything that is due and return how many rows were taken up."""
        total = 0
        while not self._work.stopping.is_set():
            async with self._work.transaction() as session:
                ids = await self._claim(session)
            if not ids:
                break
            total += len(ids)
            await asyncio.gather(*map(self._deliver, ids))
        return total

    async def _claim(self, session: AsyncSession) -> list[int]:
        """Take up what there is room for: a channel that is out gets one message after each pause."""
        now = self._work.clock.now()
        rooms = {channel: outage.room(now, AT_ONCE) for channel, outage in self._outages.items()}
        if all(room == AT_ONCE for room in rooms.values()):
            return list(await outbox.claim(session, now, AT_ONCE))
        ids: list[int] = []
        for channel, room in rooms.items():
            ids += await outbox.claim(session, now, min(room, AT_ONCE - len(ids)), outbox.by(channel))
        if self._outages[Channel.TELEGRAM].on and rooms[Channel.MAIL] == AT_ONCE:
            ids += await outbox.claim(session, now, AT_ONCE - len(ids), outbox.to_be_mailed(now))
        return ids

    async def _deliver(self, notification_id: int) -> None:
        try:
            delivery = await self._work.surely(
                lambda session: self._work.preparing(session).prepare(notification_id)
            )
            if delivery is not None:
                await self._carry(delivery)
        except TemporaryFailure as failure:
            log.warning("message put back", notification=notification_id, reason=failure.reason)
            counted = failure.retry_at is None and not any(outage.on for outage in self._outages.values())
            await self._put_back(notification_id, failure, counted=counted)
        except PermanentFailure as failure:
            log.warning("message given up", notification=notification_id, reason=failure.reason)
            await self._give_up(notification_id, failure)
        except Exception:
            # A message that breaks the program is not tried for ever and holds up no other one.
            log.exception("message broken", notification=notification_id)
            await self._put_back(notification_id, TemporaryFailure("broken"), counted=True)

    async def _give_up(self, notification_id: int, failure: PermanentFailure) -> None:
        await self._settle(lambda settling: settling.failed(notification_id, failure))

    async def _put_back(self, notification_id: int, failure: TemporaryFailure, *, counted: bool) -> None:
        await self._settle(lambda settling: settling.retry(notification_id, failure, counted=counted))

    async def _settle(self, settle: Callable[[Settling], Awaitable[None]]) -> None:
        """Store what came of a message, as soon as the database takes it: a message sent stays sent."""
        await self._work.surely(lambda session: settle(Settling(session, self._work.clock)))

    async def _carry(self, delivery: Delivery) -> None:
        if delivery.kind is NotificationKind.INSTRUCTOR_AWAITED and await self._host_is_in(delivery):
            await self._settle(lambda settling: settling.host_is_in(delivery))
            return
        way = Way.MAIL
        if delivery.channel is Channel.TELEGRAM and delivery.address.telegram_id is not None:
            way = await self._by_way_of_telegram(delivery)
        if way is not Way.TELEGRAM:
            await self._by_mail(delivery, telegram_follows=way is Way.MAIL_FIRST)

    async def _by_way_of_telegram(self, delivery: Delivery) -> Way:
        """Send through Telegram, and return whether mail is to take its place."""
        outage = self._outages[Channel.TELEGRAM]
        mailable = delivery.mail_instead and self._mail is not None and delivery.address.email is not None
        if mailable and outage.on:
            return Way.MAIL_FIRST
        try:
            if delivery.unsure:
                await self._sure_of_an_answer()
            await self._by_telegram(delivery)
        except Unreachable as lost:
            outage.answered()
            log.info("telegram lost", notification=delivery.notification_id, reason=lost.reason)
            await self._settle(lambda settling: settling.telegram_lost(delivery))
            return Way.MAIL
        except TemporaryFailure as failure:
            if failure.retry_at is None:
                outage.failed(self._work.clock.now())
            lost_again = isinstance(failure, UnknownOutcome) and delivery.unsure
            if lost_again and not self._mailable(delivery):
                raise PermanentFailure(failure.reason) from None
            if not mailable and not lost_again:
                raise
            log.warning("mail takes Telegram's place", notification=delivery.notification_id)
            return Way.MAIL if lost_again else Way.MAIL_FIRST
        except PermanentFailure:
            outage.answered()
            raise
        outage.answered()
        return Way.TELEGRAM

    async def _sure_of_an_answer(self) -> None:
        """Let a message that may have arrived wait until Telegram answers again: it comes twice at most."""
        try:
            await self._telegram.answer()
        except OutsideFailure:
            raise TemporaryFailure(outbox.UNSURE) from None

    def _mailable(self, delivery: Delivery) -> bool:
        possible = self._mail is not None and delivery.address.email is not None
        return possible and delivery.mail is not None and not delivery.mailed

    async def _by_telegram(self, delivery: Delivery) -> None:
        await self._put(delivery)
        card = delivery.lesson_id is not None and delivery.mode in CARDS
        if self._redraw is not None and (card or delivery.kind in LESSON_NEWS):
            self._redraw(delivery.address.telegram_id or 0)

    async def _put(self, delivery: Delivery) -> None:
        if delivery.mode is Mode.EDIT_CARD:
            await self._edit(delivery)
            return
        message = delivery.message
        if delivery.mode is Mode.HOST_ENTRY and delivery.meeting_external_id is not None:
            message = await self._with_host_link(delivery)
        message_id = await self._telegram.send(delivery.address, message)
        await self._settle(lambda settling: settling.sent(delivery, Channel.TELEGRAM, message_id))
        replaced = {Mode.NEW_CARD: delivery.card_id, Mode.HOST_ENTRY: delivery.entry_id}.get(delivery.mode)
        for number in (replaced, *delivery.served.values()):
            if number is not None:
                await self._delete(delivery, number)

    async def _edit(self, delivery: Delivery) -> None:
        # Both steps may be repeated without harm, so a failure in between puts the whole message back.
        there = delivery.card_id is not None and await self._telegram.edit(
            delivery.address, delivery.card_id, delivery.message
        )
        for number in delivery.served.values():
            await self._telegram.delete(delivery.address, number)
        if there:
            await self._settle(lambda settling: settling.sent(delivery, Channel.TELEGRAM, delivery.card_id))
        else:
            await self._settle(lambda settling: settling.no_card(delivery))

    async def _delete(self, delivery: Delivery, message_id: int) -> None:
        """Delete what a new message replaces; what cannot be deleted stays as it is."""
        try:
            await self._telegram.delete(delivery.address, message_id)
        except OutsideFailure as failure:
            log.info("old message stays", notification=delivery.notification_id, reason=failure.reason)

    async def _host_is_in(self, delivery: Delivery) -> bool:
        """Say whether the meeting has begun; what cannot be learnt now keeps no message back."""
        if delivery.meeting_external_id is None:
            return False
        try:
            return await self._meetings[HostProvider.ZOOM].is_running(delivery.meeting_external_id)
        except OutsideFailure as failure:
            log.info("meeting not asked", notification=delivery.notification_id, reason=failure.reason)
            return False

    async def _with_host_link(self, delivery: Delivery) -> OutgoingMessage:
        provider = self._meetings[HostProvider.ZOOM]
        try:
            url = await provider.host_entry_url(delivery.meeting_external_id or "")
        except OutsideFailure as failure:
            log.warning("no host link", notification=delivery.notification_id, reason=failure.reason)
            return delivery.failed or delivery.message
        return with_link(delivery.message, url)

    async def _by_mail(self, delivery: Delivery, *, telegram_follows: bool) -> None:
        if delivery.mailed:
            await self._settle(lambda settling: settling.sent(delivery, Channel.MAIL, None))
            return
        if delivery.mail is None:
            raise PermanentFailure("no_channel")
        if self._mail is None:
            raise PermanentFailure("mail_not_set_up")
        outage = self._outages[Channel.MAIL]
        try:
            await self._mail.send(delivery.address, delivery.mail)
        except TemporaryFailure as failure:
            if failure.retry_at is None:
                outage.failed(self._work.clock.now())
            raise
        except PermanentFailure:
            outage.answered()
            raise
        outage.answered()
        if telegram_follows:
            await self._settle(lambda settling: settling.mailed_first(delivery))
        else:
            await self._settle(lambda settling: settling.sent(delivery, Channel.MAIL, None))
