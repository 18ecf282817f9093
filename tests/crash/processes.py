"""Starting the program as a process, and killing it."""

import asyncio
import json
import os
import random
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from bot.settings import Settings
from sandbox.clock import SandboxClock

START_SECONDS = 60
"""Seconds a start may take on a busy machine."""

ROOT = Path(__file__).resolve().parents[2]


def environment(settings: Settings) -> dict[str, str]:
    """Return the environment in which a process reads these settings."""
    told = {
        name.upper(): value.get_secret_value() if isinstance(value, SecretStr) else str(value)
        for name, value in settings
        if value is not None
    }
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG")}
    return {**kept, **told, "LOG_LEVEL": "WARNING"}


class Nursery:
    """Where programs come from; see ``tests.crash.nursery``."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    def bear(self, order: dict[str, Any]) -> int:
        """Start a program and return its process id."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        return int(self._process.stdout.readline())


@contextmanager
def open_nursery() -> Iterator[Nursery]:
    """Run a nursery for as long as the block lasts."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.crash.nursery"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        yield Nursery(process)


class Victim:
    """The program's process, one after another."""

    def __init__(self, nursery: Nursery, settings: Settings, folder: Path, clock: SandboxClock) -> None:
        self._nursery = nursery
        self._environment = environment(settings)
        self._clock = clock
        self._log = folder / "program.log"
        self._exit = folder / "exit"
        os.mkfifo(self._exit)
        self._pid = 0
        self._ended: asyncio.Task[int] | None = None

    @property
    def log(self) -> str:
        """What all of them logged."""
        return self._log.read_text() if self._log.exists() else ""

    @property
    def alive(self) -> bool:
        """True while it runs."""
        return self._ended is not None and not self._ended.done()

    async def start(self, **more: str) -> None:
        """Start the program, with ``more`` in its environment."""
        order = {
            "environment": self._environment | more,
            "log": str(self._log),
            "exit": str(self._exit),
        }
        self._pid = await asyncio.to_thread(self._nursery.bear, order)
        self._ended = asyncio.create_task(asyncio.to_thread(lambda: int(self._exit.read_text())))

    async def ended(self) -> int:
        """Wait until it has ended; return its exit code, minus the signal that killed it."""
        assert self._ended is not None
        code = await self._ended
        self._clock.leave()
        return code

    async def kill(self) -> None:
        """SIGKILL it, wherever it is."""
        with suppress(ProcessLookupError):
            os.kill(self._pid, signal.SIGKILL)
        await self.ended()

    async def terminate(self) -> int:
        """SIGTERM it and return its exit code."""
        os.kill(self._pid, signal.SIGTERM)
        return await self.ended()

    async def start_and_work(self) -> None:
        """Start the program and wait until it asks for the time: from then on it is at work."""
        asked = self._clock.asked
        await self.start()
        for _ in range(START_SECONDS * 50):
            if self._clock.asked > asked:
                return
            await asyncio.sleep(0.02)
        raise AssertionError(f"the program does not start: {self.log[-2000:]}")

    async def start_and_follow(self) -> None:
        """Start the program and wait until it has done all that was due and follows the clock."""
        await self.start_and_work()
        asked = self._clock.asked
        for _ in range(START_SECONDS * 50):
            if self._clock.asked > asked:
                return
            await asyncio.sleep(0.02)
        raise AssertionError(f"the program does not come to rest: {self.log[-2000:]}")

    async def live_for(self, most: float) -> None:
        """Start, let it work for a random while (seconds), kill it."""
        await self.start_and_work()
        await asyncio.sleep(random.uniform(0, most))
        await self.kill()
