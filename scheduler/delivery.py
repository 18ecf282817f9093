"""Sending what is owed: claim, prepare, send outside any transaction, settle."""

import asyncio
from collections.abc import Callable, Mapping

import structlog

from models import Channel, HostProvider
from scheduler.work import Work
from services.notifications import outbox
from services.notifications.preparing import Delivery, Mode, with_link
from services.notifications.settling import Settling
from services.ports import (
    MeetingProvider,
    MessageChannel,
    OutgoingMessage,
    OutsideFailure,
    PermanentFailure,
    TemporaryFailure,
    Unreachable,
)

log = structlog.get_logger()

AT_ONCE = 8
"""How many messages are on their way at the same time: the most a crash can send twice."""


CARDS = (Mode.NEW_CARD, Mode.EDIT_CARD)


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
        self._room = asyncio.Semaphore(AT_ONCE)

    async def run(self) -> int:
        """Send everything that is due and return how many rows were taken up."""
        total = 0
        while not self._work.stopping.is_set():
            async with self._work.transaction() as session:
                ids = await outbox.claim(session, self._work.clock.now(), most=AT_ONCE)
            if not ids:
                break
            total += len(ids)
            await asyncio.gather(*(self._deliver(notification_id) for notification_id in ids))
        return total

    async def _deliver(self, notification_id: int) -> None:
        async with self._room:
            try:
                async with self._work.transaction() as session:
                    delivery = await self._work.preparing(session).prepare(notification_id)
                if delivery is not None:
                    await self._carry(delivery)
            except TemporaryFailure as failure:
                log.warning("message put back", notification=notification_id, reason=failure.reason)
                await self._put_back(notification_id, failure)
            except PermanentFailure as failure:
                log.warning("message given up", notification=notification_id, reason=failure.reason)
                async with self._work.transaction() as session:
                    await Settling(session, self._work.clock).failed(notification_id, failure)
            except Exception:
                # A message that breaks the program is not tried for ever and holds up no other one.
                log.exception("message broken", notification=notification_id)
                await self._put_back(notification_id, TemporaryFailure("broken"))

    async def _put_back(self, notification_id: int, failure: TemporaryFailure) -> None:
        async with self._work.transaction() as session:
            await Settling(session, self._work.clock).retry(notification_id, failure)

    async def _carry(self, delivery: Delivery) -> None:
        if delivery.channel is Channel.TELEGRAM and delivery.address.telegram_id is not None:
            try:
                await self._by_telegram(delivery)
            except Unreachable as lost:
                log.info("telegram lost", notification=delivery.notification_id, reason=lost.reason)
                async with self._work.transaction() as session:
                    await Settling(session, self._work.clock).telegram_lost(delivery)
            else:
                return
        await self._by_mail(delivery)

    async def _by_telegram(self, delivery: Delivery) -> None:
        await self._put(delivery)
        if self._redraw is not None and delivery.lesson_id is not None and delivery.mode in CARDS:
            self._redraw(delivery.address.telegram_id or 0)

    async def _put(self, delivery: Delivery) -> None:
        if delivery.mode is Mode.EDIT_CARD:
            await self._edit(delivery)
            return
        message = delivery.message
        if delivery.mode is Mode.HOST_ENTRY and delivery.meeting_external_id is not None:
            message = await self._with_host_link(delivery)
        message_id = await self._telegram.send(delivery.address, message)
        async with self._work.transaction() as session:
            await Settling(session, self._work.clock).sent(delivery, Channel.TELEGRAM, message_id)
        replaced = {Mode.NEW_CARD: delivery.card_id, Mode.HOST_ENTRY: delivery.entry_id}.get(delivery.mode)
        if replaced is not None:
            await self._delete(delivery, replaced)

    async def _edit(self, delivery: Delivery) -> None:
        # Both steps may be repeated without harm, so a failure in between puts the whole message back.
        there = delivery.card_id is not None and await self._telegram.edit(
            delivery.address, delivery.card_id, delivery.message
        )
        if delivery.drop_entry and delivery.entry_id is not None:
            await self._telegram.delete(delivery.address, delivery.entry_id)
        async with self._work.transaction() as session:
            settling = Settling(session, self._work.clock)
            if there:
                await settling.sent(delivery, Channel.TELEGRAM, delivery.card_id)
            else:
                await settling.no_card(delivery)

    async def _delete(self, delivery: Delivery, message_id: int) -> None:
        """Delete what a new message replaces; what cannot be deleted stays as it is."""
        try:
            await self._telegram.delete(delivery.address, message_id)
        except OutsideFailure as failure:
            log.info("old message stays", notification=delivery.notification_id, reason=failure.reason)

    async def _with_host_link(self, delivery: Delivery) -> OutgoingMessage:
        provider = self._meetings[HostProvider.ZOOM]
        try:
            url = await provider.host_entry_url(delivery.meeting_external_id or "")
        except OutsideFailure as failure:
            log.warning("no host link", notification=delivery.notification_id, reason=failure.reason)
            return delivery.failed or delivery.message
        return with_link(delivery.message, url)

    async def _by_mail(self, delivery: Delivery) -> None:
        if delivery.mail is None:
            raise PermanentFailure("no_channel")
        if self._mail is None:
            raise PermanentFailure("mail_not_set_up")
        await self._mail.send(delivery.address, delivery.mail)
        async with self._work.transaction() as session:
            await Settling(session, self._work.clock).sent(delivery, Channel.MAIL, None)
