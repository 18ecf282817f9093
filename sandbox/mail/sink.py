"""An SMTP server that delivers nothing and keeps everything."""

import asyncio
import ssl
from typing import Any, Protocol
from weakref import WeakSet

from aiohttp import web
from aiosmtpd.smtp import SMTP, Envelope, Session

from sandbox.clock import SandboxClock
from sandbox.events import Events
from sandbox.faults import NEVER, Fault, Faults
from sandbox.mail import control
from sandbox.mail.faults import REACH, reply
from sandbox.mail.messages import Mail, from_snapshot

SLOW = 10.0
"""Real seconds a slow server takes over a message where nothing else is said."""


class MailOptions(Protocol):
    """Where the SMTP server listens; port 0 is any free one."""

    @property
    def host(self) -> str:
        """The address to listen on."""

    @property
    def smtp_port(self) -> int:
        """The port to listen on."""


class MailSink:
    """The mailbox of everybody, with its SMTP server and what the page shows of it."""

    def __init__(self, clock: SandboxClock, events: Events, options: MailOptions, faults: Faults) -> None:
        self._faults = faults
        self._clock = clock
        self._events = events
        self._options = options
        self.latency = 0.0
        """Real seconds between keeping a message and saying so."""
        self._server: asyncio.Server | None = None
        self._connections: WeakSet[SMTP] = WeakSet()
        self._mails: list[Mail] = []
        self._last_id = 0

    async def start(self) -> int:
        """Listen; returns the port. Raises ``OSError`` when the port is taken."""
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(self._connection, self._options.host, self._options.smtp_port)
        port: int = self._server.sockets[0].getsockname()[1]
        return port

    async def stop(self) -> None:
        """Stop listening and cut the connections that are open."""
        if self._server is None:
            return
        self._server.close()
        for connection in list(self._connections):
            if isinstance(connection.transport, asyncio.Transport):
                connection.transport.abort()
        await self._server.wait_closed()
        self._server = None

    def routes(self) -> list[web.RouteDef]:
        """Return the routes of the control calls."""
        return control.routes(self)

    def all(self) -> list[Mail]:
        """Return the messages, the newest first."""
        return self._mails[::-1]

    def get(self, mail_id: int) -> Mail | None:
        """Return one message."""
        return next((mail for mail in self._mails if mail.id == mail_id), None)

    def clear(self) -> None:
        """Throw all messages away; their numbers are not used again."""
        self._mails.clear()
        self._events.publish("mail")

    def snapshot(self) -> dict[str, Any]:
        """Return the whole state as JSON values."""
        return {"last_id": self._last_id, "mails": [mail.snapshot() for mail in self._mails]}

    def restore(self, saved: dict[str, Any]) -> None:
        """Take the state of an earlier ``snapshot``."""
        self._last_id = saved["last_id"]
        self._mails = [from_snapshot(fields) for fields in saved["mails"]]

    async def handle_RCPT(  # noqa: N802 - aiosmtpd
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Take a recipient; returns the SMTP reply."""
        fault = self._befalling("rcpt")
        refusal = reply(fault.name, "rcpt") if fault else None
        if refusal:
            return refusal
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd
        """Keep the message that aiosmtpd received; returns the SMTP reply."""
        fault = self._befalling("data")
        refusal = reply(fault.name, "data") if fault else None
        if refusal:
            return refusal
        if fault and fault.name == "slow":
            await asyncio.sleep(SLOW if fault.seconds is None else fault.seconds)
        self._keep(envelope)
        if fault and fault.name == "cut":
            await _cut(server)
        await asyncio.sleep(self.latency)
        return "250 Message accepted for delivery"

    def _keep(self, envelope: Envelope) -> None:
        content = envelope.content
        assert isinstance(content, bytes)
        self._last_id += 1
        self._mails.append(Mail(self._last_id, tuple(envelope.rcpt_tos), self._clock.now(), content))
        self._events.publish("mail")

    def _befalling(self, point: str) -> Fault | None:
        return self._faults.take("smtp", point, REACH)

    def _connection(self) -> asyncio.Protocol:
        fault = self._befalling("connect")
        if fault and fault.name == "down":
            return _Closed()
        kind = _BrokenTls if fault and fault.name == "broken_tls" else SMTP
        # A host name of its own spares aiosmtpd the question to the name service for every connection.
        connection = kind(self, hostname="sandbox", enable_SMTPUTF8=True, loop=asyncio.get_running_loop())
        self._connections.add(connection)
        return connection


class _Closed(asyncio.Protocol):
    """A connection that ends as it begins."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        transport.abort()


class _BrokenTls(SMTP):
    """A server that offers TLS and cannot do it."""

    def __init__(self, handler: MailSink, **options: Any) -> None:
        # Without a context aiosmtpd would not offer it; this one has no certificate and is never used.
        super().__init__(handler, tls_context=ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), **options)

    async def smtp_STARTTLS(self, arg: str) -> None:  # noqa: N802 - aiosmtpd
        await self.push("220 Ready to start TLS")
        await _cut(self)


async def _cut(server: SMTP) -> None:
    if isinstance(server.transport, asyncio.Transport):
        server.transport.abort()
    # aiosmtpd cancels whoever serves a connection that is lost: nothing more is said on it.
    await asyncio.sleep(NEVER)
