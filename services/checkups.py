"""«Проверить настройки»: looks at all a clinic depends on, by a press and every morning.

A look is a row. The network is never asked here: ``claim`` takes what is due, ``stored`` reads what rows say,
``settle`` keeps what was found, each in a short transaction of the scheduler's.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any, Protocol

from sqlalchemy import delete, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload

from models import Checkup, MeetingHost, Membership, NotificationKind, Organization, Person, Role
from services import checks, hosts, timetable
from services.checks import Area, Finding, ZoomHost
from services.lessons import proof
from services.notifications.planning import OWED, after_quiet_hours, owe
from services.policy import Actor, Permission, require
from services.ports import Clock, HostCheck, OutsideFailure
from services.roster import active_organizers

MORNING = time(6)
"""When every clinic is looked at by itself, by its own clock (product.md, Organizer)."""

LEASE = timedelta(seconds=60)
"""How long a look is left to its worker: longer than the slowest service is waited for."""

KEPT = timedelta(days=30)
"""How long what was found is kept."""

JUST_MADE = timedelta(seconds=10)
"""So young a look is not made again: the services would say the same."""


class Surroundings(Protocol):
    """What the whole installation stands on. Nothing is changed or sent; failures are findings."""

    async def telegram(self) -> Sequence[Finding]:
        """Ask Telegram, and by its answer the clock."""
        ...

    async def mail(self) -> Sequence[Finding]:
        """Ask the mail server."""
        ...

    async def database(self) -> Sequence[Finding]:
        """Look at the database itself."""
        ...


@dataclass(frozen=True, slots=True)
class Task:
    """A claimed look at one clinic."""

    checkup_id: int
    organization_id: int


@dataclass(frozen=True, slots=True)
class Stored:
    """What a clinic's rows say, and the Zoom accounts to be asked about."""

    findings: Sequence[Finding]
    zoom_hosts: Sequence[ZoomHost] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """A look as an organizer reads it: ``finished_at`` (aware UTC) is None while it is under way.

    ``names`` are those of the people whom findings name by their membership.
    """

    finished_at: datetime | None
    findings: Sequence[Finding] = ()
    names: Mapping[int, str] = field(default_factory=dict)

    @property
    def remarks(self) -> Sequence[Finding]:
        """What is not well."""
        return [finding for finding in self.findings if not finding.ok]


def next_morning(now: datetime, zone: str) -> datetime:
    """Return the next moment after ``now`` at which it is ``MORNING`` in a zone."""
    day = timetable.to_local(now, zone).date()
    while (moment := timetable.first_valid(datetime.combine(day, MORNING), zone)) <= now:
        day += timedelta(days=1)
    return moment


async def claim(session: AsyncSession, now: datetime, most: int = 5) -> list[Task]:
    """Take looks that are due, under a lease, those of the morning among them."""
    await _begin_mornings(session, now)
    rows = await session.scalars(
        select(Checkup)
        .where(Checkup.due_at <= now, or_(Checkup.lease_until.is_(None), Checkup.lease_until <= now))
        .order_by(Checkup.due_at, Checkup.id)
        .limit(most)
        .with_for_update(skip_locked=True)
    )
    taken = rows.all()
    for row in taken:
        row.lease_until = now + LEASE
    return [Task(row.id, row.organization_id) for row in taken]


async def next_due(session: AsyncSession) -> datetime | None:
    """Return when the next look is due (aware UTC)."""
    waiting = await session.execute(
        select(Checkup.due_at, Checkup.lease_until).where(Checkup.due_at.is_not(None))
    )
    moments = [lease_until or due_at for due_at, lease_until in waiting]
    morning = select(Organization.next_check_at).where(Organization.next_check_at.is_not(None))
    moments += await session.scalars(morning.order_by(Organization.next_check_at).limit(1))
    return min((moment for moment in moments if moment is not None), default=None)


async def stored(session: AsyncSession, task: Task, now: datetime) -> Stored:
    """Read what a clinic's rows say."""
    number = task.organization_id
    found = [await checks.journal(session)] if session.get_bind().dialect.name == "sqlite" else []
    opened = await checks.opened(session)
    found.append(opened)
    found += await checks.planned_messages(session, now, number)
    found.append(await checks.messages_ahead(session, now, number))
    found += await _lessons(session, now, number)
    found += await _without_host(session, number)
    return Stored(found, await checks.zoom_hosts(session, now, number) if opened.ok else ())


