"""The real program as a process, with its settings from the environment and the sandbox's clock.

With ``KILL_AT_COMMIT`` it kills itself at the n-th commit that changed something: right before it, or right
after it where ``KILL_WHEN`` is ``after``.
"""

import os
import signal
import sys
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Engine
from sqlalchemy.engine.default import DefaultDialect

from bot.cli import start
from bot.settings import Settings

CHANGES = ("INSERT", "UPDATE", "DELETE")


def main() -> int:
    """Run the program and return its exit code."""
    at = int(os.environ.pop("KILL_AT_COMMIT", "0"))
    if at:
        _kill_at_commit(at, after=os.environ.pop("KILL_WHEN", "before") == "after")
    return start(Settings())


def _kill_at_commit(number: int, *, after: bool) -> None:
    changed: set[int] = set()
    commits = 0
    commit = DefaultDialect.do_commit

    def noted(connection: Any, cursor: Any, statement: str, *_: Any) -> None:
        if statement.lstrip().upper().startswith(CHANGES):
            changed.add(id(connection.connection.dbapi_connection))

    def counted(dialect: DefaultDialect, connection: Any) -> None:
        nonlocal commits
        counts = id(getattr(connection, "dbapi_connection", connection)) in changed
        changed.clear()
        commits += counts
        if counts and commits == number and not after:
            os.kill(os.getpid(), signal.SIGKILL)
        commit(dialect, connection)  # type: ignore[no-untyped-call]
        if counts and commits == number and after:
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(Engine, "after_cursor_execute", noted)
    DefaultDialect.do_commit = counted  # type: ignore[method-assign]


if __name__ == "__main__":
    sys.exit(main())
