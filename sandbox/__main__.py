"""`python -m sandbox`: the sandbox as a process of its own."""

import argparse
import asyncio
import json
import signal
import sys
from pathlib import Path
from typing import Any

from sandbox.clock import ClockError, parse_moment
from sandbox.server import SandboxOptions, running

WITH_PARENT = "--until-stdin-closes"
"""The flag of who starts the sandbox for itself alone: however that ends, the sandbox is not left behind."""


def parsed_options(arguments: list[str]) -> SandboxOptions:
    """The options of a command line. Ends the process with a sentence and code 2 when something is wrong."""
    defaults = SandboxOptions()
    parser = argparse.ArgumentParser(prog="python -m sandbox", description=__doc__)
    parser.add_argument("--host", default=defaults.host)
    parser.add_argument("--port", type=int, default=8085, help="HTTP port; 0 is any free one")
    parser.add_argument("--smtp-port", type=int, default=8025, help="SMTP port; 0 is any free one")
    parser.add_argument("--state", type=Path, help="directory of the state; without it all is in memory")
    parser.add_argument("--token", default=defaults.token, help="the bot's token")
    parser.add_argument("--start", help="moment at which the clock begins, in ISO 8601 with an offset")
    parser.add_argument("--timezone", default=defaults.display_timezone, help="zone of the page's clock")
    parser.add_argument("--people", type=Path, help="JSON file with a list of people")
    parser.add_argument("--zoom-users", type=Path, help="JSON file with a list of Zoom users")
    parser.add_argument(
        "--no-limits", action="store_true", help="let the bot send as fast as it can, for measuring"
    )
    parser.add_argument(
        "--local", action="store_true", help="deliver to webhooks at any address, as a local Bot API server"
    )
    parser.add_argument("--zoom-account-id", default=defaults.zoom_account_id)
    parser.add_argument("--zoom-client-id", default=defaults.zoom_client_id)
    parser.add_argument("--zoom-client-secret", default=defaults.zoom_client_secret)
    given = parser.parse_args(arguments)
    try:
        return SandboxOptions(
            host=given.host,
            port=given.port,
            smtp_port=given.smtp_port,
            state=given.state,
            token=given.token,
            start=parse_moment(given.start) if given.start else None,
            display_timezone=given.timezone,
            people=_listed(given.people),
            zoom_users=_listed(given.zoom_users),
            limits=not given.no_limits,
            local=given.local,
            zoom_account_id=given.zoom_account_id,
            zoom_client_id=given.zoom_client_id,
            zoom_client_secret=given.zoom_client_secret,
        )
    except (ClockError, OSError, ValueError) as error:
        parser.error(str(error))


def _listed(path: Path | None) -> tuple[dict[str, Any], ...]:
    return () if path is None else tuple(json.loads(path.read_text(encoding="utf-8")))


class _Closing(asyncio.Protocol):
    """Sets an event when a pipe is closed at its other end."""

    def __init__(self, closed: asyncio.Event) -> None:
        self._closed = closed

    def connection_lost(self, exc: Exception | None) -> None:
        self._closed.set()


async def serve(options: SandboxOptions, *, until_stdin_closes: bool) -> None:
    """Runs until SIGINT or SIGTERM; says on the first line of the output where it answers.

    With `until_stdin_closes` it ends also with whoever started it and holds the other end of its input.
    """
    stopped = asyncio.Event()
    if until_stdin_closes:
        await asyncio.get_running_loop().connect_read_pipe(lambda: _Closing(stopped), sys.stdin)
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    async with running(options) as sandbox:
        print(json.dumps({"ready": True, "url": sandbox.url, "smtp": sandbox.smtp_url}), flush=True)
        await stopped.wait()


def main() -> None:
    """Runs the sandbox as the command line asks; a taken port is one sentence and code 1."""
    arguments = sys.argv[1:]
    with_parent = WITH_PARENT in arguments
    options = parsed_options([argument for argument in arguments if argument != WITH_PARENT])
    try:
        asyncio.run(serve(options, until_stdin_closes=with_parent))
    except OSError as error:
        sys.exit(f"The sandbox cannot start: {error}")


if __name__ == "__main__":
    main()
