"""Looks at whether all works: when asked, every morning, over a restart; what comes of them is told once."""

import asyncio
from datetime import datetime, timedelta

import pytest
from sqlalchemy import delete, func, select, update

from models import (
    BusyInterval,
    Checkup,
    HostProvider,
    Lesson,
    Meeting,
    MeetingHost,
    Notification,
    NotificationKind,
    Organization,
    Resource,
    Role,
)
from scheduler.checkups import Checkups
from services.checks import Area, Finding
from services.checkups import KEPT, LEASE, Report, next_morning
from services.policy import Actor
from services.ports import HostCheck, HostState, PermanentFailure, TemporaryFailure
from services.registration import NewPerson
from tests.scheduler.outside import buttons
from tests.scheduler.world import ORGANIZER, World
from tests.services.people import BERLIN, MOSCOW, Clinic, berlin, moscow

NO_MAIL = Finding(Area.MAIL, "refused", params={"reason": "mail_down"})


async def begin(world: World, actor: Actor) -> None:
    """Let an organizer ask for a look."""
    async with world.office() as office:
        await office.checkups.begin(actor)


async def latest(world: World, actor: Actor) -> Report | None:
    """Return what an organizer reads."""
    async with world.office() as office:
        return await office.checkups.latest(actor)


async def found(world: World, actor: Actor) -> dict[str, str]:
    """Return what the newest look found, code by point; several codes of a point are joined."""
    report = await latest(world, actor)
    assert report is not None
    assert report.finished_at is not None
    points: dict[str, list[str]] = {}
    for finding in report.findings:
        points.setdefault(finding.area.value, []).append(finding.code)
    return {area: " ".join(codes) for area, codes in points.items()}


async def looks(world: World, clinic: Clinic) -> int:
    """Count a clinic's looks."""
    async with world.office() as office:
        query = select(func.count(Checkup.id)).where(
            Checkup.organization_id == clinic.organizer.organization_id
        )
        return await office.session.scalar(query) or 0


async def mornings(world: World, *, days: int) -> None:
    """Let the looks of so many mornings pass, and what is told of them."""
    await world.tick()
    for _ in range(days):
        await world.until(next_morning(world.clock.now(), MOSCOW) + timedelta(hours=3))


async def test_a_look_that_was_asked_for_is_made_and_shown(world: World, clinic: Clinic) -> None:
    assert await latest(world, clinic.organizer) is None
    await begin(world, clinic.organizer)
    under_way = await latest(world, clinic.organizer)
    assert under_way is not None
    assert under_way.finished_at is None
    await world.tick()
    assert await found(world, clinic.organizer) == {
        "telegram": "answers",
        "mail": "answers",
        "database": (await found(world, clinic.organizer))["database"],
        "zoom": "hosts",
        "messages": "well ahead",
        "lessons": "well",
    }
    assert world.redrawn == [ORGANIZER]
    assert world.chats.sent == []


async def test_pressing_twice_asks_once_and_a_moment_later_says_nothing_new(
    world: World, clinic: Clinic
) -> None:
    for _ in range(2):
        await begin(world, clinic.organizer)
    await world.tick()
    await begin(world, clinic.organizer)
    await world.tick()
    assert (world.around.asked, await looks(world, clinic)) == (1, 1)
    world.clock.move(seconds=11)
    await begin(world, clinic.organizer)
    await world.tick()
    assert (world.around.asked, await looks(world, clinic)) == (2, 2)


async def test_each_clinic_reads_of_itself_alone(world: World, clinic: Clinic, abroad: Clinic) -> None:
    await world.hold(abroad.instructor, abroad.patient, at=berlin("2026-11-24 12:00"))
    await world.tick()
    world.clock.move(minutes=1)
    async with world.office() as office:
        await office.session.execute(update(Meeting).values(last_error="zoom_down", due_at=None))
    world.clock.move(hours=20)
    await begin(world, clinic.organizer)
    await begin(world, abroad.organizer)
    await world.tick()
    report = await latest(world, clinic.organizer)
    theirs = await latest(world, abroad.organizer)
    assert report is not None
    assert theirs is not None
    assert [f.code for f in report.findings if f.area is Area.LESSONS] == ["well"]
    assert [f.code for f in theirs.remarks] == ["no_meeting"]
    assert [f.params["count"] for f in report.findings if f.code == "ahead"] == [0]


