"""Zoom's REST API and token endpoint over HTTP."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, Protocol

from aiohttp import web

from sandbox.clock import SandboxClock
from sandbox.events import Events
from sandbox.faults import Faults
from sandbox.zoom import bodies, control
from sandbox.zoom.errors import (
    BODY_NOT_JSON,
    UNKNOWN_ENDPOINT,
    VALIDATION_FAILED,
    FieldError,
    RefusedError,
    TokenRefusedError,
)
from sandbox.zoom.meeting import stamp
from sandbox.zoom.meetings import Meetings
from sandbox.zoom.pages import Pages
from sandbox.zoom.rooms import Rooms
from sandbox.zoom.tokens import LIFE, Credentials, Tokens
from sandbox.zoom.users import STATUSES, Users

Operation = Callable[[web.Request], Awaitable[web.Response]]

LIST_TYPES = ("scheduled", "live", "upcoming", "upcoming_meetings", "previous_meetings")
LARGEST_MEETING_PAGE = 300
LARGEST_USER_PAGE = 2000


class ZoomOptions(Protocol):
    """What the sandbox is told about the Zoom account."""

    @property
    def zoom_account_id(self) -> str:
        """The account a token is asked for."""

    @property
    def zoom_client_id(self) -> str:
        """The app's client id."""

    @property
    def zoom_client_secret(self) -> str:
        """The app's secret."""

    @property
    def zoom_users(self) -> Sequence[Mapping[str, Any]]:
        """The account's people: email, type, status, first_name, last_name."""


