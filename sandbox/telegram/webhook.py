"""A webhook: its settings, and which addresses Telegram takes.

BAPI Client.cpp:16001 (do_set_webhook) checks the words of the call, WebhookActor.cpp:691 (start_up) the place
they name. A server in local mode takes any place (705 and 776).
"""

import ipaddress
import re
from dataclasses import dataclass
from typing import Any

from sandbox.telegram import limits, refusals
from sandbox.telegram.links import InvalidLinkError, url_parts

_SECRET = re.compile(r"[A-Za-z0-9_-]*")

_RESERVED = [
    ipaddress.ip_network(block)
    for block in (
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
        "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15",
        "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/3",
    )
]  # fmt: skip
"""TD tdutils IPAddress.cpp:218"""

_NO_SUCH_NAME = "Name or service not known"
"""What the resolver of glibc says of a name nobody has."""


@dataclass
class Webhook:
    """Where updates are delivered to, how many side by side, and how it went.

    `ip_address` is the one the name had when the webhook was set, `last_error_date` is Unix seconds or 0.
    """

    url: str
    secret_token: str
    max_connections: int
    ip_address: str = ""
    last_error_date: int = 0
    last_error_message: str = ""

    @property
    def address(self) -> str:
        """The whole address to call."""
        scheme, user, host, port, rest = url_parts(self.url, scheme="https")
        return f"{scheme}://{user}{host}{port}{rest}"

    def asks_for(self, other: "Webhook") -> bool:
        """Whether both are set alike, whatever happened since."""
        return (self.url, self.secret_token, self.max_connections) == (
            other.url, other.secret_token, other.max_connections,
        )  # fmt: skip

    def info(self) -> dict[str, Any]:
        """What getWebhookInfo tells of it. BAPI Client.cpp:5959-5973."""
        error = {"last_error_date": self.last_error_date, "last_error_message": self.last_error_message}
        return {
            **(error if self.last_error_date else {}),
            "max_connections": self.max_connections,
            "ip_address": self.ip_address or "<unknown>",
        }


def connections(asked: int | None, *, local: bool) -> int:
    """How many deliveries run side by side: what was asked for within the bounds."""
    usual, most = limits.WEBHOOK_CONNECTIONS, limits.WEBHOOK_MOST_CONNECTIONS
    if local:
        usual, most = limits.LOCAL_WEBHOOK_CONNECTIONS, limits.LOCAL_WEBHOOK_MOST_CONNECTIONS
    return min(max(usual if asked is None else asked, 1), most)


def check_words(url: str, secret_token: str) -> None:
    """Refuses what is no address and no secret. Raises `RefusedError`."""
    try:
        url_parts(url, scheme="https")
    except InvalidLinkError:
        raise refusals.WEBHOOK_URL_INVALID() from None
    if len(secret_token.encode()) > 256:
        raise refusals.SECRET_TOO_LONG()
    if not _SECRET.fullmatch(secret_token):
        raise refusals.SECRET_CHARACTERS()


def checked_place(url: str, *, local: bool) -> str:
    """The IP address of a webhook whose words are checked. Raises `RefusedError` if it may not be called."""
    scheme, _, host, port, _ = url_parts(url, scheme="https")
    number = int(port[1:]) if port else {"http": 80, "https": 443}[scheme]
    if not local and scheme != "https":
        raise refusals.WEBHOOK_NOT_HTTPS()
    if not local and number not in limits.WEBHOOK_PORTS:
        raise refusals.WEBHOOK_PORT()
    address = _resolved(host)
    if not local and address.version == 6:
        raise refusals.WEBHOOK_IPV6()
    if not local and any(address in block for block in _RESERVED):
        raise refusals.WEBHOOK_RESERVED(address=address)
    if not address.is_loopback:
        # Telegram would call it; the sandbox reaches nothing but this machine.
        raise refusals.NOT_OFFERED(method="webhooks on other machines")
    return str(address)


def _resolved(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    """The address of a host. The sandbox asks no name service: it knows this machine's name and no other."""
    bare = host.strip("[]").lower()
    try:
        return ipaddress.ip_address("127.0.0.1" if bare == "localhost" else bare)
    except ValueError:
        raise refusals.WEBHOOK_UNRESOLVED(problem=_NO_SUCH_NAME) from None
