"""The scheduler with the people of ``tests.services.people``, on a clock that stops at each due moment."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from integrations.pasted_link import PastedLinkProvider
from models import HostProvider, Lesson, Meeting, Notification, NotificationKind, NotificationState
from scheduler.checkups import Checkups
from scheduler.delivery import Deliveries
from scheduler.imports import Imports
from scheduler.meetings import Meetings
from scheduler.ticker import Ticker
from scheduler.work import Work
from services.policy import Actor
from services.ports import MeetingProvider
from services.texts import Catalogues
from services.vault import Vault
from tests.clock import FixedClock
from tests.scheduler.outside import Around, Chats, Mailbox, MeetingService, SentFiles
from tests.services.people import BOT, TOMORROW_TEN, Office, plan

CATALOGUES = Catalogues(Path(__file__).parents[2] / "locales")

ORGANIZER, DOCTOR, INSTRUCTOR, PATIENT, SECOND = 101, 102, 103, 104, 105
"""The chats of the clinic's people; theirs abroad have a 2 in front."""

MOST_STOPS = 500


class World:
    """One program with everything around it."""

    def __init__(self, sessions: async_sessionmaker[AsyncSession], clock: FixedClock, vault: Vault) -> None:
        self.sessions = sessions
        self.clock = clock
        self.vault = vault
        self.chats = Chats(clock)
        self.mailbox = Mailbox(clock)
        self.zoom = MeetingService()
        self.files = SentFiles()
        self.zoom_asked = MeetingService()
        self.around = Around()
        self.redrawn: list[int] = []
        self.mail_set_up = True
        self._worker: Deliveries | None = None
        self._mail_of_worker = True

    @property
    def work(self) -> Work:
        """What ticks work with."""
        return Work(self.sessions, self.clock, self.vault, CATALOGUES, BOT)

    @property
    def deliveries(self) -> Deliveries:
        """A worker of messages."""
        return self.deliveries_of(self.work)

    def deliveries_of(self, work: Work) -> Deliveries:
        """Return a worker of messages with means of its own."""
        mail = self.mailbox if self.mail_set_up else None
        return Deliveries(work, self.chats, mail, self._providers)

    @property
    def meetings(self) -> Meetings:
        """A worker of meetings."""
        return Meetings(self.work, self._providers)

    @property
    def imports(self) -> Imports:
        """A worker of files of people."""
        return Imports(self.work, self.files, zoom=True, redraw=self.redrawn.append)

    @property
    def checkups(self) -> Checkups:
        """A worker of looks at the settings."""
        return self.checkups_of(self.work)

    def checkups_of(self, work: Work) -> Checkups:
        """Return a worker of looks with means of its own; it asks another Zoom than meetings are made at."""
        return Checkups(work, self.around, lambda: self.zoom_asked, self.redrawn.append)

    @property
    def _providers(self) -> dict[HostProvider, MeetingProvider]:
        return {HostProvider.ZOOM: self.zoom, HostProvider.LINK: PastedLinkProvider()}

    @asynccontextmanager
    async def office(self) -> AsyncIterator[Office]:
        """Let people do something; it is committed."""
        async with self.sessions.begin() as session:
            yield Office(session, self.clock, self.vault)

    async def hold(
        self, instructor: Actor, *patients: Actor, at: datetime = TOMORROW_TEN, minutes: int = 45
    ) -> Lesson:
        """Let an instructor save a lesson."""
        async with self.office() as office:
            return await office.schedule.create(instructor, plan(*patients, at=at, minutes=minutes))

    async def tick(self) -> datetime | None:
        """Do all that is due now; return when the next thing is."""
        # One worker for good, as in the program: it remembers which channel does not answer.
        if self._worker is None or self._mail_of_worker != self.mail_set_up:
            self._worker, self._mail_of_worker = self.deliveries, self.mail_set_up
        ticker = Ticker(self.work, self._worker, self.meetings, self.imports, self.checkups)
        return await ticker.run_until_quiet()

    async def until(self, moment: datetime) -> None:
        """Let the time pass up to a moment, doing what is due on the way, that moment's things included."""
        for _ in range(MOST_STOPS):
            due = await self.tick()
            if due is None or due > moment:
                break
            assert due > self.clock.now(), "what was due now is due now again"
            self.clock.move_to(due)
        else:
            raise AssertionError("the scheduler does not come to rest")
        self.clock.move_to(moment)
        await self.tick()

    async def sleep_until(self, moment: datetime) -> None:
        """Let the time pass while the program is down, then start it."""
        self.clock.move_to(moment)
        await self.until(moment)

    async def rows(
        self, kind: NotificationKind, actor: Actor | None = None, state: NotificationState | None = None
    ) -> Sequence[Notification]:
        """Return the rows of a kind, of one person, in a state, where asked."""
        query = select(Notification).where(Notification.kind == kind).order_by(Notification.id)
        if actor is not None:
            query = query.where(Notification.recipient_id == actor.person_id)
        if state is not None:
            query = query.where(Notification.state == state)
        async with self.sessions() as session:
            return (await session.scalars(query)).all()

    async def row(self, kind: NotificationKind, actor: Actor) -> Notification:
        """Return a person's only row of a kind."""
        (row,) = await self.rows(kind, actor)
        return row

    async def meeting(self, lesson: Lesson) -> Meeting:
        """Return a lesson's meeting."""
        async with self.sessions() as session:
            return (await session.scalars(select(Meeting).where(Meeting.lesson_id == lesson.id))).one()


def before(lesson: Lesson, **amount: float) -> datetime:
    """Return the moment so long before a lesson's start."""
    return lesson.starts_at - timedelta(**amount)


def after(lesson: Lesson, **amount: float) -> datetime:
    """Return the moment so long after a lesson's end."""
    return lesson.ends_at + timedelta(**amount)