class ZoomApi:
    """One Zoom account, its API under /zoom and what the sandbox's page does with it under /api/zoom."""

    def __init__(self, clock: SandboxClock, events: Events, options: ZoomOptions, faults: Faults) -> None:
        self._faults = faults
        self._clock = clock
        self._events = events
        self.latency = 0.0
        """Real seconds between doing what a request asks and answering it."""
        self._account_id = options.zoom_account_id
        self._tokens = Tokens(
            clock, Credentials(options.zoom_account_id, options.zoom_client_id, options.zoom_client_secret)
        )
        self._pages = Pages(clock)
        self.users = Users()
        self.meetings = Meetings(clock, events)
        self.rooms = Rooms(clock, events, self.meetings)
        for fields in options.zoom_users:
            self.users.add(fields, stamp(clock.now()))

    def routes(self) -> list[web.RouteDef]:
        """Return the routes of the API and of the control calls."""
        signed = self._signed
        return [
            web.post("/zoom/oauth/token", self._gate(self._token)),
            web.get("/zoom/v2/users", self._gate(signed(self._list_users))),
            web.get("/zoom/v2/users/{user}", self._gate(signed(self._get_user))),
            web.get("/zoom/v2/users/{user}/meetings", self._gate(signed(self._list_meetings))),
            web.post("/zoom/v2/users/{user}/meetings", self._gate(signed(self._create_meeting))),
            web.get("/zoom/v2/meetings/{meeting}", self._gate(signed(self._get_meeting))),
            web.patch("/zoom/v2/meetings/{meeting}", self._gate(signed(self._change_meeting))),
            web.delete("/zoom/v2/meetings/{meeting}", self._gate(signed(self._delete_meeting))),
            web.put("/zoom/v2/meetings/{meeting}/status", self._gate(signed(self._set_status))),
            web.route("*", "/zoom/v2/{anything:.*}", self._gate(signed(self._unknown))),
            *control.routes(self.users, self.meetings, self.rooms, self._clock, self._events),
        ]

    def snapshot(self) -> dict[str, Any]:
        """Return the whole state as JSON values."""
        return {
            "users": self.users.snapshot(),
            "tokens": self._tokens.snapshot(),
            **self.meetings.snapshot(),
        }

    def restore(self, saved: dict[str, Any]) -> None:
        """Take the state of an earlier ``snapshot``."""
        self.users.restore(saved["users"])
        self._tokens.restore(saved["tokens"])
        self.meetings.restore(saved)

    def _gate(self, operation: Operation) -> Operation:
        """Wrap an operation in what every request to Zoom passes: refusals become answers, then the delay."""

        async def answered(request: web.Request) -> web.Response:
            try:
                response = await operation(request)
            except RefusedError as refused:
                response = web.json_response(refused.body(), status=refused.refusal.status)
            except TokenRefusedError as refused:
                body = {"reason": refused.refusal.reason, "error": refused.refusal.error}
                response = web.json_response(body, status=refused.refusal.status)
            await asyncio.sleep(self.latency)
            return response

        return answered

    def _signed(self, operation: Operation) -> Operation:
        async def allowed(request: web.Request) -> web.Response:
            self._tokens.check(request.headers.get("Authorization"))
            return await operation(request)

        return allowed

    async def _token(self, request: web.Request) -> web.Response:
        form = {name: str(value) for name, value in (await request.post()).items()}
        token = self._tokens.issue(request.headers.get("Authorization"), {**request.query, **form})
        self._events.touch()
        answer = {
            "access_token": token,
            "token_type": "bearer",
            "expires_in": int(LIFE.total_seconds()) - 1,
            "scope": "meeting:read:meeting:admin meeting:write:meeting:admin meeting:update:meeting:admin "
            "meeting:delete:meeting:admin meeting:update:status:admin meeting:read:list_meetings:admin "
            "user:read:user:admin user:read:list_users:admin",
            "api_url": str(request.url.origin() / "zoom"),
        }
        return web.json_response(answer)

    async def _list_users(self, request: web.Request) -> web.Response:
        status = _choice(request, "status", STATUSES)
        users = [user for user in self.users.all() if user.status == status]
        page, description = self._pages.cut(users, request.query, LARGEST_USER_PAGE)
        return web.json_response({**description, "users": [user.body() for user in page]})

    async def _get_user(self, request: web.Request) -> web.Response:
        user = self.users.get(request.match_info["user"])
        return web.json_response({**user.body(), "account_id": self._account_id})

    async def _list_meetings(self, request: web.Request) -> web.Response:
        user = self.users.get(request.match_info["user"])
        meetings = self.meetings.listed(user.id, _choice(request, "type", LIST_TYPES))
        page, description = self._pages.cut(meetings, request.query, LARGEST_MEETING_PAGE)
        return web.json_response({**description, "meetings": [bodies.listed(meeting) for meeting in page]})

    async def _create_meeting(self, request: web.Request) -> web.Response:
        host = self.users.get(request.match_info["user"])
        meeting = self.meetings.create(host, await _json(request))
        return web.json_response(bodies.full(meeting, host, self._clock.now()), status=201)

    async def _get_meeting(self, request: web.Request) -> web.Response:
        meeting = self.meetings.get(request.match_info["meeting"])
        answer = bodies.full(meeting, self.users.get(meeting.host_id), self._clock.now())
        self._events.touch()
        return web.json_response(answer)

    async def _change_meeting(self, request: web.Request) -> web.Response:
        meeting = self.meetings.get(request.match_info["meeting"])
        self.meetings.change(meeting, self.users.get(meeting.host_id), await _json(request))
        return web.Response(status=204)

    async def _delete_meeting(self, request: web.Request) -> web.Response:
        self.meetings.delete(request.match_info["meeting"])
        return web.Response(status=204)

    async def _set_status(self, request: web.Request) -> web.Response:
        body = await _json(request)
        action = body.get("action") if isinstance(body, dict) else None
        if action == "end":
            self.meetings.end(request.match_info["meeting"])
        elif action == "recover":
            self.meetings.recover(request.match_info["meeting"])
        else:
            raise VALIDATION_FAILED.because([FieldError("action")])
        return web.Response(status=204)

    async def _unknown(self, request: web.Request) -> web.Response:
        raise UNKNOWN_ENDPOINT.because()


async def _json(request: web.Request) -> object:
    try:
        body: object = json.loads(await request.read())
    except ValueError as malformed:
        raise BODY_NOT_JSON.because() from malformed
    return body


def _choice(request: web.Request, name: str, values: tuple[str, ...]) -> str:
    value = request.query.get(name, values[0])
    if value not in values:
        raise VALIDATION_FAILED.because([FieldError(name)])
    return value
