"""The mail server and the sender, read from what the operator wrote."""

from dataclasses import dataclass, field
from email.errors import MessageError
from email.headerregistry import Address
from email.utils import parseaddr
from urllib.parse import unquote, urlsplit

SUBMISSION_PORT = 587
"""Where mail programs hand mail over, with STARTTLS (RFC 6409)."""

SUBMISSIONS_PORT = 465
"""The same with TLS from the first byte (RFC 8314)."""

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})

_SMTP_URL_SHAPE = (
    "Write it as smtp://user:password@host:port, or as smtps://… for a server with TLS from the start."
)


@dataclass(frozen=True, slots=True)
class SmtpServer:
    """A mail server; ``implicit_tls`` is TLS from the first byte, without it STARTTLS is used."""

    host: str
    port: int
    implicit_tls: bool = False
    username: str | None = field(default=None, repr=False)
    password: str | None = field(default=None, repr=False)

    @property
    def start_tls(self) -> bool | None:
        """Whether to switch to TLS: True: must, None: when the server offers it, False: never.

        A password leaves this machine only encrypted. On this machine TLS would add nothing but a
        certificate that nobody signed.
        """
        if self.implicit_tls or self.host in LOOPBACK:
            return False
        return True if self.username else None


def parse_smtp_url(text: str) -> SmtpServer:
    """Read ``smtp://`` or ``smtps://`` with percent-encoded user and password, both optional.

    Raises ValueError with a sentence that names SMTP_URL and repeats nothing of the value.
    """
    try:
        parts = urlsplit(text.strip())
        host, port = parts.hostname, parts.port
    except ValueError:
        raise ValueError(f"SMTP_URL is not an address. {_SMTP_URL_SHAPE}") from None
    if parts.scheme not in ("smtp", "smtps"):
        raise ValueError(f"SMTP_URL must begin with smtp:// or smtps://. {_SMTP_URL_SHAPE}")
    if not host:
        raise ValueError(f"SMTP_URL names no server. {_SMTP_URL_SHAPE}")
    if parts.path not in ("", "/") or parts.query or parts.fragment:
        raise ValueError(
            "SMTP_URL has something after the server's name; "
            f"in a user or password write / as %2F, ? as %3F, # as %23. {_SMTP_URL_SHAPE}"
        )
    if bool(parts.username) != bool(parts.password):
        raise ValueError(f"SMTP_URL needs both a user and a password, or neither. {_SMTP_URL_SHAPE}")
    implicit_tls = parts.scheme == "smtps"
    return SmtpServer(
        host=host,
        port=port or (SUBMISSIONS_PORT if implicit_tls else SUBMISSION_PORT),
        implicit_tls=implicit_tls,
        username=unquote(parts.username) if parts.username else None,
        password=unquote(parts.password) if parts.password else None,
    )


def parse_sender(text: str) -> Address:
    """Read an address with or without a name: ``Centre <centre@clinic.example>``.

    Raises ValueError with a sentence that names MAIL_FROM.
    """
    name, email = parseaddr(" ".join(text.split()))
    mailbox = ascii_mailbox(email)
    if mailbox is None:
        raise ValueError("MAIL_FROM must be like noreply@clinic.example or Name <noreply@clinic.example>.")
    return Address(display_name=name, addr_spec=mailbox)


def ascii_mailbox(email: str) -> str | None:
    """Return the address as SMTP without extensions carries it, the domain in its ASCII form, or None."""
    local, at, domain = email.strip().rpartition("@")
    try:
        address = Address(addr_spec=local + at + domain.encode("idna").decode("ascii"))
    except (MessageError, ValueError, IndexError):
        return None
    spec = address.addr_spec
    return spec if spec.isascii() and address.username and address.domain else None