async def test_zoom_is_asked_about_each_host_and_what_it_says_is_kept(world: World, clinic: Clinic) -> None:
    world.zoom_asked.host = HostCheck(HostState.UNKNOWN)
    await begin(world, clinic.organizer)
    await world.tick()
    report = await latest(world, clinic.organizer)
    assert report is not None
    (remark,) = report.remarks
    assert (remark.code, report.names[int(remark.params["who"])]) == ("unknown", "Вариантова Алла")
    async with world.office() as office:
        view = await office.hosts.one(clinic.organizer, clinic.instructor.membership_id)
    assert view.host is not None
    assert (view.host.problem, view.host.checked_at) == ("unknown", world.clock.now())


@pytest.mark.parametrize(
    ("answer", "longest", "codes"),
    [
        (HostCheck(HostState.READY, minutes_limit=40), 30, "hosts basic"),
        (HostCheck(HostState.READY, minutes_limit=40), 45, "hosts too_long"),
        (HostCheck(HostState.INACTIVE), 30, "hosts inactive"),
        (HostCheck(HostState.READY), 45, "hosts"),
    ],
)
async def test_what_is_said_of_a_host(
    world: World, clinic: Clinic, answer: HostCheck, longest: int, codes: str
) -> None:
    await world.hold(clinic.instructor, clinic.patient, minutes=longest)
    world.zoom_asked.host = answer
    await begin(world, clinic.organizer)
    await world.tick()
    assert (await found(world, clinic.organizer))["zoom"] == codes


@pytest.mark.parametrize("failure", [PermanentFailure("zoom_credentials"), TemporaryFailure("zoom_down")])
async def test_a_zoom_that_refuses_is_one_remark(world: World, clinic: Clinic, failure: Exception) -> None:
    world.zoom_asked.refuse("check_host", failure)
    await begin(world, clinic.organizer)
    await world.tick()
    report = await latest(world, clinic.organizer)
    assert report is not None
    assert [remark.code for remark in report.remarks] == ["refused"]


async def test_without_zoom_its_instructors_are_counted(world: World, clinic: Clinic) -> None:
    await begin(world, clinic.organizer)
    await Checkups(world.work, world.around, lambda: None).run()
    assert (await found(world, clinic.organizer))["zoom"] == "missing"


async def test_an_instructor_without_a_host_is_named(world: World, clinic: Clinic) -> None:
    async with world.office() as office:
        newcomer = NewPerson(Role.INSTRUCTOR, "Новых", "Фёдор", None, "new@demo.invalid", MOSCOW)
        member = await office.registration.register(clinic.organizer, newcomer)
        await office.session.execute(delete(MeetingHost).where(MeetingHost.membership_id == member.id))
    await begin(world, clinic.organizer)
    await world.tick()
    report = await latest(world, clinic.organizer)
    assert report is not None
    (remark,) = report.remarks
    assert (remark.code, report.names[int(remark.params["who"])]) == ("no_host", "Новых Фёдор")


async def test_a_point_that_breaks_the_program_hides_no_other_one(world: World, clinic: Clinic) -> None:
    async def broken() -> None:
        raise RuntimeError("out of order")

    world.around.meanwhile = broken
    await begin(world, clinic.organizer)
    await world.tick()
    points = await found(world, clinic.organizer)
    assert (points["telegram"], points["mail"]) == ("broken", "answers")


