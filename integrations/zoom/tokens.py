"""The access token of the server-to-server app: fetched when needed, one request at a time."""

import asyncio
from datetime import datetime, timedelta

from integrations.zoom.errors import token_failure
from integrations.zoom.transport import Answer, ask_for_token
from services.ports import Clock

EARLY = timedelta(seconds=300)
"""A token is replaced so long before its end, so that it does not die on the way."""

LIFE_SECONDS = 3599
"""The life of a token when the answer does not tell (developers.zoom.us, server-to-server OAuth)."""


class Tokens:
    """Holds one token for the process; its age counts by the given clock."""

    def __init__(
        self, url: str, account_id: str, client_id: str, client_secret: str, clock: Clock, timeout: float
    ) -> None:
        self._request = (url, account_id, client_id, client_secret, timeout)
        self._clock = clock
        self._lock = asyncio.Lock()
        self._token: str | None = None
        self._good_until: datetime | None = None

    async def get(self, refused: str | None = None) -> str:
        """Return a token that is still good and is not ``refused``, the one Zoom just turned down.

        Raises PermanentFailure("zoom_credentials"), or TemporaryFailure when no answer came.
        """
        async with self._lock:
            now = self._clock.now()
            if self._token and self._good_until and now < self._good_until and self._token != refused:
                return self._token
            outcome = await asyncio.to_thread(ask_for_token, *self._request)
            body = outcome.body if isinstance(outcome, Answer) and outcome.status == 200 else None
            token = (body or {}).get("access_token")
            if not isinstance(token, str) or not token:
                raise token_failure(outcome, self._clock.now())
            life = (body or {}).get("expires_in")
            seconds = life if isinstance(life, int) else LIFE_SECONDS
            self._token, self._good_until = token, now + timedelta(seconds=seconds) - EARLY
            return token
