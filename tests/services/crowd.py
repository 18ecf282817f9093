"""A crowd that wants one thing at one moment, over engines of their own, in one process or several."""

import asyncio
import multiprocessing
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from multiprocessing.synchronize import Barrier
from typing import Protocol

from sqlalchemy.ext.asyncio import AsyncEngine

from models import Role
from services.database import make_engine, sessions
from services.errors import NotHere, Refused
from services.lessons.schedule import LessonPlan
from services.lessons.series import SeriesPlan
from services.policy import Actor
from services.registration import NewPerson
from services.vault import Vault
from tests.clock import FixedClock
from tests.services.people import MOSCOW, Office
from tests.services.stage import KEYS

PATIENCE = 60
"""Seconds after which a process waits no longer for others at the start: one of them broke."""


class Attempt(Protocol):
    """What a rival does in one press; raises Refused for who comes too late."""

    async def __call__(self, office: Office) -> None:
        """Do it."""
        ...


@dataclass(frozen=True)
class Save:
    """An instructor saves a lesson."""

    actor: Actor
    wanted: LessonPlan

    async def __call__(self, office: Office) -> None:
        """Do it."""
        await office.schedule.create(self.actor, self.wanted)


@dataclass(frozen=True)
class SaveSeries:
    """An instructor saves a series of lessons."""

    actor: Actor
    wanted: SeriesPlan

    async def __call__(self, office: Office) -> None:
        """Do it."""
        await office.series.create(self.actor, self.wanted)


@dataclass(frozen=True)
class HandOver:
    """An organizer gives an instructor's lessons to colleagues."""

    actor: Actor
    instructor_id: int
    choices: dict[int, int]

    async def __call__(self, office: Office) -> None:
        """Do it."""
        await office.handover.hand_over(self.actor, self.instructor_id, self.choices)


@dataclass(frozen=True)
class Move:
    """An instructor moves a lesson."""

    actor: Actor
    lesson_id: int
    starts_at: datetime

    async def __call__(self, office: Office) -> None:
        """Do it."""
        try:
            await office.schedule.move(self.actor, self.lesson_id, self.starts_at)
        except NotHere:
            raise Refused("not-here") from None


@dataclass(frozen=True)
class Follow:
    """A Telegram account follows an invitation's link."""

    token: str
    telegram_id: int

    async def __call__(self, office: Office) -> None:
        """Do it."""
        await office.invitations.accept(self.token, self.telegram_id, language="ru", timezone=None)


@dataclass(frozen=True)
class Link:
    """An invitation's link and whom it is for."""

    token: str
    person_id: int

    def followers(self, accounts: int) -> list[Follow]:
        """Return the attempts of so many strangers to follow it."""
        first = 1000 * (1 + self.person_id)
        return [Follow(self.token, first + number) for number in range(accounts)]


async def issue_links(office: Office, organizer: Actor, count: int) -> list[Link]:
    """Let an organizer register so many patients."""
    links = []
    for number in range(count):
        new = NewPerson(Role.PATIENT, "Новых", "Фёдор", None, f"new{number}@demo.invalid", MOSCOW)
        member = await office.registration.register(organizer, new)
        links.append(Link(await office.token(member.id), member.person_id))
    return links


class Race:
    """Lets attempts begin all at once, dealt out to so many engines, each as a program has one.

    On PostgreSQL each attempt has a connection of its own; on SQLite an engine has one, for one at a time.
    """

    def __init__(self, url: str, clock: FixedClock, engines: int) -> None:
        self._engines = [make_engine(url) for _ in range(engines)]
        self._clock = clock
        self._vault = Vault(KEYS)

    async def run(self, attempts: Sequence[Attempt], start: Barrier | None = None) -> list[str | None]:
        """Return each rival's refusal, None for one who got in; ``start`` is where processes meet."""
        engines = [self._engines[number % len(self._engines)] for number in range(len(attempts))]
        await asyncio.gather(*map(_connected, engines))
        if start is not None:
            await asyncio.to_thread(start.wait, PATIENCE)
        return await asyncio.gather(*map(self._outcome, engines, attempts))

    async def close(self) -> None:
        """Close all connections."""
        for engine in self._engines:
            await engine.dispose()

    async def _outcome(self, engine: AsyncEngine, attempt: Attempt) -> str | None:
        try:
            async with sessions(engine, self._vault).begin() as session:
                await attempt(Office(session, self._clock, self._vault))
        except Refused as refused:
            return refused.code
        return None


async def in_processes(
    url: str, now: datetime, processes: int, rounds: Sequence[Sequence[Attempt]]
) -> list[list[str | None]]:
    """Deal each round's attempts out to so many processes, which begin it together; return the outcomes."""
    context = multiprocessing.get_context("spawn")
    start = context.Barrier(processes)
    loop = asyncio.get_running_loop()
    with ProcessPoolExecutor(processes, context, initializer=_meet_at, initargs=(start,)) as pool:
        parts = await asyncio.gather(
            *(
                loop.run_in_executor(
                    pool, _take_part, url, now, [attempts[number::processes] for attempts in rounds]
                )
                for number in range(processes)
            )
        )
    return [[outcome for part in parts for outcome in part[number]] for number in range(len(rounds))]


_start: Barrier | None = None


def _meet_at(start: Barrier) -> None:
    global _start
    _start = start


def _take_part(url: str, now: datetime, rounds: Sequence[Sequence[Attempt]]) -> list[list[str | None]]:
    async def run() -> list[list[str | None]]:
        race = Race(url, FixedClock(now), engines=1)
        try:
            return [await race.run(attempts, _start) for attempts in rounds]
        finally:
            await race.close()

    return asyncio.run(run())


async def _connected(engine: AsyncEngine) -> None:
    async with engine.connect():
        pass
