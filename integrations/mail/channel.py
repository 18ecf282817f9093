"""Mail as a channel of messages."""

import ssl
from email.headerregistry import Address as MailAddress

import aiosmtplib
from aiosmtplib import SMTP

from integrations.mail.letter import compose
from integrations.mail.settings import SmtpServer, ascii_mailbox
from services.ports import (
    Address,
    Clock,
    OutgoingMessage,
    OutsideFailure,
    PermanentFailure,
    TemporaryFailure,
    UnknownOutcome,
    Unreachable,
)


class MailChannel:
    """Implements ``services.ports.MessageChannel``; ``timeout`` is the seconds to wait for each answer.

    | reason | failure | what happened |
    |---|---|---|
    | no_email | unreachable | the person has no address |
    | mail_address | permanent | the address is none, or the server refuses it for good (5xx) |
    | mail_credentials | temporary | the server refuses user and password |
    | mail_rejected | permanent | the server refuses the sender or the mail itself for good |
    | mail_refused_for_now | temporary | the server refuses with 4xx |
    | mail_down | temporary | no connection, no TLS, or cut before the mail was handed over |
    | mail_cut | unknown outcome | cut while the mail was handed over |
    """

    def __init__(self, server: SmtpServer, sender: MailAddress, clock: Clock, timeout: float) -> None:
        self._server = server
        self._sender = sender
        self._clock = clock
        self._timeout = timeout

    async def send(self, to: Address, message: OutgoingMessage) -> int | None:
        """Hand the mail to the server; returns None: a mail has no number that could be used again."""
        if not to.email:
            raise Unreachable("no_email")
        recipient = ascii_mailbox(to.email)
        if recipient is None:
            raise PermanentFailure("mail_address")
        content = await message.attachment.content() if message.attachment is not None else b""
        mail = compose(message, self._sender, recipient, to.language, self._clock.now(), content)
        failure = await self._hand_over(recipient, mail.as_bytes())
        if failure:
            raise failure
        return None

    async def edit(self, to: Address, message_id: int, message: OutgoingMessage) -> bool:
        """Return False: a sent mail cannot be changed."""
        return False

    async def delete(self, to: Address, message_id: int) -> bool:
        """Return False: a sent mail cannot be taken back."""
        return False

    async def answer(self) -> None:
        """Return once the server would take a mail."""
        failure = await self.probe()
        if failure is not None:
            raise failure

    async def probe(self) -> OutsideFailure | None:
        """Return what would keep any mail from going out, None if nothing; none is sent.

        Besides the reasons above there is ``mail_tls``: the server is there, a secure connection is not.
        """
        try:
            async with self._client() as client:
                await client.mail(self._sender.addr_spec)
                await client.rset()
        except (aiosmtplib.SMTPException, OSError) as trouble:
            failure = _failure(trouble, handing_over=False)
            return TemporaryFailure("mail_tls") if _insecure(trouble) else failure
        return None

    def _client(self) -> SMTP:
        return SMTP(
            hostname=self._server.host,
            port=self._server.port,
            username=self._server.username,
            password=self._server.password,
            use_tls=self._server.implicit_tls,
            start_tls=self._server.start_tls,
            # Without it the library asks the name service for this machine's name, without a limit of time.
            local_hostname=self._sender.domain,
            timeout=self._timeout,
        )

    async def _hand_over(self, recipient: str, mail: bytes) -> OutsideFailure | None:
        # Failures are returned and raised later: the library's exceptions quote address and server.
        handing_over = False
        try:
            async with self._client() as client:
                await client.mail(self._sender.addr_spec)
                await client.rcpt(recipient)
                handing_over = True
                await client.data(mail)
        except (aiosmtplib.SMTPException, OSError) as trouble:
            return _failure(trouble, handing_over)
        return None


def _insecure(trouble: Exception) -> bool:
    """Say whether TLS failed, or was not offered where a password must not go without it."""
    if isinstance(trouble, ssl.SSLError) or isinstance(trouble.__cause__, ssl.SSLError):
        return True
    return type(trouble) is aiosmtplib.SMTPException and "STARTTLS" in str(trouble)


def _failure(trouble: Exception, handing_over: bool) -> OutsideFailure:
    if handing_over and not isinstance(trouble, aiosmtplib.SMTPDataError):
        return UnknownOutcome("mail_cut")
    if not isinstance(trouble, aiosmtplib.SMTPResponseException):
        return TemporaryFailure("mail_down")
    if 400 <= trouble.code < 500:
        return TemporaryFailure("mail_refused_for_now")
    if isinstance(trouble, aiosmtplib.SMTPRecipientRefused):
        return PermanentFailure("mail_address")
    if isinstance(trouble, aiosmtplib.SMTPAuthenticationError):
        return TemporaryFailure("mail_credentials")
    if isinstance(trouble, aiosmtplib.SMTPSenderRefused | aiosmtplib.SMTPDataError):
        return PermanentFailure("mail_rejected")
    return TemporaryFailure("mail_down")
