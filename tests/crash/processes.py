"""Starting the program as a process, and killing it."""

import asyncio
import os
import random
import sys
from contextlib import suppress
from pathlib import Path

from pydantic import SecretStr

from bot.settings import Settings
from sandbox.clock import SandboxClock

START_SECONDS = 60
"""Seconds a start may take on a busy machine: importing aiogram alone is seconds of work."""

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


class Victim:
    """The program's process."""

    def __init__(self, settings: Settings, log: Path, clock: SandboxClock) -> None:
        self._environment = environment(settings)
        self._clock = clock
        self._log = log
        self._process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        """Start the program."""
        with self._log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "tests.crash.program",
                cwd=ROOT,
                env=self._environment,
                stdout=log,
                stderr=log,
            )

    async def kill(self) -> None:
        """SIGKILL it, wherever it is."""
        assert self._process is not None
        with suppress(ProcessLookupError):
            self._process.kill()
        await self._process.wait()

    async def terminate(self) -> int:
        """SIGTERM it and return its exit code."""
        assert self._process is not None
        self._process.terminate()
        return await self._process.wait()

    async def start_and_follow(self) -> None:
        """Start the program and wait until it follows the clock: it is at work then."""
        await self.start()
        for _ in range(START_SECONDS * 20):
            if self._clock.listening:
                return
            await asyncio.sleep(0.05)
        raise AssertionError(f"the program does not start: {self._log.read_text()[-2000:]}")

    async def live_for(self, most: float) -> None:
        """Start, let it work for a random while (seconds), kill it."""
        await self.start_and_follow()
        await asyncio.sleep(random.uniform(0, most))
        await self.kill()
