"""Zoom as a provider of meetings."""

import asyncio
import logging
import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

import requests

from integrations.zoom import errors
from integrations.zoom.tokens import Tokens
from integrations.zoom.transport import Answer, Meetings, NoAnswer, Users, attempt
from services.ports import (
    Clock,
    HostCheck,
    HostState,
    MeetingRef,
    MeetingWish,
    PermanentFailure,
    TemporaryFailure,
    UnknownOutcome,
)

SCHEDULED = 2
"""Zoom's meeting type for one meeting at a set time (Meetings API specification)."""

SETTINGS: dict[str, Any] = {
    "alternative_hosts_email_notification": False,
    "approval_type": 2,
    "auto_recording": "none",
    "auto_start_meeting_summary": False,
    "email_notification": False,
    "host_video": True,
    "join_before_host": False,
    "meeting_authentication": False,
    "mute_upon_entry": True,
    "participant_video": True,
    "use_pmi": False,
    "waiting_room": True,
}
"""Said in full, because several defaults are the user's own. Nothing is recorded or summarised, Zoom mails
nobody, people wait until they are let in, and no registration or Zoom account is asked of them."""

PAGE_SIZE = 300
"""The largest page of a list of meetings (Meetings API specification)."""

BASIC = 1
TYPES_WITHOUT_MEETINGS = frozenset({4, 99})
"""User types (developers.zoom.us, users API); 2, Licensed, may hold meetings without a limit that matters."""

BASIC_MINUTES = 40
"""The longest meeting of a Basic host (Zoom's support pages, since July 2022)."""

PARALLEL_REQUESTS = 4
"""A free account may make four light requests a second (developers.zoom.us, rate limits)."""

_MEETING_ID = re.compile(r"[0-9]{1,20}")
_EMAIL = re.compile(r"[^@\s/\\?#%]{1,64}@[^@\s/\\?#%]{1,255}")

logger = logging.getLogger(__name__)