async def _lessons(session: AsyncSession, now: datetime, organization_id: int) -> list[Finding]:
    """Return what is said of a clinic's coming lessons, those that lack something one by one."""
    named = await checks.named_lessons(session, now, organization_id)
    counted = await checks.coming_lessons(session, now, organization_id)
    others = [one for one in counted if one.code not in proof.CODES and not (one.ok and named)]
    return [*others, *named]


def of_zoom(
    zoom_hosts: Sequence[ZoomHost], answers: Sequence[HostCheck] | OutsideFailure | None
) -> list[Finding]:
    """Return what was found at Zoom, host by host; ``answers`` is None where Zoom is not set up."""
    if answers is None:
        missing = Finding(Area.ZOOM, "missing", params={"count": len(zoom_hosts)})
        return [missing if zoom_hosts else Finding(Area.ZOOM, "not_set_up", ok=True)]
    if isinstance(answers, OutsideFailure):
        return [Finding(Area.ZOOM, "refused", params={"reason": answers.reason})]
    found = [Finding(Area.ZOOM, "hosts", ok=True, params={"count": len(zoom_hosts)})]
    for host, answer in zip(zoom_hosts, answers, strict=True):
        code, limit = checks.host_problem(host, answer), answer.minutes_limit
        if code is not None or limit is not None:
            params = {"who": host.membership_id, "minutes": limit or 0}
            found.append(Finding(Area.ZOOM, code or "basic", ok=code is None, params=params))
    return found


async def settle(
    session: AsyncSession,
    task: Task,
    findings: Sequence[Finding],
    answers: Mapping[int, tuple[str, HostCheck]],
    now: datetime,
) -> int | None:
    """Keep what was found; ``answers`` are what Zoom said of hosts by their ids, with the logins asked about.

    The morning's remarks are told to the organizers unless they are those of the morning before. Returns the
    Telegram account of whoever waits for the answer.
    """
    checkup = await session.get_one(Checkup, task.checkup_id)
    checkup.findings = [_kept(finding) for finding in findings]
    checkup.finished_at, checkup.due_at, checkup.lease_until = now, None, None
    rows = await session.scalars(select(MeetingHost).where(MeetingHost.id.in_(answers)))
    for host in rows:
        login, answer = answers[host.id]
        # One whose organizers wait for an answer is asked by the check they were promised, which tells them.
        if host.login == login and host.problem != hosts.UNCHECKED:
            hosts.note_answer(host, answer, now)
    if checkup.asked_by_id is None:
        await _tell(session, checkup, now)
        return None
    return await session.scalar(
        select(Person.telegram_id)
        .join(Membership, Membership.person_id == Person.id)
        .where(Membership.id == checkup.asked_by_id)
    )


async def put_back(session: AsyncSession, tasks: Sequence[Task]) -> None:
    """Leave looks that were cut short to the next start."""
    ids = [task.checkup_id for task in tasks]
    for row in await session.scalars(select(Checkup).where(Checkup.id.in_(ids))):
        row.lease_until = None


class Checkups:
    """The organizer's way to look whether all works."""

    def __init__(self, session: AsyncSession, clock: Clock) -> None:
        self._session = session
        self._clock = clock

    async def begin(self, actor: Actor) -> None:
        """Ask for a look at the actor's clinic; while one is under way, or just made, it is that one."""
        require(actor, Permission.SET_UP_CLINIC)
        now = self._clock.now()
        present = select(Checkup.id).where(
            Checkup.asked_by_id == actor.membership_id,
            or_(Checkup.due_at.is_not(None), Checkup.finished_at > now - JUST_MADE),
        )
        if await self._session.scalar(present.limit(1)) is None:
            self._session.add(
                Checkup(
                    organization_id=actor.organization_id,
                    asked_by_id=actor.membership_id,
                    due_at=now,
                    findings=[],
                )
            )
            self._session.info[OWED] = True

    async def latest(self, actor: Actor) -> Report | None:
        """Return the actor's own look that is under way, else what the clinic's newest one found."""
        require(actor, Permission.SET_UP_CLINIC)
        own = Checkup.asked_by_id == actor.membership_id
        query = (
            select(Checkup)
            .where(
                Checkup.organization_id == actor.organization_id,
                or_(own & Checkup.due_at.is_not(None), Checkup.finished_at.is_not(None)),
            )
            .order_by(Checkup.due_at.is_(None), Checkup.finished_at.desc(), Checkup.id.desc())
            .limit(1)
        )
        checkup = (await self._session.scalars(query)).one_or_none()
        return None if checkup is None else await report(self._session, checkup)

    async def finished(self, actor: Actor) -> Report | None:
        """Return what the clinic's newest look that is done found."""
        require(actor, Permission.SET_UP_CLINIC)
        query = (
            select(Checkup)
            .where(Checkup.organization_id == actor.organization_id, Checkup.finished_at.is_not(None))
            .order_by(Checkup.finished_at.desc(), Checkup.id.desc())
            .limit(1)
        )
        checkup = (await self._session.scalars(query)).one_or_none()
        return None if checkup is None else await report(self._session, checkup)


