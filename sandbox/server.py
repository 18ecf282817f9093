"""The sandbox as one web application: the stand-ins, the page, and what saves their state."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from aiohttp import web

from sandbox import control, store
from sandbox.clock import SandboxClock
from sandbox.events import Events
from sandbox.faults import Faults
from sandbox.mail.faults import MAIL_FAULTS
from sandbox.mail.sink import MailSink
from sandbox.store import Part, Store
from sandbox.telegram.faults import TELEGRAM_FAULTS
from sandbox.telegram.server import TelegramApi
from sandbox.zoom.faults import ZOOM_FAULTS
from sandbox.zoom.server import ZoomApi

PAGE = Path(__file__).parent / "page"

SAVE_INTERVAL = 1.0
"""Real seconds between two looks for changes to save."""

SHUTDOWN_TIMEOUT = 0.3
"""Real seconds that requests under way (long polls, event streams) get at the end."""

LARGEST_REQUEST = 60 * 1024 * 1024
"""Bytes of one request: the largest upload Telegram takes is 50 MB."""


@dataclass(frozen=True)
class SandboxOptions:
    """How the sandbox is started. Port 0 is any free port; without `state` all is kept in memory."""

    host: str = "127.0.0.1"
    port: int = 0
    smtp_port: int = 0
    state: Path | None = None
    token: str = "4242424242:SANDBOX-TOKEN"
    start: datetime | None = None
    display_timezone: str = "Europe/Moscow"
    people: tuple[dict[str, Any], ...] = ()
    zoom_users: tuple[dict[str, Any], ...] = ()
    limits: bool = True
    """Whether Telegram refuses messages that come too fast."""
    local: bool = False
    """Whether Telegram delivers to webhooks at any address, as a Bot API server in local mode does."""
    zoom_account_id: str = "sandbox-account"
    zoom_client_id: str = "sandbox-client"
    zoom_client_secret: str = "sandbox-secret"


class Sandbox:
    """All parts, and the addresses at which they answer."""

    def __init__(self, options: SandboxOptions) -> None:
        self.options = options
        self.url = ""
        self.smtp_url = ""
        self.store = Store(options.state)
        self.clock = SandboxClock(options.start)
        self.events = Events()
        known = {"telegram": TELEGRAM_FAULTS, "zoom": ZOOM_FAULTS, "smtp": MAIL_FAULTS}
        self.faults = Faults(self.events, known)
        self.telegram = TelegramApi(self.clock, self.events, options, self.store, self.faults)
        self.zoom = ZoomApi(self.clock, self.events, options, self.faults)
        self.mail = MailSink(self.clock, self.events, options, self.faults)
        self._saved_changes = 0

    @property
    def _parts(self) -> dict[str, Part]:
        return {"clock": self.clock, "telegram": self.telegram, "zoom": self.zoom, "mail": self.mail}

    def load(self) -> None:
        """Takes the state of an earlier run, if there is one."""
        saved = self.store.load()
        for name, part in self._parts.items():
            if name in saved:
                part.restore(saved[name])

    def save(self) -> None:
        """Writes the whole state; at the end even without changes, for the clock is part of it."""
        self.store.save(self._encoded())

    async def keep_saved(self, ended: asyncio.Event) -> None:
        """Saves about once a second when something changed, writing outside the loop, until `ended`."""
        while not ended.is_set():
            with suppress(TimeoutError):
                await asyncio.wait_for(ended.wait(), SAVE_INTERVAL)
            if self.events.changes != self._saved_changes:
                self._saved_changes = self.events.changes
                await asyncio.to_thread(self.store.save, self._encoded())

    def _encoded(self) -> bytes:
        return store.encode({name: part.snapshot() for name, part in self._parts.items()})

    def application(self) -> web.Application:
        """The web application with the routes of all parts."""
        app = web.Application(client_max_size=LARGEST_REQUEST, middlewares=[control.errors_as_json])
        app.add_routes(self.telegram.routes())
        app.add_routes(self.zoom.routes())
        app.add_routes(self.mail.routes())
        app.add_routes(control.routes(self))
        app.router.add_get("/", _index)
        app.router.add_static("/page/", PAGE)
        return app


async def _index(request: web.Request) -> web.FileResponse:
    return web.FileResponse(PAGE / "index.html")


@asynccontextmanager
async def running(options: SandboxOptions) -> AsyncIterator[Sandbox]:
    """A sandbox that answers inside this loop; at the end its state is saved.

    Raises `OSError` when a port is taken; then nothing is saved, for the state may be in use there.
    """
    sandbox = Sandbox(options)
    sandbox.load()
    async with _listening(sandbox):
        ended = asyncio.Event()
        saver = asyncio.create_task(sandbox.keep_saved(ended)) if sandbox.store.persistent else None
        sandbox.telegram.delivery.start()
        try:
            yield sandbox
        finally:
            await sandbox.telegram.delivery.stop()
            if saver is not None:
                ended.set()
                await saver
            sandbox.save()


@asynccontextmanager
async def _listening(sandbox: Sandbox) -> AsyncIterator[None]:
    options = sandbox.options
    runner = web.AppRunner(
        sandbox.application(),
        access_log=None,
        shutdown_timeout=SHUTDOWN_TIMEOUT,
        handler_cancellation=True,
    )
    await runner.setup()
    try:
        await web.TCPSite(runner, options.host, options.port).start()
        sandbox.url = f"http://{options.host}:{runner.addresses[0][1]}"
        sandbox.smtp_url = f"smtp://{options.host}:{await sandbox.mail.start()}"
        yield
    finally:
        await sandbox.mail.stop()
        await runner.cleanup()