async def test_a_look_cut_off_by_a_crash_is_made_after_its_lease(world: World, clinic: Clinic) -> None:
    class Killed(BaseException):
        """The process is gone."""

    async def killed() -> None:
        raise Killed

    world.around.meanwhile = killed
    await begin(world, clinic.organizer)
    with pytest.raises(Killed):
        await world.checkups.run()
    world.around.meanwhile = None
    await world.tick()
    report = await latest(world, clinic.organizer)
    assert report is not None
    assert report.finished_at is None
    world.clock.move(seconds=LEASE.total_seconds())
    await world.tick()
    assert (await found(world, clinic.organizer))["telegram"] == "answers"
    assert world.redrawn == [ORGANIZER]


async def test_a_look_under_way_when_the_program_stops_is_made_at_its_next_start(
    world: World, clinic: Clinic
) -> None:
    work, begun = world.work, asyncio.Event()

    async def hangs() -> None:
        begun.set()
        await asyncio.Event().wait()

    world.around.meanwhile = hangs
    await begin(world, clinic.organizer)
    run = asyncio.create_task(world.checkups_of(work).run())
    await begun.wait()
    work.stopping.set()
    assert await run == 0
    world.around.meanwhile = None
    await world.tick()
    assert (await found(world, clinic.organizer))["telegram"] == "answers"


async def test_every_morning_at_six_the_clinics_are_looked_at_by_their_own_clocks(
    world: World, clinic: Clinic, abroad: Clinic
) -> None:
    await world.tick()
    await world.until(moscow("2026-11-24 05:59"))
    assert (await looks(world, clinic), await looks(world, abroad)) == (0, 0)
    await world.until(moscow("2026-11-24 06:00"))
    assert (await looks(world, clinic), await looks(world, abroad)) == (1, 0)
    await world.until(berlin("2026-11-24 06:00"))
    assert (await looks(world, clinic), await looks(world, abroad)) == (1, 1)
    report = await latest(world, clinic.organizer)
    assert report is not None
    assert report.finished_at == moscow("2026-11-24 06:00")
    await world.until(moscow("2026-11-26 12:00"))
    assert await looks(world, clinic) == 3
    assert world.chats.sent == []


async def test_the_morning_is_told_only_with_remarks_and_once_for_the_same(
    world: World, clinic: Clinic
) -> None:
    await mornings(world, days=1)
    assert world.chats.to(ORGANIZER) == []
    world.around.amiss = [NO_MAIL]
    await mornings(world, days=3)
    (told,) = world.chats.to(ORGANIZER)
    assert "Утренняя проверка: 1 замечание" in told
    assert "почтовый сервер не отвечает" in told
    assert buttons(world.chats.last(ORGANIZER)) == ["Открыть проверку"]
    world.around.amiss = [NO_MAIL, Finding(Area.TELEGRAM, "down")]
    await mornings(world, days=2)
    assert len(world.chats.to(ORGANIZER)) == 2
    world.around.amiss = []
    await mornings(world, days=2)
    assert len(world.chats.to(ORGANIZER)) == 2
    world.around.amiss = [NO_MAIL]
    await mornings(world, days=1)
    assert len(world.chats.to(ORGANIZER)) == 3


async def test_more_of_the_same_is_no_news(world: World, clinic: Clinic) -> None:
    for seconds in (40, 90, 400):
        world.around.amiss = [Finding(Area.TELEGRAM, "unfetched", params={"count": seconds})]
        await mornings(world, days=1)
    assert len(world.chats.to(ORGANIZER)) == 1


