"""The demo as a process of its own, started and stopped as a person does it in a terminal."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.demo.clinic import read_clinic

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 120
"""Seconds that a start or a stop may take on a busy machine."""

PORTS = range(20_000, 30_000)
"""Below the ports that systems give to outgoing connections, so that a freed one stays free for a restart."""

PEOPLE = {person.key: person.telegram_id for person in read_clinic().people}
"""The Telegram ids of the demo clinic's people, by their keys in ``clinic.json``."""


class Demo:
    """The demo in a folder, on a port that it keeps over restarts."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._log = folder / "terminal.log"
        self._port = _free_port()
        self._process: subprocess.Popen[bytes] | None = None
        self.touched = False
        """Whether somebody has been at its page since it last began anew."""

    @property
    def url(self) -> str:
        """The page's address."""
        return f"http://127.0.0.1:{self._port}/"

    def start(self, *, reset: bool = False) -> None:
        """Start it as ``make demo`` does, and wait until it has printed its address."""
        self._folder.mkdir(parents=True, exist_ok=True)
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                [
                    *(sys.executable, "-m", "bot", "demo"),
                    *("--port", str(self._port), "--folder", str(self._folder)),
                    *(["--reset"] if reset else []),
                ],
                cwd=ROOT,
                stdout=log,
                stderr=log,
            )
        until = time.monotonic() + PATIENCE
        while not re.search(rf"http://127\.0\.0\.1:{self._port}\b", self.terminal):
            assert self._process.poll() is None, f"the demo ended:\n{self.terminal}"
            assert time.monotonic() < until, f"the demo does not start:\n{self.terminal}"
            time.sleep(0.1)

    def begin_anew(self) -> None:
        """Stop it and start it as ``make demo RESET=1`` does."""
        self.end()
        self.start(reset=True)
        self.touched = False

    def interrupt(self) -> int:
        """Press Ctrl-C; return the exit code."""
        assert self._process is not None
        self._process.send_signal(signal.SIGINT)
        return self._process.wait(PATIENCE)

    def end(self) -> None:
        """Stop it if it still runs."""
        if self._process is None or self._process.poll() is not None:
            return
        try:
            self.interrupt()
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    @property
    def terminal(self) -> str:
        """What the last start has printed so far."""
        return self._log.read_text(encoding="utf-8", errors="replace")


@contextmanager
def running(folder: Path) -> Iterator[Demo]:
    """Run a new demo in a folder for as long as the block lasts."""
    demo = Demo(folder)
    try:
        demo.start()
        yield demo
    finally:
        demo.end()


def _free_port() -> int:
    # Workers that start at the same moment look at different ports.
    first = os.getpid() % len(PORTS)
    ports: tuple[int, ...] = (*PORTS[first:], *PORTS[:first])
    for port in ports:
        with socket.socket() as attempt:
            if attempt.connect_ex(("127.0.0.1", port)) != 0:
                return port
    raise AssertionError("no free port")
