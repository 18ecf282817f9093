"""Making, moving and removing meetings when their rows are due; checking hosts' accounts."""

import asyncio
from collections.abc import Mapping
from datetime import datetime

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from models import HostProvider
from scheduler.work import Work
from services import hosts, meetings, troubles
from services.meetings import MeetingTask, Step
from services.ports import (
    HostCheck,
    MeetingProvider,
    MeetingRef,
    OutsideFailure,
    PermanentFailure,
    TemporaryFailure,
    UnknownOutcome,
)

log = structlog.get_logger()


class Meetings:
    """Works off due meetings and host checks."""

    def __init__(self, work: Work, providers: Mapping[HostProvider, MeetingProvider]) -> None:
        self._work = work
        self._providers = providers

    async def run(self) -> int:
        """Do everything that is due and return how many rows were taken up."""
        total = 0
        while not self._work.stopping.is_set():
            now = self._work.clock.now()
            async with self._work.transaction() as session:
                tasks, checks = await self._claim(session, now)
            if not tasks and not checks:
                break
            total += len(tasks) + len(checks)
            await asyncio.gather(
                *(self._work_off(task, now) for task in tasks), *(self._check(check, now) for check in checks)
            )
        return total

    async def _claim(
        self, session: AsyncSession, now: datetime
    ) -> tuple[list[MeetingTask], list[hosts.CheckTask]]:
        """Take up what is due; a provider that turns the program away gets one request after each pause."""
        shut = {trouble.provider: trouble for trouble in await troubles.turned_away(session)}
        free = [provider for provider in HostProvider if provider not in shut]
        tasks = await meetings.claim(session, now, free)
        checks = await hosts.claim(session, now, free)
        for provider, trouble in shut.items():
            if troubles.left_alone(trouble, now):
                continue
            asked = await meetings.claim(session, now, [provider], most=1)
            looked_at = [] if asked else await hosts.claim(session, now, [provider], most=1)
            if asked or looked_at:
                trouble.retry_at = now + troubles.FIRST_PAUSE
            tasks += asked
            checks += looked_at
        return tasks, checks

    async def _note(
        self,
        session: AsyncSession,
        provider: HostProvider,
        failure: OutsideFailure | None,
        asked_at: datetime,
    ) -> None:
        """Remember whether the provider lets the program in at all; no answer tells nothing of that."""
        now = self._work.clock.now()
        if failure is not None and troubles.of_the_account(failure):
            await troubles.refused(session, provider, failure.reason, asked_at, now)
        elif not isinstance(failure, TemporaryFailure):
            await troubles.answered(session, provider, now)

    async def _work_off(self, task: MeetingTask, asked_at: datetime) -> None:
        try:
            ref = await self._outside(task)
        except UnknownOutcome:
            log.warning("meeting's making was cut off", meeting=task.meeting_id)
            await self._work.surely(
                lambda session: meetings.settle_unknown(session, task, self._work.clock.now())
            )
        except OutsideFailure as failure:
            log.warning("meeting put back", meeting=task.meeting_id, reason=failure.reason)
            await self._failed(task, failure, asked_at)
        except Exception:
            # What breaks the program at one meeting holds up no other one.
            log.exception("meeting broken", meeting=task.meeting_id)
            await self._failed(task, TemporaryFailure("broken"), asked_at)
        else:
            await self._work.surely(lambda session: self._done(session, task, ref, asked_at))

    async def _done(
        self, session: AsyncSession, task: MeetingTask, ref: MeetingRef | None, asked_at: datetime
    ) -> None:
        if task.step in (Step.DELETE, Step.FIND_AND_DELETE):
            await meetings.settle_removed(session, task)
        else:
            await meetings.settle_ready(session, task, ref, self._work.clock.now())
        await self._note(session, task.provider, None, asked_at)

    async def _failed(self, task: MeetingTask, failure: OutsideFailure, asked_at: datetime) -> None:
        async def settle(session: AsyncSession) -> None:
            await meetings.settle_failed(session, task, failure, self._work.clock.now())
            await self._note(session, task.provider, failure, asked_at)

        await self._work.surely(settle)

    async def _outside(self, task: MeetingTask) -> MeetingRef | None:
        provider = self._provider(task.provider)
        match task.step:
            case Step.CREATE:
                return await provider.create(task.wish)
            case Step.FIND_OR_CREATE:
                found = await provider.find(task.wish.host_login, task.wish.marker)
                return found or await provider.create(task.wish)
            case Step.UPDATE:
                await provider.update(task.external_id or "", task.wish)
            case Step.DELETE:
                await provider.delete(task.external_id or "")
            case Step.FIND_AND_DELETE:
                found = await provider.find(task.wish.host_login, task.wish.marker)
                if found is not None:
                    await provider.delete(found.external_id)
        return None

    async def _check(self, check: hosts.CheckTask, asked_at: datetime) -> None:
        try:
            answer: HostCheck | OutsideFailure = await self._provider(check.provider).check_host(check.login)
        except OutsideFailure as trouble:
            log.warning("host not checked", host=check.host_id, reason=trouble.reason)
            answer = trouble
        except Exception:
            # Whatever is raised, one row must not be in the way of the others: it is logged and put back.
            log.exception("host check broken", host=check.host_id)
            answer = TemporaryFailure("broken")
        failure = answer if isinstance(answer, OutsideFailure) else None

        async def settle(session: AsyncSession) -> None:
            await hosts.settle(session, check, answer, self._work.clock.now())
            await self._note(session, check.provider, failure, asked_at)

        await self._work.surely(settle)

    def _provider(self, name: HostProvider) -> MeetingProvider:
        provider = self._providers.get(name)
        if provider is None:
            raise PermanentFailure("provider_not_set_up")
        return provider
