"""Starting the sandbox, and the program against it."""

import base64
import json
import secrets
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from bot import logs
from bot.demo.clinic import DemoClinic, opening_moment, read_clinic
from bot.errors import SettingsError
from bot.settings import ROOT, Settings

FOLDER = ROOT / "data" / "demo"
"""Where the demo keeps what it remembers, unless told otherwise."""

DATABASE = "oncocenter.db"
SANDBOX_STATE = "sandbox"
TOKEN = "4242424242:SANDBOX-TOKEN"
READY_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Sandbox:
    """A running sandbox: where its page and its mail server are."""

    url: str
    smtp: str


def main(*, reset: bool, port: int, folder: Path) -> int:
    """Run the demo until Ctrl-C. Raises SettingsError when the sandbox does not start.

    ``folder`` keeps all that the demo remembers; ``reset`` forgets it first.
    """
    folder = folder.resolve()
    if reset:
        _forget(folder)
    folder.mkdir(parents=True, exist_ok=True)
    logs.set_up("WARNING", "console")
    clinic = read_clinic()
    print("Starting, a few seconds…", flush=True)
    with _sandbox(clinic, port, folder) as process:
        # The heaviest import of all; the sandbox starts meanwhile.
        from bot.demo.program import run

        sandbox = _ready(process, port)
        run(_settings(sandbox, clinic, folder), sandbox.url, clinic, lambda: _announce(sandbox.url))
    return 0


def _announce(url: str) -> None:
    print(f"\n  Oncocenter demo: {url}\n\n  Ctrl-C stops it; RESET=1 begins anew.\n", flush=True)


def _forget(folder: Path) -> None:
    """Remove what the demo has written, and nothing else: the folder is the user's to choose."""
    shutil.rmtree(folder / SANDBOX_STATE, ignore_errors=True)
    for path in (folder / "people.json", folder / "zoom_users.json", folder / "key"):
        path.unlink(missing_ok=True)
    for path in folder.glob(f"{DATABASE}*"):
        path.unlink()


def _settings(sandbox: Sandbox, clinic: DemoClinic, folder: Path) -> Settings:
    return Settings(
        _env_file=None,
        bot_token=TOKEN,
        encryption_key=_key(folder),
        telegram_api_url=sandbox.url,
        telegram_proxy=None,
        database_url=f"sqlite+aiosqlite:///{folder / DATABASE}",
        zoom_account_id="sandbox-account",
        zoom_client_id="sandbox-client",
        zoom_client_secret="sandbox-secret",
        zoom_api_url=f"{sandbox.url}/zoom/v2",
        zoom_oauth_url=f"{sandbox.url}/zoom/oauth/token",
        smtp_url=sandbox.smtp,
        mail_from="clinic@demo.invalid",
        support_contact=clinic.support_contact,
        log_format="console",
        log_level="WARNING",
        clock_url=f"{sandbox.url}/clock",
    )


def _key(folder: Path) -> str:
    """Return the demo's encryption key, made on the first start."""
    path = folder / "key"
    if not path.exists():
        path.write_text(base64.b64encode(secrets.token_bytes(32)).decode())
        path.chmod(0o600)
    return path.read_text()


@contextmanager
def _sandbox(clinic: DemoClinic, port: int, folder: Path) -> Iterator[subprocess.Popen[str]]:
    """Run the sandbox as a process of its own. It is stopped last, so that nothing is cut off."""
    people, zoom_users = folder / "people.json", folder / "zoom_users.json"
    people.write_text(json.dumps(clinic.sandbox_people(), ensure_ascii=False))
    zoom_users.write_text(json.dumps(clinic.zoom_users(), ensure_ascii=False))
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", "sandbox", "--port", str(port), "--smtp-port", "0"),
            *("--state", str(folder / SANDBOX_STATE), "--token", TOKEN),
            *("--timezone", clinic.timezone),
            *("--people", str(people), "--zoom-users", str(zoom_users)),
            *("--start", opening_moment(clinic, datetime.now(UTC)).isoformat()),
            "--until-stdin-closes",
        ],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        # Ctrl-C reaches the program alone; the sandbox is told when the program is out.
        start_new_session=True,
    )
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(timeout=READY_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                pipe.close()


def _ready(process: subprocess.Popen[str], port: int) -> Sandbox:
    line = process.stdout.readline() if process.stdout is not None else ""
    if not line.strip():
        raise SettingsError(f"The sandbox did not start: is port {port} taken? Choose another with --port.")
    ready = json.loads(line)
    return Sandbox(url=ready["url"], smtp=ready["smtp"])
