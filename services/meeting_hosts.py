"""Who holds the clinic's meetings, for its organizer: instructors' Zoom accounts and links of their own."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload

from models import (
    BusyInterval,
    HostProvider,
    JournalAction,
    Lesson,
    LessonStatus,
    MeetingHost,
    Membership,
    Resource,
    Role,
)
from services import access, journal, meetings
from services.contacts import clean_email
from services.errors import NotHere, Refused
from services.lessons.clashes import OVERLAP
from services.links import meeting_link
from services.notifications import refreshing
from services.notifications.planning import OWED
from services.people import folded
from services.policy import Actor, Permission, require
from services.ports import Clock
from services.vault import Vault

JUST_CHECKED = timedelta(seconds=10)
"""So fresh an answer is not asked for again."""


@dataclass(frozen=True, slots=True)
class HostView:
    """An instructor and their host, None where they were never given one."""

    instructor: Membership
    host: MeetingHost | None


class MeetingHosts:
    """The hosts of the actor's clinic. Setting what is set already changes nothing."""

    def __init__(self, session: AsyncSession, clock: Clock, vault: Vault) -> None:
        self._session = session
        self._clock = clock
        self._vault = vault

    async def all(self, actor: Actor) -> Sequence[HostView]:
        """Return the clinic's instructors with their hosts, by name."""
        require(actor, Permission.SET_UP_CLINIC)
        rows = await self._session.execute(
            select(Membership, MeetingHost)
            .outerjoin(MeetingHost, MeetingHost.membership_id == Membership.id)
            .options(joinedload(Membership.person))
            .where(
                Membership.organization_id == actor.organization_id,
                Membership.role == Role.INSTRUCTOR,
                Membership.deactivated_at.is_(None),
            )
        )
        views = [HostView(instructor, host) for instructor, host in rows.all()]
        return sorted(views, key=lambda view: folded(view.instructor.person.full_name))

    async def one(self, actor: Actor, membership_id: int) -> HostView:
        """Return an instructor with their host. Raises NotHere."""
        require(actor, Permission.SET_UP_CLINIC)
        instructor = await access.membership(self._session, actor, membership_id)
        if instructor.role is not Role.INSTRUCTOR:
            raise NotHere
        return HostView(instructor, await self._host(membership_id))

    async def check_now(self, actor: Actor, membership_id: int) -> None:
        """Let Zoom be asked about an account at once; the answer comes as a message. Raises NotHere.

        Of one that it has just been asked about it would say the same.
        """
        view = await self.one(actor, membership_id)
        host, asked_before = view.host, self._clock.now() - JUST_CHECKED
        if host is None or host.provider is not HostProvider.ZOOM:
            return
        if host.checked_at is None or host.checked_at <= asked_before:
            self._ask(host)

    async def use_zoom(self, actor: Actor, membership_id: int, typed: str) -> None:
        """Let an instructor's meetings be held by a Zoom account, which is checked at once.

        Meetings of coming lessons are made anew there.

        Raises Refused: ``email``, ``host-taken`` (lessons of others who use that account are in the way);
        NotHere.
        """
        view = await self.one(actor, membership_id)
        await self._use(actor, view, HostProvider.ZOOM, clean_email(typed))

    async def use_link(self, actor: Actor, membership_id: int, link: str | None) -> None:
        """Let an instructor's meetings be behind their own link; None: they send one before each lesson.

        Raises Refused: ``link``, ``host-taken``; NotHere.
        """
        view = await self.one(actor, membership_id)
        if link is not None and meeting_link(link) is None:
            raise Refused("link")
        await self._use(actor, view, HostProvider.LINK, link)

    async def _use(self, actor: Actor, view: HostView, provider: HostProvider, login: str | None) -> None:
        host, now = view.host, self._clock.now()
        if host is not None and (host.provider, host.login) == (provider, login):
            return
        lessons = await self._not_begun(view.instructor, now)
        try:
            async with self._session.begin_nested():
                await self._set(view, provider, login, lessons, now)
        except IntegrityError as refusal:
            if OVERLAP in str(refusal.orig):
                raise Refused("host-taken") from refusal
            raise
        details = {"provider": provider.value}
        journal.record(
            self._session,
            actor,
            JournalAction.HOST_CHANGED,
            now,
            subject_id=view.instructor.id,
            details=details,
        )

    async def _not_begun(self, instructor: Membership, now: datetime) -> Sequence[Lesson]:
        query = (
            access.lessons_held_by(instructor.id)
            .where(Lesson.status == LessonStatus.SCHEDULED, Lesson.starts_at > now)
            .order_by(Lesson.id)
            .with_for_update(of=Lesson)
        )
        return (await self._session.scalars(query)).all()

    async def _set(
        self,
        view: HostView,
        provider: HostProvider,
        login: str | None,
        lessons: Sequence[Lesson],
        now: datetime,
    ) -> None:
        host = view.host
        if host is None:
            host = MeetingHost(membership_id=view.instructor.id, provider=provider, check_attempts=0)
            self._session.add(host)
        old, new = host.login_index, None if login is None else self._vault.index("email", login)
        host.provider, host.login, host.login_index = provider, login, new
        host.minutes_limit = host.problem = host.checked_at = host.check_due_at = None
        host.check_attempts = 0
        if provider is HostProvider.ZOOM:
            self._ask(host)
        await self._session.flush()
        await self._share({index for index in (old, new) if index is not None}, host, now)
        for lesson in lessons:
            await meetings.replace(self._session, lesson, now)
            await refreshing.refresh_cards(self._session, lesson, now)

    async def _share(self, indexes: Collection[str], changed: MeetingHost, now: datetime) -> None:
        """Let hosts of one account be busy as one, and those of different ones apart from each other."""
        query = select(MeetingHost).where(MeetingHost.login_index.in_(indexes)).order_by(MeetingHost.id)
        concerned = {host.id: host for host in await self._session.scalars(query)} | {changed.id: changed}
        first: dict[str, int] = {}
        rekeyed: dict[int, int] = {}
        for host in sorted(concerned.values(), key=lambda each: each.id):
            before = host.resource
            leader = first.setdefault(host.login_index, host.id) if host.login_index else host.id
            host.shares_id = None if leader == host.id else leader
            if host.resource != before:
                rekeyed[host.id] = host.resource
        await self._session.flush()
        await self._rekey(rekeyed, now)

    async def _rekey(self, rekeyed: dict[int, int], now: datetime) -> None:
        """Replace what keeps accounts busy in lessons that are not over, for hosts whose number changed."""
        if not rekeyed:
            return
        rows = await self._session.execute(
            select(BusyInterval, Lesson.host_id)
            .join(Lesson, Lesson.id == BusyInterval.lesson_id)
            .where(Lesson.host_id.in_(rekeyed), BusyInterval.ends_at > now, Resource.of_host())
        )
        kept = [(row.id, row.lesson_id, row.starts_at, row.ends_at, host_id) for row, host_id in rows.all()]
        await self._session.execute(
            delete(BusyInterval)
            .where(BusyInterval.id.in_([number for number, *_ in kept]))
            .execution_options(synchronize_session="fetch")
        )
        self._session.add_all(
            BusyInterval(
                resource_id=rekeyed[host_id], lesson_id=lesson_id, starts_at=starts_at, ends_at=ends_at
            )
            for _, lesson_id, starts_at, ends_at, host_id in kept
        )
        await self._session.flush()

    def _ask(self, host: MeetingHost) -> None:
        host.check_due_at, host.check_attempts = self._clock.now(), 0
        self._session.info[OWED] = True

    async def _host(self, membership_id: int) -> MeetingHost | None:
        query = select(MeetingHost).where(MeetingHost.membership_id == membership_id).with_for_update()
        return (await self._session.scalars(query)).one_or_none()
