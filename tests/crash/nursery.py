"""A process that has imported the program once and forks it as often as it is asked.

Importing aiogram takes seconds; a fork of a process that did so has it at once. Each line of the input is
one order: JSON with ``environment``, ``log`` and ``exit``, the pipe into which the program's exit status goes
when it has ended. The answer to each is a line with the program's process id.
"""

import json
import os
import signal
import sys
from pathlib import Path
from typing import Any

import uvloop  # noqa: F401 - imported for the children

from bot import app, cli  # noqa: F401 - app is imported for the children
from tests.crash.program import main


def serve() -> None:
    """Fork a program for every order, until the input ends."""
    for line in sys.stdin:
        order: dict[str, Any] = json.loads(line)
        if os.fork() == 0:
            # The program's own parent waits for it, so that this process can read the next order.
            _supervise(order)


def _supervise(order: dict[str, Any]) -> None:
    pid = os.fork()
    if pid == 0:
        _become(order)
    print(pid, flush=True)
    _, status = os.waitpid(pid, 0)
    Path(order["exit"]).write_text(str(os.waitstatus_to_exitcode(status)))
    os._exit(0)


def _become(order: dict[str, Any]) -> None:
    os.setsid()
    signal.signal(signal.SIGINT, signal.default_int_handler)
    os.environ.clear()
    os.environ.update(order["environment"])
    log = os.open(order["log"], os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    for number in (1, 2):
        os.dup2(log, number)
    code = 70
    try:
        code = main()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


if __name__ == "__main__":
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    serve()
