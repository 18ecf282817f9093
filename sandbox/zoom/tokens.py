"""Server-to-server OAuth: a token for one hour, no refresh token, several tokens valid at a time."""

import base64
import binascii
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sandbox.clock import SandboxClock
from sandbox.zoom.errors import (
    EXPIRED_TOKEN,
    INVALID_ACCOUNT,
    INVALID_CLIENT,
    INVALID_TOKEN,
    UNSUPPORTED_GRANT,
    TokenRefusedError,
)

LIFE = timedelta(hours=1)
"""How long a token is good for, by the sandbox's clock (Zoom's page on server-to-server OAuth)."""


@dataclass(frozen=True)
class Credentials:
    """The account and the app that may ask for tokens."""

    account_id: str
    client_id: str
    client_secret: str


class Tokens:
    """Issues access tokens and tells whether one is still good."""

    def __init__(self, clock: SandboxClock, credentials: Credentials) -> None:
        self._clock = clock
        self._credentials = credentials
        self._expires: dict[str, datetime] = {}

    def issue(self, authorization: str | None, form: Mapping[str, str]) -> str:
        """Return a new access token. Raises ``TokenRefusedError``."""
        if _basic(authorization) != (self._credentials.client_id, self._credentials.client_secret):
            raise TokenRefusedError(INVALID_CLIENT)
        if form.get("grant_type") != "account_credentials":
            raise TokenRefusedError(UNSUPPORTED_GRANT)
        if form.get("account_id") != self._credentials.account_id:
            raise TokenRefusedError(INVALID_ACCOUNT)
        token = secrets.token_urlsafe(48)
        self._expires[token] = self._clock.now() + LIFE
        return token

    def check(self, authorization: str | None) -> None:
        """Raise ``RefusedError`` with code 124 unless the header bears a token that has not expired."""
        scheme, _, token = (authorization or "").partition(" ")
        expires = self._expires.get(token)
        if scheme.lower() != "bearer" or expires is None:
            raise INVALID_TOKEN.because()
        if expires <= self._clock.now():
            raise EXPIRED_TOKEN.because()

    def revoke_all(self) -> None:
        """End every token given so far: it is then as unknown as one that was never given."""
        self._expires.clear()

    def snapshot(self) -> dict[str, str]:
        """Return the tokens with their ends as JSON."""
        return {token: expires.isoformat() for token, expires in self._expires.items()}

    def restore(self, snapshot: Mapping[str, str]) -> None:
        """Take over what ``snapshot`` returned."""
        self._expires = {token: datetime.fromisoformat(expires) for token, expires in snapshot.items()}


def _basic(authorization: str | None) -> tuple[str, str] | None:
    scheme, _, encoded = (authorization or "").partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        name, _, secret = base64.b64decode(encoded, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return None
    return name, secret