async def test_the_morning_names_lessons_that_lack_something_and_says_what_was_mended(
    world: World, clinic: Clinic
) -> None:
    lesson = await world.hold(clinic.instructor, clinic.patient, at=moscow("2026-11-27 10:00"))
    async with world.office() as office:
        host = Resource.host(lesson.host_id)
        await office.session.execute(delete(BusyInterval).where(BusyInterval.resource_id == host))
        await office.session.execute(
            delete(Notification).where(Notification.kind == NotificationKind.LESSON_STARTING)
        )
    await mornings(world, days=1)
    (told,) = world.chats.to(ORGANIZER)
    assert "Утренняя проверка: 2 замечания" in told
    when = "Пятница, 27 ноября, 10:00, Вариантова Алла: "
    assert f"{when}занятое время не совпадает с участниками" in told
    assert f"{when}напоминание было запланировано не всем. Запланировали" in told
    assert "Пробный" not in told
    assert len(await world.rows(NotificationKind.LESSON_STARTING)) == 2
    await mornings(world, days=1)
    async with world.office() as office:
        report = await office.checkups.latest(clinic.organizer)
    assert report is not None
    assert [remark.code for remark in report.remarks] == ["not_busy"]


async def test_it_waits_for_the_end_of_quiet_hours(world: World, clinic: Clinic) -> None:
    world.around.amiss = [NO_MAIL]
    await world.tick()
    await world.until(moscow("2026-11-24 07:59"))
    assert world.chats.to(ORGANIZER) == []
    await world.until(moscow("2026-11-24 08:00"))
    assert len(world.chats.to(ORGANIZER)) == 1


async def test_a_morning_that_was_slept_through_is_made_up_for(world: World, clinic: Clinic) -> None:
    await world.tick()
    await world.sleep_until(moscow("2026-11-25 11:00"))
    report = await latest(world, clinic.organizer)
    assert report is not None
    assert report.finished_at == moscow("2026-11-25 11:00")
    assert await looks(world, clinic) == 1


async def test_old_looks_are_forgotten(world: World, clinic: Clinic) -> None:
    await mornings(world, days=2)
    async with world.office() as office:
        oldest = select(func.min(Checkup.id)).scalar_subquery()
        old = world.clock.now() - KEPT
        await office.session.execute(update(Checkup).where(Checkup.id == oldest).values(finished_at=old))
    await mornings(world, days=1)
    assert await looks(world, clinic) == 2


async def test_two_programs_make_a_look_once(world: World, clinic: Clinic) -> None:
    await begin(world, clinic.organizer)
    async with world.office() as office:
        await office.session.execute(update(Organization).values(next_check_at=world.clock.now()))
    await asyncio.gather(world.checkups.run(), world.checkups.run())
    assert await looks(world, clinic) == 2
    async with world.office() as office:
        unfinished = select(func.count(Checkup.id)).where(Checkup.finished_at.is_(None))
        assert await office.session.scalar(unfinished) == 0


@pytest.mark.parametrize(
    ("now", "zone", "then"),
    [
        (moscow("2026-11-23 05:59"), MOSCOW, moscow("2026-11-23 06:00")),
        (moscow("2026-11-23 06:00"), MOSCOW, moscow("2026-11-24 06:00")),
        (berlin("2026-03-28 07:00"), BERLIN, berlin("2026-03-29 06:00")),
    ],
)
def test_the_next_morning(now: datetime, zone: str, then: datetime) -> None:
    assert next_morning(now, zone) == then


async def test_the_host_of_a_lesson_is_not_asked_about_by_its_old_login(
    world: World, clinic: Clinic, lesson: Lesson
) -> None:
    """What Zoom says of a login that was changed meanwhile is not kept for the new one."""
    world.zoom_asked.host = HostCheck(HostState.UNKNOWN)

    async def changed() -> None:
        async with world.office() as office:
            host = await office.session.scalars(
                select(MeetingHost).where(MeetingHost.membership_id == clinic.instructor.membership_id)
            )
            host.one().login = "ins2@demo.invalid"

    await begin(world, clinic.organizer)
    world.zoom_asked.asked = changed
    await world.tick()
    async with world.office() as office:
        view = await office.hosts.one(clinic.organizer, clinic.instructor.membership_id)
    assert view.host is not None
    assert (view.host.provider, view.host.problem) == (HostProvider.ZOOM, None)
