"""Sends the requests that zoomus builds, and turns what comes back into plain values.

zoomus itself sends through ``requests.get`` and the like, where an entry in a netrc file replaces the
token; so its verbs are overridden. Nothing here raises for what the network or Zoom does: an exception of
requests names the address and, further inside, the request with its token.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.auth import AuthBase, HTTPBasicAuth
from urllib3.exceptions import MaxRetryError, NewConnectionError
from zoomus.components.base import BaseComponent
from zoomus.components.meeting import MeetingComponentV2
from zoomus.components.user import UserComponentV2

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


@dataclass(frozen=True, slots=True)
class Answer:
    """What the service said: ``body`` is its JSON object, None when it sent none."""

    status: int
    body: dict[str, Any] | None = field(repr=False)
    retry_after: str = ""
    limit_type: str = ""

    @property
    def code(self) -> int | None:
        """Zoom's own code; it does not follow from the HTTP status."""
        code = (self.body or {}).get("code")
        return code if isinstance(code, int) else None

    @property
    def message(self) -> str:
        """Zoom's words about the refusal, in lower case. They may name a person: compare, never pass on."""
        return str((self.body or {}).get("message", "")).lower()


@dataclass(frozen=True, slots=True)
class NoAnswer:
    """No answer came; ``may_have_arrived`` is False when the request surely never left."""

    may_have_arrived: bool


class _Bearer(AuthBase):
    def __init__(self, token: str) -> None:
        self._token = token

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers["Authorization"] = f"Bearer {self._token}"
        return request


class _Verbs(BaseComponent):
    """The verbs of a zoomus component, sent with an explicit authorization and our timeout (seconds)."""

    def __init__(self, api_url: str, token: str, timeout: float) -> None:
        super().__init__(base_uri=api_url, config={"version": 2}, timeout=None)
        self._auth = _Bearer(token)
        self._wait = timeout

    def get_request(self, endpoint: str, params: Any = None, headers: Any = None) -> requests.Response:
        return self._send("GET", endpoint, params=params)

    def post_request(
        self, endpoint: str, params: Any = None, data: Any = None, headers: Any = None, cookies: Any = None
    ) -> requests.Response:
        return self._send("POST", endpoint, params=params, data=data)

    def patch_request(
        self, endpoint: str, params: Any = None, data: Any = None, headers: Any = None, cookies: Any = None
    ) -> requests.Response:
        return self._send("PATCH", endpoint, params=params, data=data)

    def put_request(
        self, endpoint: str, params: Any = None, data: Any = None, headers: Any = None, cookies: Any = None
    ) -> requests.Response:
        return self._send("PUT", endpoint, params=params, data=data)

    def delete_request(
        self, endpoint: str, params: Any = None, data: Any = None, headers: Any = None, cookies: Any = None
    ) -> requests.Response:
        return self._send("DELETE", endpoint, params=params, data=data)

    def _send(self, method: str, endpoint: str, params: Any = None, data: Any = None) -> requests.Response:
        return _request(method, self.url_for(endpoint), self._auth, self._wait, params=params, json=data)


class Meetings(_Verbs, MeetingComponentV2):
    """zoomus' requests about meetings."""


class Users(_Verbs, UserComponentV2):
    """zoomus' requests about users."""


def ask_for_token(
    url: str, account_id: str, client_id: str, client_secret: str, timeout: float
) -> Answer | NoAnswer:
    """Ask for a server-to-server token; blocks up to ``timeout`` seconds for connecting and for reading."""
    # As bytes: requests would encode strings as latin-1, which a mistyped secret may not fit.
    auth = HTTPBasicAuth(client_id.encode(), client_secret.encode())
    form = {"grant_type": "account_credentials", "account_id": account_id}
    return attempt(lambda: _request("POST", url, auth, timeout, data=form))


def attempt(call: Callable[[], requests.Response]) -> Answer | NoAnswer:
    """Make a blocking call and return what came of it."""
    try:
        response = call()
    except requests.RequestException as trouble:
        return NoAnswer(may_have_arrived=not _never_left(trouble))
    return Answer(
        status=response.status_code,
        body=_json_object(response),
        retry_after=response.headers.get("Retry-After", ""),
        limit_type=response.headers.get("X-RateLimit-Type", ""),
    )


def _request(method: str, url: str, auth: AuthBase, timeout: float, **content: Any) -> requests.Response:
    with requests.Session() as session:
        # A proxy named in the environment leads to the internet, not back to this machine.
        session.trust_env = urlsplit(url).hostname not in LOOPBACK
        # The explicit authorization keeps netrc out. Redirected, a POST would become a GET.
        return session.request(method, url, auth=auth, timeout=timeout, allow_redirects=False, **content)


def _never_left(trouble: requests.RequestException) -> bool:
    if isinstance(trouble, requests.ConnectTimeout):
        return True
    cause = trouble.args[0] if trouble.args else None
    return isinstance(cause, MaxRetryError) and isinstance(cause.reason, NewConnectionError)


def _json_object(response: requests.Response) -> dict[str, Any] | None:
    try:
        body = response.json()
    except requests.JSONDecodeError:
        return None
    return body if isinstance(body, dict) else None
