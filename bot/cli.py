"""The command line. Heavy imports happen only in the command that needs them."""

import argparse
import asyncio
import os
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from bot.errors import SettingsError

if TYPE_CHECKING:
    from bot.settings import Settings

WRONG_SETTINGS = 2
"""Exit code for a wrong or missing setting or argument."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command and return its exit code."""
    arguments = _parser().parse_args(argv)
    try:
        return int(arguments.command(arguments) or 0)
    except SettingsError as error:
        print(error, file=sys.stderr)
        return WRONG_SETTINGS


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="oncocenter", description="Remote rehabilitation over Telegram: lessons, meetings, reminders."
    )
    commands = parser.add_subparsers(required=True, metavar="command")

    run = commands.add_parser("run", help="run the bot and the scheduler", description=_run.__doc__)
    run.set_defaults(command=_run)

    demo = commands.add_parser(
        "demo", help="try it without Telegram, Zoom and mail", description=_demo.__doc__
    )
    demo.add_argument("--reset", action="store_true", help="begin anew instead of going on")
    demo.add_argument("--port", type=int, default=8085, help="the page's port (default 8085)")
    demo.add_argument("--folder", type=Path, help="where it is all kept (default data/demo)")
    demo.set_defaults(command=_demo)

    check = commands.add_parser(
        "check", help="say what is wrong around it and what to do", description=_check.__doc__
    )
    check.add_argument("--language", choices=("ru", "en"), help="the words' language (default from LANG)")
    check.set_defaults(command=_check)

    backup = commands.add_parser(
        "backup", help="write the database into a file, while the program runs", description=_backup.__doc__
    )
    backup.add_argument("file", type=Path, help="the file to write")
    backup.add_argument("--force", action="store_true", help="replace the file if it is there")
    backup.set_defaults(command=_backup)

    restore = commands.add_parser(
        "restore", help="fill an empty database from a backup", description=_restore.__doc__
    )
    restore.add_argument("file", type=Path, help="what «oncocenter backup» wrote")
    restore.add_argument(
        "--force", action="store_true", help="also a database that is not empty; a SQLite file is kept aside"
    )
    restore.set_defaults(command=_restore)

    migrate = commands.add_parser(
        "migrate", help="bring the database to this version", description=_migrate.__doc__
    )
    migrate.set_defaults(command=_migrate)

    keys = commands.add_parser("keys", help="work with the keys in ENCRYPTION_KEY")
    keys_commands = keys.add_subparsers(required=True, metavar="command")
    rotate = keys_commands.add_parser(
        "rotate", help="seal everything anew with the first key", description=_keys_rotate.__doc__
    )
    rotate.set_defaults(command=_keys_rotate)

    clinic = commands.add_parser("clinic", help="work with clinics")
    clinic_commands = clinic.add_subparsers(required=True, metavar="command")
    create = clinic_commands.add_parser(
        "create", help="create a clinic and invite its organizer", description=_clinic_create.__doc__
    )
    create.add_argument("--name", required=True, help="the clinic's name, as its staff read it")
    create.add_argument(
        "--patient-name",
        help="what patients read (default: the name, or a neutral one where the name tells of the illness)",
    )
    create.add_argument("--timezone", required=True, help="such as Europe/Moscow")
    create.add_argument("--organizer", required=True, help='"Family First Middle"')
    create.add_argument("--email", required=True, help="the organizer's email")
    create.add_argument("--language", choices=("ru", "en"), default="ru", help="the organizer's language")
    create.set_defaults(command=_clinic_create)
    return parser


def _run(_: argparse.Namespace) -> int:
    """Run the bot and the scheduler from the environment or .env, until SIGTERM or Ctrl-C."""
    from bot.settings import read_settings

    return start(read_settings())


def start(settings: "Settings") -> int:
    """Bring the database up to date and run the program; return its exit code."""
    from bot import database, logs

    logs.set_up(settings.log_level, settings.log_format)
    database.ready(settings.database_url)
    # The heaviest import of all, left until it is known that the program can start.
    from bot import app

    with asyncio.Runner(loop_factory=_loop_factory()) as runner:
        runner.run(app.run_until_signal(settings))
    return 0


def _loop_factory() -> type[asyncio.AbstractEventLoop] | None:
    if sys.platform == "win32":
        return None
    import uvloop

    return uvloop.Loop


def _demo(arguments: argparse.Namespace) -> int:
    """Start the bot against a local Telegram, Zoom and mailbox with a demo clinic, and print one address."""
    from bot import demo

    return demo.main(reset=arguments.reset, port=arguments.port, folder=arguments.folder or demo.FOLDER)


def _check(arguments: argparse.Namespace) -> int:
    """Test the settings, the database, Telegram, the clock, Zoom, mail and what is planned.

    Exit code 0: all is well; 1: something needs doing; 2: the program could not start.
    """
    from bot import check
    from bot.settings import read_settings

    language = arguments.language or ("ru" if os.environ.get("LANG", "").startswith("ru") else "en")
    return check.main(read_settings(), language, partial(print, flush=True))


def _backup(arguments: argparse.Namespace) -> int:
    """Write the database as it is at this moment into a file. The program may run meanwhile."""
    from bot import backup
    from bot.settings import read_settings

    print(backup.save(read_settings().database_url, arguments.file, force=arguments.force))
    return 0


def _restore(arguments: argparse.Namespace) -> int:
    """Fill an empty database from a backup. The program must not run meanwhile."""
    from bot import backup
    from bot.settings import read_settings

    print(backup.restore(read_settings().database_url, arguments.file, force=arguments.force))
    return 0


def _migrate(_: argparse.Namespace) -> int:
    """Bring the database to the shape this version needs."""
    from bot import database
    from bot.settings import read_settings
    from migrations.run import head

    database.ready(read_settings().database_url)
    print(f"The database is at revision {head()}.")
    return 0


def _keys_rotate(_: argparse.Namespace) -> int:
    """Seal everything stored anew with the first key of ENCRYPTION_KEY. The program may run meanwhile.

    Broken off, it goes on where it stopped. Exit code 0: the first key alone is enough from now on; 1: some
    values still hang on others.
    """
    from bot import keys
    from bot.settings import read_settings

    return keys.rotate(read_settings(), partial(print, flush=True))


def _clinic_create(arguments: argparse.Namespace) -> int:
    """Create a clinic, print its organizer's activation link and mail it."""
    from bot import clinic
    from bot.settings import read_settings

    return clinic.create(
        read_settings(),
        clinic.NewClinic(
            name=arguments.name,
            patient_name=arguments.patient_name,
            timezone=arguments.timezone,
            organizer=arguments.organizer,
            email=arguments.email,
            language=arguments.language,
        ),
    )