class ZoomProvider:
    """Implements ``services.ports.MeetingProvider``.

    ``api_url`` is the root with its version (…/v2), ``oauth_url`` the whole address that issues tokens,
    ``timeout`` the seconds to wait for connecting and again for an answer. Reasons of failures are listed in
    ``integrations.zoom.errors``. Nothing is retried here but a request whose token was refused, once.
    """

    def __init__(
        self,
        *,
        account_id: str,
        client_id: str,
        client_secret: str,
        api_url: str,
        oauth_url: str,
        clock: Clock,
        timeout: float,
    ) -> None:
        self._api_url = api_url
        self._clock = clock
        self._timeout = timeout
        self._tokens = Tokens(oauth_url, account_id, client_id, client_secret, clock, timeout)
        self._gate = asyncio.Semaphore(PARALLEL_REQUESTS)

    async def create(self, wish: MeetingWish) -> MeetingRef:
        """Make a meeting. Raises UnknownOutcome when Zoom may have made one, ValueError for a naive start."""
        start = _utc(wish.starts_at)
        host = _host(wish.host_login)
        outcome = await self._about_meetings(
            lambda meetings: meetings.create(
                user_id=host,
                type=SCHEDULED,
                topic=wish.topic,
                agenda=wish.marker,
                start_time=start,
                duration=wish.minutes,
                settings=SETTINGS,
            )
        )
        failure = errors.creation_failure(outcome, self._clock.now())
        if failure:
            raise failure
        meeting = _body(outcome)
        reference = _reference(meeting)
        if reference is None:
            raise UnknownOutcome("zoom_down")
        _warn_of_changed_settings(meeting)
        return reference

    async def find(self, host_login: str, marker: str) -> MeetingRef | None:
        """Return the host's coming meeting whose agenda has the word ``marker``."""
        host = _host(host_login)
        page_token = ""
        while True:
            page = await self._page(host, page_token)
            for meeting in page.get("meetings") or []:
                if marker in str(meeting.get("agenda") or "").split():
                    return _reference(meeting) or await self._reread(str(meeting.get("id") or ""))
            page_token = str(page.get("next_page_token") or "")
            if not page_token:
                return None

    async def update(self, external_id: str, wish: MeetingWish) -> None:
        """Move the meeting; Zoom ignores a start that is past. Raises ValueError for a naive start."""
        number = _number(external_id)
        start = _utc(wish.starts_at)
        outcome = await self._about_meetings(
            lambda meetings: meetings.update(id=number, start_time=start, duration=wish.minutes)
        )
        self._raise_for(outcome)

    async def delete(self, external_id: str) -> None:
        """Remove the meeting. Raises TemporaryFailure("zoom_running") if Zoom has not ended it yet."""
        number = _number(external_id)
        outcome = await self._remove(number)
        if isinstance(outcome, Answer) and outcome.code == errors.MEETING_RUNNING:
            ending = await self._about_meetings(
                lambda meetings: meetings.update_status(id=number, action="end")
            )
            failure = errors.failure(ending, self._clock.now())
            if isinstance(failure, TemporaryFailure):
                raise failure
            # A refusal may only mean that the meeting ended by itself: the second removal tells.
            outcome = await self._remove(number)
        failure = errors.failure(outcome, self._clock.now())
        if failure and not _means_gone(outcome, failure.reason):
            raise failure

    async def host_entry_url(self, external_id: str) -> str:
        """Return a fresh ``start_url``: whoever has it is the host, for two hours."""
        meeting = await self._meeting(_number(external_id))
        url = meeting.get("start_url")
        if not isinstance(url, str) or not url:
            raise PermanentFailure("zoom_rejected")
        return url

    async def is_running(self, external_id: str) -> bool:
        """Say whether somebody has begun the meeting as its host (``status`` of GET /meetings/{id})."""
        return (await self._meeting(_number(external_id))).get("status") == "started"

    async def check_host(self, login: str) -> HostCheck:
        """Say whether the Zoom user with this email can hold meetings, and for how many minutes."""
        if not _EMAIL.fullmatch(login):
            return HostCheck(HostState.UNKNOWN)
        outcome = await self._ask(
            lambda token: Users(self._api_url, token, self._timeout).get(id=_host(login))
        )
        failure = errors.failure(outcome, self._clock.now())
        if failure and failure.reason in ("zoom_host_unknown", "gone"):
            return HostCheck(HostState.UNKNOWN)
        if failure and failure.reason == "zoom_host_inactive":
            return HostCheck(HostState.INACTIVE)
        if failure:
            raise failure
        user = _body(outcome)
        external_id = str(user["id"]) if user.get("id") else None
        # Zoom leaves the status out for some accounts; only a stated one counts against the host.
        if user.get("status", "active") != "active" or user.get("type") in TYPES_WITHOUT_MEETINGS:
            return HostCheck(HostState.INACTIVE, external_id)
        return HostCheck(HostState.READY, external_id, BASIC_MINUTES if user.get("type") == BASIC else None)

    async def _page(self, host: str, page_token: str) -> dict[str, Any]:
        query = {"type": "upcoming", "page_size": PAGE_SIZE}
        if page_token:
            query["next_page_token"] = page_token
        outcome = await self._about_meetings(lambda meetings: meetings.list(user_id=host, **query))
        self._raise_for(outcome)
        return _body(outcome)

    async def _reread(self, external_id: str) -> MeetingRef | None:
        try:
            return _reference(await self._meeting(_number(external_id)))
        except PermanentFailure as failure:
            if failure.reason == "gone":
                return None
            raise

    async def _meeting(self, number: str) -> dict[str, Any]:
        outcome = await self._about_meetings(lambda meetings: meetings.get(id=number))
        self._raise_for(outcome)
        return _body(outcome)

    async def _remove(self, number: str) -> Answer | NoAnswer:
        # As a string: zoomus would write a boolean as "False", which Zoom refuses.
        return await self._about_meetings(
            lambda meetings: meetings.delete(id=number, schedule_for_reminder="false")
        )

    async def _about_meetings(self, call: Callable[[Meetings], requests.Response]) -> Answer | NoAnswer:
        return await self._ask(lambda token: call(Meetings(self._api_url, token, self._timeout)))

    async def _ask(self, call: Callable[[str], requests.Response]) -> Answer | NoAnswer:
        async with self._gate:
            token = await self._tokens.get()
            outcome = await asyncio.to_thread(attempt, lambda: call(token))
            if errors.token_refused(outcome):
                fresh = await self._tokens.get(refused=token)
                outcome = await asyncio.to_thread(attempt, lambda: call(fresh))
            return outcome

    def _raise_for(self, outcome: Answer | NoAnswer) -> None:
        failure = errors.failure(outcome, self._clock.now())
        if failure:
            raise failure


def _utc(moment: datetime) -> datetime:
    # zoomus writes any datetime with a Z behind it, whatever its zone.
    if moment.tzinfo is None:
        raise ValueError("a meeting's start must be an aware datetime")
    return moment.astimezone(UTC)


def _host(login: str) -> str:
    if not _EMAIL.fullmatch(login):
        raise PermanentFailure("zoom_host_unknown")
    return quote(login, safe="@")


def _number(external_id: str) -> str:
    # zoomus puts ids into the path as they are.
    if not _MEETING_ID.fullmatch(external_id):
        raise PermanentFailure("zoom_rejected")
    return external_id


def _body(outcome: Answer | NoAnswer) -> dict[str, Any]:
    body = outcome.body if isinstance(outcome, Answer) else None
    if body is None:
        raise TemporaryFailure("zoom_down")
    return body


def _reference(meeting: dict[str, Any]) -> MeetingRef | None:
    number, join_url = meeting.get("id"), meeting.get("join_url")
    if not number or not isinstance(join_url, str) or not join_url:
        return None
    return MeetingRef(external_id=str(number), join_url=join_url)


def _means_gone(outcome: Answer | NoAnswer, reason: str) -> bool:
    return reason == "gone" or (isinstance(outcome, Answer) and outcome.status == 404 and bool(outcome.body))


def _warn_of_changed_settings(meeting: dict[str, Any]) -> None:
    stated = meeting.get("settings")
    if not isinstance(stated, dict):
        return
    changed = sorted(name for name, value in SETTINGS.items() if stated.get(name, value) != value)
    if changed:
        logger.warning("The Zoom account overrules settings of a new meeting: %s", ", ".join(changed))
