"""What a press costs: the program beside a bare bot of aiogram, in turn, in one sandbox.

``python -m bench.press`` prints a table; docs/performance.md says how to read it.
"""

import argparse
import asyncio
import json
import signal
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.clinic import TOKEN, clinic, environment
from bench.phones import Phones, phones
from bench.programs import Program, program, sandbox
from bot.demo.clinic import DemoClinic
from bot.demo.loading import load
from bot.settings import Settings
from migrations.run import upgrade
from models import Role

WARM_UP = 4
"""Presses of each phone before the first reading; every class is built and statement compiled by then."""

QUIET_SECONDS = 0.5
"""Between the last screen and the reading: what a press leaves behind is done."""


@dataclass(frozen=True, slots=True)
class Bot:
    """A bot to be measured: how it is started, and which buttons are pressed in turn."""

    name: str
    arguments: Sequence[str]
    labels: Sequence[str]


BARE = Bot("bare", ("-m", "bench.bare_bot"), ("Кнопка 0", "Кнопка 1"))
PRODUCT = Bot("product", ("-m", "bot", "run"), ("Занятия", "Назад"))


@dataclass(frozen=True, slots=True)
class Round:
    """What was measured in the life of one process."""

    bot: Bot
    cpu_seconds: float
    waits: Sequence[float]
    """Seconds from each press to its answer."""
    megabytes: float


async def measure(people: int, presses: int, rounds: int) -> list[Round]:
    """Measure both bots in turn, ``rounds`` times each, each time in a new process."""
    with tempfile.TemporaryDirectory(prefix="oncocenter-bench-") as name:
        folder = Path(name)
        patients = clinic(people)
        people_file, zoom_file = folder / "people.json", folder / "zoom_users.json"
        people_file.write_text(json.dumps(patients.sandbox_people()))
        zoom_file.write_text(json.dumps(patients.zoom_users()))
        ids = [person.telegram_id for person in patients.people if person.role is Role.PATIENT]
        async with sandbox(folder, people_file, zoom_file, TOKEN) as url, phones(url, ids) as pressing:
            settings = environment(url, folder / "oncocenter.db")
            await _fill(settings, patients)
            return [
                await _round(bot, settings, folder, pressing, presses)
                for _ in range(rounds)
                for bot in (BARE, PRODUCT)
            ]


def table(rounds: Sequence[Round]) -> str:
    """Return what was measured and what the program's figures are of the bare bot's."""
    lines = [f"{'':<14}{'CPU, ms a press':>16}{'p50, ms':>10}{'p99, ms':>10}{'memory, MB':>12}"]
    for one in rounds:
        lines.append(f"{one.bot.name:<14}" + _cells(_figures([one]), "{:.2f}", "{:.0f}"))
    bare, product = (_figures([one for one in rounds if one.bot is bot]) for bot in (BARE, PRODUCT))
    ratios = [ours / theirs for ours, theirs in zip(product, bare, strict=True)]
    lines.append(f"{'product ÷ bare':<14}" + _cells(ratios, "{:.2f}", "{:.2f}"))
    return "\n".join(lines)


async def _fill(settings: Mapping[str, str], patients: DemoClinic) -> None:
    given = Settings.model_validate({name.lower(): value for name, value in settings.items()})
    await asyncio.to_thread(upgrade, given.database_url)
    await load(given, patients)


async def _round(
    bot: Bot, settings: Mapping[str, str], folder: Path, pressing: Phones, presses: int
) -> Round:
    log = folder / f"{bot.name}.log"
    async with program(bot.arguments, settings, folder, log) as process:
        try:
            await pressing.begin()
            await pressing.press(bot.labels, WARM_UP)
            before = await _at_rest(process)
            waits = await pressing.press(bot.labels, presses)
            after = await _at_rest(process)
        except TimeoutError:
            print(log.read_text()[-2000:], file=sys.stderr)
            raise
        return Round(bot, after - before, waits, process.peak_megabytes())


async def _at_rest(process: Program) -> float:
    await asyncio.sleep(QUIET_SECONDS)
    return process.cpu_seconds()


def _figures(rounds: Sequence[Round]) -> list[float]:
    waits = sorted(seconds for one in rounds for seconds in one.waits)
    return [
        1000 * sum(one.cpu_seconds for one in rounds) / len(waits),
        1000 * waits[len(waits) // 2],
        1000 * waits[min(len(waits) - 1, len(waits) * 99 // 100)],
        max(one.megabytes for one in rounds),
    ]


def _cells(figures: Sequence[float], first: str, others: str) -> str:
    cpu, *rest = figures
    return f"{first.format(cpu):>16}" + "".join(
        f"{others.format(figure):>{width}}" for figure, width in zip(rest, (10, 10, 12), strict=True)
    )


async def _main(people: int, presses: int, rounds: int) -> None:
    task = asyncio.current_task()
    assert task is not None
    # Ctrl-C cancels by itself; a plain kill is to leave nothing behind either.
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
    print(f"{people} people at once, {presses} presses each, {rounds} rounds of each bot\n", flush=True)
    print(table(await measure(people, presses, rounds)))


def main() -> int:
    """Measure as the command line asks."""
    parser = argparse.ArgumentParser(prog="python -m bench.press", description=__doc__)
    parser.add_argument("--people", type=int, default=20, help="phones that press at once (default 20)")
    parser.add_argument("--presses", type=int, default=15, help="presses of each phone (default 15)")
    parser.add_argument("--rounds", type=int, default=2, help="processes of each bot, in turn (default 2)")
    given = parser.parse_args()
    try:
        asyncio.run(_main(given.people, given.presses, given.rounds))
    except (KeyboardInterrupt, asyncio.CancelledError):
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
