"""Faults are switched from tests, from the page's API and by a command, and befall just what they should."""

import asyncio
import sys

import aiohttp
import pytest

from sandbox.server import Sandbox
from tests.sandbox.phones import VERA, Phone, PlainBot


async def switch(session: aiohttp.ClientSession, **fields: object) -> dict[str, list[dict[str, object]]]:
    async with session.post("/api/faults", json=fields) as response:
        body: dict[str, list[dict[str, object]]] = await response.json()
        return body


async def command(sandbox: Sandbox, *arguments: str) -> tuple[int, str]:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "sandbox.faults", "--url", sandbox.url, *arguments),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    output, _ = await process.communicate()
    return process.returncode or 0, output.decode()


async def test_a_request_cut_before_leaves_nothing_and_one_cut_after_leaves_its_effect(
    session: aiohttp.ClientSession, sandbox: Sandbox, bot: PlainBot, vera: Phone
) -> None:
    for name, text in (("down", "До"), ("cut", "После")):
        await switch(session, service="telegram", name=name, times=1, only="sendMessage")
        with pytest.raises(aiohttp.ClientError):
            await bot.send(VERA, text)
    assert [message["text"] for message in await vera.messages() if message["from"] == "bot"] == ["После"]
    assert (await bot.send(VERA, "Снова"))["text"] == "Снова"


async def test_a_hanging_request_is_never_answered(
    session: aiohttp.ClientSession, bot: PlainBot, vera: Phone
) -> None:
    await switch(session, service="telegram", name="hang_after", only="sendMessage")
    sending = asyncio.create_task(bot.send(VERA, "Дошло"))
    await vera.shows("Дошло")
    assert not sending.done()
    sending.cancel()
    await asyncio.gather(sending, return_exceptions=True)


async def test_a_gateway_answers_with_its_own_page(
    session: aiohttp.ClientSession, sandbox: Sandbox, vera: Phone
) -> None:
    await switch(session, service="telegram", name="html_502", times=1)
    url = f"/bot{sandbox.options.token}/getMe"
    async with session.get(url) as response:
        assert (response.status, response.content_type) == (502, "text/html")
    async with session.get(url) as response:
        assert response.status == 200


async def test_what_is_on_is_told_and_counted_down(session: aiohttp.ClientSession, sandbox: Sandbox) -> None:
    shown = await switch(session, service="telegram", name="down", times=2, only="getMe", seconds=1.5)
    on = {"service": "telegram", "name": "down", "times": 2, "only": "getme", "seconds": 1.5}
    assert shown["active"] == [on]
    with pytest.raises(aiohttp.ClientError):
        # A cut GET would be repeated by the client itself.
        await session.post(f"/bot{sandbox.options.token}/getMe")
    async with session.get("/api/faults") as response:
        assert (await response.json())["active"] == [on | {"times": 1}]
    assert (await switch(session, service="telegram", name="down", on=False))["active"] == []


async def test_the_command_switches_faults_of_a_running_sandbox(sandbox: Sandbox) -> None:
    code, output = await command(sandbox, "on", "zoom.html_502", "--times", "3")
    assert code == 0
    line = next(line for line in output.splitlines() if line.startswith("zoom.html_502"))
    assert "ON, times 3" in line
    assert [fault["name"] for fault in sandbox.faults.active()] == ["html_502"]
    assert (await command(sandbox, "clear"))[0] == 0
    assert sandbox.faults.active() == []


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("on", "zoom.fire"), "There is no fault «zoom.fire»."),
        (("--url", "http://127.0.0.1:9", "list"), "No sandbox answers at http://127.0.0.1:9"),
    ],
)
async def test_a_wrong_command_is_a_sentence(
    sandbox: Sandbox, arguments: tuple[str, ...], sentence: str
) -> None:
    code, output = await command(sandbox, *arguments)
    assert (code, sentence in output) == (1, True), output


async def test_wrong_faults_are_refused(session: aiohttp.ClientSession) -> None:
    for fields in (
        {"service": "telegram", "name": "fire"},
        {"service": "moon", "name": "down"},
        {"service": "telegram", "name": "down", "times": 0},
        {"service": "telegram", "name": "down", "seconds": -1},
    ):
        async with session.post("/api/faults", json=fields) as response:
            assert response.status == 400
