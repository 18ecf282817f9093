"""`python -m sandbox.faults`: switches faults of a running sandbox on and off."""

import argparse
import asyncio
import sys
from typing import Any

import aiohttp

URL = "http://127.0.0.1:8085"
"""Where `make demo` answers."""


def parser() -> argparse.ArgumentParser:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m sandbox.faults", description=__doc__)
    parser.add_argument("--url", default=URL, help=f"the sandbox's address (default {URL})")
    commands = parser.add_subparsers(dest="command", required=True, metavar="command")
    commands.add_parser("list", help="what each service can suffer, and what is on")
    on = commands.add_parser("on", help="switch a fault on")
    on.add_argument("fault", help="such as zoom.html_502")
    on.add_argument("--times", type=int, help="how many requests it befalls (default: until switched off)")
    on.add_argument("--only", help="the one operation it befalls, such as sendMessage")
    on.add_argument("--seconds", type=float, help="how long it makes one wait, where it does")
    off = commands.add_parser("off", help="switch a fault off")
    off.add_argument("fault")
    commands.add_parser("clear", help="switch all faults off")
    return parser


async def run(arguments: argparse.Namespace) -> str:
    """Does what the command line asks and returns what to print. Raises `ValueError` with a sentence."""
    async with aiohttp.ClientSession(arguments.url) as http:
        if arguments.command == "list":
            answer = http.get("/api/faults")
        elif arguments.command == "clear":
            answer = http.delete("/api/faults")
        else:
            answer = http.post("/api/faults", json=_wanted(arguments))
        async with answer as response:
            body = await response.json()
    if "error" in body:
        raise ValueError(body["error"])
    return _listed(body)


def _wanted(arguments: argparse.Namespace) -> dict[str, Any]:
    service, _, name = arguments.fault.partition(".")
    wanted: dict[str, Any] = {"service": service, "name": name, "on": arguments.command == "on"}
    if arguments.command == "on":
        wanted |= {"times": arguments.times, "only": arguments.only, "seconds": arguments.seconds}
    return wanted


def _listed(body: dict[str, Any]) -> str:
    on = {(fault["service"], fault["name"]): fault for fault in body["active"]}
    lines = []
    for service, faults in body["known"].items():
        for name, what in faults.items():
            fault = on.get((service, name))
            details = [f"{key} {fault[key]}" for key in ("times", "only", "seconds") if fault and fault[key]]
            state = "off" if fault is None else ", ".join(["ON", *details])
            lines.append(f"{f'{service}.{name}':<24} {state:<24} {what}")
    return "\n".join(lines)


def main() -> int:
    """Runs the command; what goes wrong is one sentence and code 1."""
    arguments = parser().parse_args()
    try:
        print(asyncio.run(run(arguments)))
    except aiohttp.ClientError:
        print(
            f"No sandbox answers at {arguments.url}: start it, or name another with --url.", file=sys.stderr
        )
        return 1
    except ValueError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
