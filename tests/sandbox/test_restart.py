"""A sandbox that is stopped and started again goes on exactly where it was."""

import asyncio
import json
import signal
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from sandbox.__main__ import parsed_options
from sandbox.server import Sandbox, SandboxOptions, running
from tests.sandbox.conftest import START
from tests.sandbox.phones import PEOPLE, VERA, Phone, PlainBot, form, keyboard, png


def phone_and_bot(session: aiohttp.ClientSession, sandbox: Sandbox) -> tuple[Phone, PlainBot]:
    return Phone(session, sandbox.url, VERA), PlainBot(session, sandbox.url)


async def test_chats_updates_files_and_settings_are_kept(tmp_path: Path) -> None:
    options = SandboxOptions(state=tmp_path, start=START, people=PEOPLE)
    async with running(options) as sandbox, aiohttp.ClientSession(sandbox.url) as session:
        vera, bot = phone_and_bot(session, sandbox)
        await vera.write("/start")
        await bot.drain()
        await bot.call("setMyName", name="Центр")
        await bot.call("setMyCommands", commands=[{"command": "menu", "description": "Меню"}])
        photo = await bot.call("sendPhoto", form({"chat_id": VERA}, photo=("1.png", png())))
        await bot.send(VERA, reply_markup={"keyboard": [[{"text": "Меню"}]]})
        await bot.send(VERA, "Придёте?", reply_markup=keyboard([{"text": "Да", "callback_data": "yes"}]))
        await vera.write("Буду")
        chat, waiting = await vera.chat(), await bot.updates()

    async with running(options) as sandbox, aiohttp.ClientSession(sandbox.url) as session:
        vera, bot = phone_and_bot(session, sandbox)
        assert await vera.chat() == chat
        assert await bot.updates() == waiting
        again = await bot.call("sendPhoto", chat_id=VERA, photo=photo["photo"][-1]["file_id"])
        assert again["message_id"] == waiting[0]["message"]["message_id"] + 1
        async with session.get((await vera.messages())[-1]["photo"]["url"]) as response:
            assert await response.read() == png()
        await vera.write("Снова я")
        assert (await bot.updates())[-1]["update_id"] == waiting[-1]["update_id"] + 1


async def test_the_clock_stands_while_the_sandbox_is_down(tmp_path: Path) -> None:
    options = SandboxOptions(state=tmp_path, start=START)
    async with running(options) as sandbox:
        await sandbox.clock.advance_by(timedelta(hours=5))
        stopped = sandbox.clock.now()
    later = datetime(2031, 1, 1, tzinfo=UTC)
    async with running(SandboxOptions(state=tmp_path, start=later)) as sandbox:
        assert sandbox.clock.revision == 1
        assert stopped <= sandbox.clock.now() < stopped + timedelta(hours=1)


async def test_who_finds_the_port_taken_leaves_the_state_alone(tmp_path: Path) -> None:
    async with running(SandboxOptions(state=tmp_path, people=PEOPLE)) as sandbox:
        sandbox.save()
        before = (tmp_path / "state.json").read_bytes()
        taken = int(sandbox.url.rpartition(":")[2])
        with pytest.raises(OSError, match="address already in use"):
            async with running(SandboxOptions(state=tmp_path, port=taken)):
                pass
        assert (tmp_path / "state.json").read_bytes() == before


async def start_process(state: Path) -> tuple[asyncio.subprocess.Process, dict[str, Any]]:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "sandbox", "--port", "0", "--smtp-port", "0", "--state", str(state),
        stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    assert process.stdout is not None
    return process, json.loads(await process.stdout.readline())


async def test_as_a_process_it_says_where_it_is_and_keeps_all_at_sigterm(tmp_path: Path) -> None:
    process, ready = await start_process(tmp_path)
    assert ready["ready"] is True
    assert ready["smtp"].startswith("smtp://127.0.0.1:")
    async with aiohttp.ClientSession(ready["url"]) as session:
        async with session.post("/api/people", json={"id": VERA, "first_name": "Вера"}) as response:
            assert response.status == 200
        poll = asyncio.create_task(PlainBot(session, ready["url"]).updates(timeout=50))
        await Phone(session, ready["url"], VERA).write("/start")
        assert len(await poll) == 1
        async with session.get("/api/events") as events:
            await events.content.readline()
            process.send_signal(signal.SIGTERM)
            assert await asyncio.wait_for(process.wait(), 30) == 0

    process, ready = await start_process(tmp_path)
    async with aiohttp.ClientSession(ready["url"]) as session:
        assert await Phone(session, ready["url"], VERA).texts() == ["/start"]
    process.send_signal(signal.SIGINT)
    assert await asyncio.wait_for(process.wait(), 30) == 0


def test_a_wrong_argument_is_a_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        parsed_options(["--start", "tomorrow"])
    assert ended.value.code == 2
    assert "'tomorrow' is not a moment in ISO 8601." in capsys.readouterr().err
