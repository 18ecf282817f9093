"""Files of people on the scheduler's side: what Telegram refuses, what breaks, two programs."""

import pytest
from sqlalchemy import select

from models import ImportState, NotificationKind, NotificationState, PeopleImport
from scheduler import imports as imports_module
from services.people_import.imports import ImportView
from services.people_import.work import KEPT, LEASE, MOST_ATTEMPTS, NEWS_WAITS
from services.ports import PermanentFailure, TemporaryFailure
from tests.scheduler.outside import plain
from tests.scheduler.world import ORGANIZER, World
from tests.services.lists import Row, crowd, csv, xlsx
from tests.services.people import Clinic

ANNA: Row = ("Примерова", "Анна", "Условновна", "пациент", "anna@example.com", "+79161234567", "Омск")


async def sent(world: World, clinic: Clinic, content: bytes) -> int:
    """Let the organizer send a file."""
    world.files.there["file"] = content
    async with world.office() as office:
        return await office.imports.receive(clinic.organizer, "file", "list.xlsx", len(content))


async def seen(world: World, clinic: Clinic, number: int) -> ImportView:
    """Let the organizer look at the screen."""
    async with world.office() as office:
        return await office.imports.view(clinic.organizer, number)


async def row(world: World) -> PeopleImport:
    async with world.sessions() as session:
        return (await session.scalars(select(PeopleImport))).one()


async def test_progress_is_told_on_the_screen_at_most_five_times_a_file(
    world: World, clinic: Clinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imports_module, "AT_A_TIME", 2)
    number = await sent(world, clinic, xlsx(*crowd(5)))
    await world.imports.run()
    assert world.redrawn == [ORGANIZER] * 4, "three parts, and the result"
    view = await seen(world, clinic, number)
    assert (view.state, view.done, view.total) == (ImportState.CHECKED, 5, 5)


async def test_whoever_looked_is_not_told_and_whoever_did_not_is(world: World, clinic: Clinic) -> None:
    number = await sent(world, clinic, csv(ANNA))
    await world.tick()
    await seen(world, clinic, number)
    await world.until(world.clock.now() + NEWS_WAITS)
    assert world.chats.to(ORGANIZER) == []
    async with world.office() as office:
        await office.imports.add(clinic.organizer, number)
    await world.tick()
    await world.until(world.clock.now() + NEWS_WAITS)
    assert plain(world.chats.last(ORGANIZER)) == "Добавлено: 1"
    async with world.office() as office:
        assert len(await office.people.search(clinic.organizer, "anna@example.com")) == 1
    assert [mail.to for mail in world.mailbox.sent] == ["anna@example.com"]


async def test_a_file_that_telegram_lost_is_asked_for_again(world: World, clinic: Clinic) -> None:
    number = await sent(world, clinic, csv(ANNA))
    world.files.refuse("fetch", PermanentFailure("telegram_file"))
    await world.tick()
    view = await seen(world, clinic, number)
    assert (view.state, view.problem) == (ImportState.FAILED, "import-gone")


async def test_a_file_too_large_after_all_is_refused(world: World, clinic: Clinic) -> None:
    number = await sent(world, clinic, csv(ANNA))
    world.files.refuse("fetch", PermanentFailure("large"))
    await world.tick()
    assert (await seen(world, clinic, number)).problem == "import-large"


async def test_telegram_that_does_not_answer_is_asked_again(world: World, clinic: Clinic) -> None:
    number = await sent(world, clinic, csv(ANNA))
    world.files.refuse("fetch", TemporaryFailure("telegram_cut"))
    due = await world.tick()
    assert due is not None
    assert (await seen(world, clinic, number)).state is ImportState.RECEIVED
    await world.until(due)
    assert (await seen(world, clinic, number)).state is ImportState.CHECKED


async def test_what_breaks_the_program_is_given_up_and_told_and_nobody_is_added(
    world: World, clinic: Clinic
) -> None:
    number = await sent(world, clinic, csv(ANNA))
    world.files.refuse("fetch", *[ZeroDivisionError()] * MOST_ATTEMPTS)
    for _ in range(MOST_ATTEMPTS):
        due = await world.tick()
        world.clock.move_to(due or world.clock.now())
    view = await seen(world, clinic, number)
    assert (view.state, view.problem) == (ImportState.FAILED, "import-later")
    assert (await row(world)).content_sealed is None


async def test_a_program_that_died_over_a_file_leaves_it_to_the_next(world: World, clinic: Clinic) -> None:
    number = await sent(world, clinic, csv(ANNA))

    async def die() -> None:
        raise KeyboardInterrupt

    world.files.meanwhile = die
    with pytest.raises(KeyboardInterrupt):
        await world.imports.run()
    world.files.meanwhile = None
    assert await world.imports.run() == 0, "the dead one's lease holds"
    await world.until(world.clock.now() + LEASE)
    assert (await seen(world, clinic, number)).state is ImportState.CHECKED


async def test_a_file_dropped_while_it_was_fetched_stays_dropped(world: World, clinic: Clinic) -> None:
    number = await sent(world, clinic, csv(ANNA))

    async def change_mind() -> None:
        async with world.office() as office:
            await office.imports.drop(clinic.organizer, number)

    world.files.meanwhile = change_mind
    await world.tick()
    kept = await row(world)
    assert (kept.state, kept.content_sealed) == (ImportState.DROPPED, None)


async def test_a_file_left_lying_is_wiped_after_a_day(world: World, clinic: Clinic) -> None:
    number = await sent(world, clinic, csv(ANNA))
    await world.tick()
    await seen(world, clinic, number)
    async with world.office() as office:
        await office.imports.ask_marked(clinic.organizer, number)
    await world.until(world.clock.now() + KEPT)
    kept = await row(world)
    assert (kept.state, kept.content_sealed, kept.file_id) == (ImportState.DROPPED, None, None)
    (marked,) = await world.rows(NotificationKind.IMPORT_MARKED)
    assert marked.state is NotificationState.SENT


async def test_two_programs_save_a_list_once(world: World, clinic: Clinic) -> None:
    number = await sent(world, clinic, csv(*crowd(3)))
    await world.tick()
    async with world.office() as office:
        await office.imports.add(clinic.organizer, number)
    first, second = world.imports, world.imports
    assert await first.run() + await second.run() == 1
    assert (await seen(world, clinic, number)).counts["added"] == 3
    assert len(await world.rows(NotificationKind.INVITATION)) == 3