async def report(session: AsyncSession, checkup: Checkup) -> Report:
    """Return a look with the names of the people it is about."""
    findings = [_read(kept) for kept in checkup.findings]
    about = {int(finding.params["who"]) for finding in findings if "who" in finding.params}
    rows = await session.scalars(
        select(Membership)
        .options(joinedload(Membership.person))
        .where(Membership.id.in_(about), Membership.organization_id == checkup.organization_id)
    )
    return Report(checkup.finished_at, findings, {row.id: row.person.list_name for row in rows})


async def _begin_mornings(session: AsyncSession, now: datetime) -> None:
    clinics = await session.scalars(
        select(Organization)
        .where(or_(Organization.next_check_at.is_(None), Organization.next_check_at <= now))
        .with_for_update(skip_locked=True)
    )
    for clinic in clinics.all():
        if clinic.next_check_at is not None:
            old = (Checkup.organization_id == clinic.id) & (Checkup.finished_at < now - KEPT)
            await session.execute(delete(Checkup).where(old))
            session.add(Checkup(organization_id=clinic.id, due_at=now, findings=[]))
        clinic.next_check_at = next_morning(now, clinic.timezone)
    await session.flush()


async def _without_host(session: AsyncSession, organization_id: int) -> list[Finding]:
    """Name the instructors whose meetings nobody makes: they can hold no lesson."""
    rows = await session.scalars(
        select(Membership.id)
        .outerjoin(MeetingHost, MeetingHost.membership_id == Membership.id)
        .where(
            Membership.organization_id == organization_id,
            Membership.role == Role.INSTRUCTOR,
            Membership.deactivated_at.is_(None),
            MeetingHost.id.is_(None),
        )
        .order_by(Membership.id)
    )
    return [Finding(Area.ZOOM, "no_host", params={"who": number}) for number in rows]


async def _tell(session: AsyncSession, checkup: Checkup, now: datetime) -> None:
    remarks = _remarks(checkup)
    before = await session.scalars(
        select(Checkup)
        .where(
            Checkup.organization_id == checkup.organization_id,
            Checkup.asked_by_id.is_(None),
            Checkup.finished_at.is_not(None),
            Checkup.id < checkup.id,
        )
        .order_by(Checkup.id.desc())
        .limit(1)
    )
    previous = before.one_or_none()
    if not remarks or (previous is not None and _remarks(previous) == remarks):
        return
    for organizer in await active_organizers(session, checkup.organization_id):
        owe(
            session,
            NotificationKind.CHECKUP_REMARKS,
            organizer.person,
            organization_id=checkup.organization_id,
            key=f"{checkup.id}:{organizer.id}",
            due_at=after_quiet_hours(now, organizer.person),
            expires_at=now + timedelta(days=1),
            membership_id=organizer.id,
            params={"checkup": checkup.id},
        )


def _remarks(checkup: Checkup) -> set[tuple[str, ...]]:
    """Return what is not well, without the numbers: of one more lesson in the same case there is no news."""
    return {
        (
            str(kept["area"]),
            str(kept["code"]),
            *(str(kept["params"].get(key)) for key in ("who", "reason", "what")),
        )
        for kept in checkup.findings
        if not kept["ok"]
    }


def _kept(finding: Finding) -> dict[str, Any]:
    return {
        "area": finding.area.value,
        "code": finding.code,
        "ok": finding.ok,
        "params": dict(finding.params),
    }


def _read(kept: Mapping[str, Any]) -> Finding:
    return Finding(Area(kept["area"]), kept["code"], kept["ok"], kept["params"])
