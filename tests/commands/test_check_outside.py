"""`oncocenter check` on Telegram, the clock, Zoom and the mail server: what is wrong with each is told."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import aiohttp
import pytest
from aiohttp import web
from pydantic import SecretStr

from bot.check import NO_START, SOMETHING_TO_DO, WELL
from bot.settings import Settings
from sandbox.server import Sandbox
from tests.commands.checking import LICENSED, NO_ZOOM, changed, checked, closed_port, only_bad
from tests.flows.conftest import TOKEN
from tests.services.people import OPENING, Clinic, Office, plan


async def test_an_unknown_token_keeps_the_program_from_starting(settings: Settings) -> None:
    unknown = changed(settings, bot_token=SecretStr("4242424242:ANOTHER-ONE"))
    assert "Telegram does not know BOT_TOKEN" in await only_bad(unknown, NO_START)


@pytest.mark.parametrize(
    ("fault", "sentence"),
    [
        ("down", "Telegram does not answer"),
        ("html_502", "Telegram does not answer"),
        ("internal", "Telegram answers with status 500"),
        ("unreadable", "Telegram does not answer"),
    ],
)
async def test_telegram_in_trouble_is_told(
    lite: Settings, sandbox: Sandbox, fault: str, sentence: str
) -> None:
    sandbox.faults.switch_on("telegram", fault)
    assert sentence in await only_bad(lite)


async def test_nobody_at_the_api_or_the_proxy_is_told(lite: Settings) -> None:
    nobody = f"127.0.0.1:{closed_port()}"
    for value in ({"telegram_api_url": f"http://{nobody}"}, {"telegram_proxy": f"socks5://{nobody}"}):
        assert "Telegram does not answer" in await only_bad(changed(lite, **value))
    assert "TELEGRAM_PROXY" in await only_bad(changed(lite, telegram_proxy="socks9://nowhere"))


async def test_a_webhook_keeps_the_program_from_starting(lite: Settings, sandbox: Sandbox) -> None:
    address = {"url": f"http://127.0.0.1:{closed_port()}/"}
    async with (
        aiohttp.ClientSession(sandbox.url) as http,
        http.post(f"/bot{TOKEN}/setWebhook", json=address) as answer,
    ):
        assert answer.status == 200, await answer.text()
    assert "deleteWebhook" in await only_bad(lite, NO_START)


async def test_updates_that_nobody_fetches_are_counted(lite: Settings, sandbox: Sandbox) -> None:
    for _ in range(100):
        sandbox.telegram.account.updates.add("message", {})
    assert (await checked(lite)).code == WELL
    sandbox.telegram.account.updates.add("message", {})
    assert "101 updates wait at Telegram" in await only_bad(lite)


@asynccontextmanager
async def telegram_at(ahead: timedelta) -> AsyncIterator[str]:
    """A Telegram whose clock shows another time; gives its address."""

    async def answer(request: web.Request) -> web.Response:
        date = format_datetime(datetime.now(UTC) + ahead, usegmt=True)
        return web.json_response({"ok": True, "result": {"username": "x_bot"}}, headers={"Date": date})

    application = web.Application()
    application.router.add_get("/bot{token}/{method}", answer)
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


@pytest.mark.parametrize(
    ("ahead", "sentence"),
    [(timedelta(minutes=-5), "s fast, so reminders come early"), (timedelta(hours=1), "s slow")],
)
async def test_a_clock_that_is_off_is_told(lite: Settings, ahead: timedelta, sentence: str) -> None:
    async with telegram_at(ahead) as url:
        assert sentence in await only_bad(changed(lite, telegram_api_url=url))


async def test_a_clock_that_is_nearly_right_is_right(lite: Settings) -> None:
    async with telegram_at(timedelta(seconds=10)) as url:
        assert (await checked(changed(lite, telegram_api_url=url))).code == WELL


@pytest.mark.parametrize(
    ("fault", "sentence"),
    [
        ("credentials", "Zoom refuses the credentials"),
        ("scopes", "the Zoom app lacks scopes"),
        ("down", "Zoom does not answer"),
        ("html_502", "Zoom does not answer"),
        ("rate", "too many requests"),
    ],
)
async def test_zoom_in_trouble_is_told(lite: Settings, sandbox: Sandbox, fault: str, sentence: str) -> None:
    sandbox.faults.switch_on("zoom", fault)
    line = await only_bad(lite)
    assert line.startswith("✗ Meetings: ")
    assert sentence in line


async def test_instructors_on_zoom_need_zoom(lite: Settings, clinics: object) -> None:
    assert "1 instructor holds lessons over Zoom" in await only_bad(changed(lite, **NO_ZOOM))


@pytest.mark.parametrize(
    ("zoom_user", "sentence"),
    [
        (LICENSED | {"email": "other@demo.invalid"}, "Zoom does not know the account of 1 instructor"),
        (LICENSED | {"status": "inactive"}, "the Zoom account of 1 instructor is not active"),
    ],
)
async def test_an_account_zoom_does_not_let_in_is_told_with_its_clinic(
    settings: Settings, clinic: Clinic, sentence: str
) -> None:
    line = await only_bad(settings)
    assert "Онкоцентр «Пример»: " in line
    assert sentence in line


@pytest.mark.parametrize("zoom_user", [LICENSED | {"type": 1}])
async def test_a_basic_account_is_a_limit_and_with_longer_lessons_a_trouble(
    settings: Settings, office: Office, clinic: Clinic
) -> None:
    said = await checked(settings)
    assert said.code == WELL
    assert any("1 instructor has Zoom Basic: lessons of up to 40 min" in line for line in said.lines["en"])
    for minutes, code in ((40, WELL), (41, SOMETHING_TO_DO)):
        at = OPENING + timedelta(days=minutes - 38)
        await office.schedule.create(clinic.instructor, plan(clinic.patient, at=at, minutes=minutes))
        await office.session.commit()
        said = await checked(settings)
        assert [line for line in said.bad if "Zoom will cut it off" in line] == said.bad
        assert (said.code, len(said.bad)) == (code, int(code != WELL))


async def test_mail_in_trouble_is_told(lite: Settings) -> None:
    nobody = SecretStr(f"smtp://a:hunter2@127.0.0.1:{closed_port()}")
    line = await only_bad(changed(lite, smtp_url=nobody))
    assert line.startswith("✗ Mails: the mail server does not answer")


async def test_no_mail_is_sent(settings: Settings, sandbox: Sandbox) -> None:
    await checked(settings)
    assert sandbox.mail.all() == []
