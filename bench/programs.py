"""Programs as processes: started, measured from outside (Linux), and stopped whatever happens."""

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

ROOT = Path(__file__).resolve().parent.parent

STOP_SECONDS = 15
"""How long a program may take to end after SIGTERM."""

START_SECONDS = 60
"""How long a start may take on a busy machine: importing aiogram alone is seconds of work."""


@dataclass(frozen=True, slots=True)
class Program:
    """A running program, as the kernel accounts for it; threads are counted in."""

    pid: int

    def cpu_seconds(self) -> float:
        """Return the processor time used so far, in steps of the kernel's clock (10 ms as a rule)."""
        # The name, in brackets, may hold spaces; user and system time are fields 14 and 15 (proc(5)).
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def peak_megabytes(self) -> float:
        """Return the most memory it ever had resident."""
        lines = Path(f"/proc/{self.pid}/status").read_text().splitlines()
        return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM:"))


@asynccontextmanager
async def program(
    arguments: Sequence[str], environment: Mapping[str, str], folder: Path, log: Path
) -> AsyncIterator[Program]:
    """Run ``python`` with these arguments in ``folder``, its output in ``log``."""
    with log.open("ab") as output:
        process = await _start(arguments, environment, folder, output)
    try:
        yield Program(process.pid)
    finally:
        await _stop(process)


@asynccontextmanager
async def sandbox(folder: Path, people: Path, zoom_users: Path, token: str) -> AsyncIterator[str]:
    """Run the sandbox on free ports and give its address. Raises TimeoutError when it does not start."""
    arguments = (
        *("-m", "sandbox", "--port", "0", "--smtp-port", "0", "--no-limits", "--token", token),
        *("--people", str(people), "--zoom-users", str(zoom_users)),
    )
    process = await _start(arguments, {}, folder, asyncio.subprocess.PIPE)
    try:
        assert process.stdout is not None
        async with asyncio.timeout(START_SECONDS):
            line = await process.stdout.readline()
        if not line.strip():
            raise RuntimeError("the sandbox does not start")
        yield str(json.loads(line)["url"])
    finally:
        await _stop(process)


async def _start(
    arguments: Sequence[str], environment: Mapping[str, str], folder: Path, output: BinaryIO | int
) -> asyncio.subprocess.Process:
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG")}
    return await asyncio.create_subprocess_exec(
        sys.executable,
        *arguments,
        cwd=folder,
        env={**kept, "PYTHONPATH": str(ROOT), **environment},
        stdout=output,
        stderr=None if output == asyncio.subprocess.PIPE else output,
        # Ctrl-C reaches the bench alone, which stops what it started in order.
        start_new_session=True,
    )


async def _stop(process: asyncio.subprocess.Process) -> None:
    if process.returncode is not None:
        return
    process.terminate()
    try:
        async with asyncio.timeout(STOP_SECONDS):
            await process.wait()
    except TimeoutError:
        process.kill()
        await process.wait()
