"""«Проверить настройки»: the answer comes into the same message; mornings stand on the first screen."""

import pytest
from sqlalchemy import delete
from sqlalchemy.ext.asyncio import create_async_engine

from bot.settings import Settings
from models import BusyInterval
from sandbox.server import Sandbox
from services.texts import Texts
from tests.flows.faults.conftest import at_work
from tests.flows.phones import PATIENCE, Phone, Seen, World
from tests.flows.seeded import People


async def answered(org: Phone, texts: Texts) -> Seen:
    """Wait until the screen under way has its answer."""
    return await org.sees_button(texts.plain("organizer.button.check_again"))


def well(texts: Texts, *areas: str) -> list[str]:
    """Return how points that are well begin."""
    return [
        texts.plain("checkup.well", area=texts.plain(f"checkup.area.{area}")).split(",")[0] for area in areas
    ]


@pytest.mark.usefixtures("running_program")
async def test_all_is_well_and_the_answer_takes_the_place_of_the_waiting(
    people: People, world: World, texts: Texts
) -> None:
    org = people["org"]
    await org.says("/start")
    await org.press(texts.plain("organizer.button.check"))
    pressed = (await org.last()).id
    seen = await answered(org, texts)
    assert seen.id == pressed
    for line in well(texts, "telegram", "zoom", "mail", "database", "messages", "lessons"):
        assert line in seen.text
    assert texts.plain("checkup.more.mail_at_once") in seen.text
    assert await world.mails("demo.invalid") == []
    await org.press(texts.plain("button.home"))
    await org.sees(texts.plain("organizer.home.checked_well", moment=today(texts, "09:45"))[:12])
    for key in ("doc", "ins", "west"):
        await people[key].says("/check")
        assert texts.plain("checkup.area.mail") not in (await people[key].last()).text


def today(texts: Texts, clock: str) -> str:
    """«сегодня, 09:45»."""
    return f"{texts.plain('time.today')}, {clock}"


@pytest.mark.parametrize(
    ("service", "fault", "area", "reason"),
    [
        ("zoom", "credentials", "zoom", "zoom_credentials"),
        ("zoom", "down", "zoom", "zoom_down"),
        ("smtp", "down", "mail", "mail_down"),
    ],
)
@pytest.mark.usefixtures("running_program")
async def test_a_service_in_trouble_is_one_remark_with_what_to_do(
    people: People, sandbox: Sandbox, texts: Texts, service: str, fault: str, area: str, reason: str
) -> None:
    org = people["org"]
    sandbox.faults.switch_on(service, fault)
    await org.says("/check")
    seen = await answered(org, texts)
    assert texts.many_plain("checkup.amiss", 1, area=texts.plain(f"checkup.area.{area}")) in seen.text
    assert texts.plain(f"check.reason.{reason}") in seen.text
    await org.press(texts.plain("button.home"))
    await org.sees_button(texts.plain("organizer.button.check_remarks", remarks=1))
    sandbox.faults.clear()
    await org.press(texts.plain("organizer.button.check_remarks", remarks=1))
    await answered(org, texts)


@pytest.mark.usefixtures("running_program")
async def test_an_account_that_zoom_does_not_know_is_named_and_put_right(
    people: People, world: World, sandbox: Sandbox, texts: Texts
) -> None:
    org = people["org"]
    await org.says("/settings")
    await org.press(texts.plain("organizer.button.hosts"))
    await org.press("Черновикова Алла")
    await org.press(texts.plain("organizer.button.zoom_login"))
    await org.says("nobody@demo.invalid")
    await org.says("/check")
    seen = await answered(org, texts)
    assert texts.plain("checkup.remark.unknown", name="Черновикова Алла") in seen.text
    await org.press(texts.plain("organizer.button.hosts"))
    await org.sees_button(texts.plain("organizer.hosts.short.problem"))


@pytest.mark.usefixtures("running_program")
async def test_a_lesson_that_lacks_something_is_named_with_its_instructor(
    settings: Settings, people: People, texts: Texts
) -> None:
    org = people["org"]
    engine = create_async_engine(settings.database_url)
    async with engine.begin() as connection:
        await connection.execute(delete(BusyInterval))
    await engine.dispose()
    await org.says("/check")
    seen = await answered(org, texts)
    assert texts.many_plain("checkup.amiss", 1, area=texts.plain("checkup.area.lessons")) in seen.text
    assert "10:00, Черновикова Алла: " in seen.text
    assert "Сказкина" not in seen.text


async def test_a_restart_in_the_middle_leaves_no_screen_waiting(
    settings: Settings, people: People, world: World, sandbox: Sandbox, texts: Texts
) -> None:
    org = people["org"]
    async with at_work(settings, sandbox):
        sandbox.faults.switch_on("telegram", "hang", only="getMe", seconds=PATIENCE)
        await org.says("/check")
        waiting = await org.last()
        assert waiting.button(texts.plain("organizer.button.check_again")) is None
    sandbox.faults.clear()
    async with at_work(settings, sandbox):
        seen = await answered(org, texts)
        assert seen.id == waiting.id
        assert texts.plain("checkup.area.mail") in seen.text


@pytest.mark.usefixtures("running_program")
async def test_the_morning_is_on_the_first_screen_and_remarks_come_as_a_message(
    people: People, world: World, sandbox: Sandbox, texts: Texts
) -> None:
    org = people["org"]
    sandbox.faults.switch_on("smtp", "down")
    await world.advance(to="2026-11-24T05:00:10Z")
    told = await org.sees(texts.many_plain("messages.checkup.title", 1))
    assert texts.plain("check.reason.mail_down") in told.text
    await org.says("/start")
    await org.sees(texts.many_plain("organizer.home.checked", 1, moment=today(texts, "06:00")))
    await org.press(texts.plain("button.open_checkup"), told)
    await org.sees(today(texts, "06:00"), texts.plain("check.reason.mail_down"))
    await world.advance(to="2026-11-25T05:00:10Z")
    titles = [seen for seen in await org.chat() if texts.many_plain("messages.checkup.title", 1) in seen.text]
    assert len(titles) == 1
