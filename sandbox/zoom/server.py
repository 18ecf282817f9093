"""Zoom's REST API and token endpoint over HTTP."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, Protocol

from aiohttp import web

from sandbox.clock import SandboxClock
from sandbox.events import Events
from sandbox.faults import HTTP_FAULTS, Fault, Faults, befall
from sandbox.zoom import bodies, control, faults, queries
from sandbox.zoom.errors import (
    BODY_NOT_JSON,
    INVITATION_EXPIRED,
    NO_OCCURRENCE,
    UNKNOWN_ENDPOINT,
    VALIDATION_FAILED,
    FieldError,
    RefusedError,
    TokenRefusedError,
)
from sandbox.zoom.limits import LABELS, PerSecond
from sandbox.zoom.meeting import Meeting, stamp
from sandbox.zoom.meetings import Meetings
from sandbox.zoom.pages import Pages
from sandbox.zoom.rooms import Rooms
from sandbox.zoom.tokens import LIFE, Credentials, Tokens
from sandbox.zoom.users import Users

Operation = Callable[[web.Request], Awaitable[web.Response]]
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


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
        self._per_second = PerSecond()
        self._pages = Pages(clock)
        self.users = Users()
        self.meetings = Meetings(clock, events)
        self.rooms = Rooms(clock, events, self.meetings)
        for fields in options.zoom_users:
            self.users.add(fields, stamp(clock.now()))

    def routes(self) -> list[web.RouteDef]:
        """Return the routes of the API and of the control calls."""
        api, meetings, meeting = self._api, "/zoom/v2/users/{user}/meetings", "/zoom/v2/meetings/{meeting}"
        return [
            web.post("/zoom/oauth/token", self._gate("token", self._token)),
            web.get("/zoom/v2/users", api("list_users", self._list_users)),
            web.get("/zoom/v2/users/{user}", api("get_user", self._get_user)),
            web.get(meetings, api("list_meetings", self._list_meetings)),
            web.post(meetings, api("create_meeting", self._create_meeting)),
            web.get(meeting, api("get_meeting", self._get_meeting)),
            web.patch(meeting, api("change_meeting", self._change_meeting)),
            web.delete(meeting, api("delete_meeting", self._delete_meeting)),
            web.put(f"{meeting}/status", api("set_status", self._set_status)),
            web.route("*", "/zoom/v2/{anything:.*}", api("unknown", self._unknown)),
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

    def _gate(self, name: str, operation: Operation) -> Handler:
        """Wrap an operation in what every request to Zoom passes: faults, refusals as answers, the delay."""

        async def served(request: web.Request) -> web.StreamResponse:
            fault = self._faults.take("zoom", name, faults.REACH)
            if fault is None:
                return await self._answered(request, operation)
            if fault.name in HTTP_FAULTS:
                return await befall(request, fault, lambda: self._answered(request, operation))
            if fault.name == faults.REVOKED:
                self._revoke(fault)
                return await self._answered(request, operation)
            return _refused(faults.refusal(fault.name, name))

        return served

    def _api(self, name: str, operation: Operation) -> Handler:
        """The same for an operation of the REST API: signed, not too often, with a query as specified."""

        async def allowed(request: web.Request) -> web.Response:
            self._tokens.check(request.headers.get("Authorization"))
            if name in LABELS:
                self._per_second.count(LABELS[name])
            queries.check(name, request.query)
            return await operation(request)

        return self._gate(name, allowed)

    async def _answered(self, request: web.Request, operation: Operation) -> web.Response:
        try:
            response = await operation(request)
        except (RefusedError, TokenRefusedError) as refused:
            response = _refused(refused)
        await asyncio.sleep(self.latency)
        return response

    def _revoke(self, fault: Fault) -> None:
        self._tokens.revoke_all()
        self._events.touch()
        if fault.times is None:
            # Otherwise it would end the fresh token too.
            self._faults.switch_off(fault.service, fault.name)

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
        status = request.query.get("status", queries.USER_STATUSES[0])
        users = [user for user in self.users.all() if user.status == status]
        page, description = self._pages.cut(users, request.query)
        return web.json_response({**description, "users": [user.body() for user in page]})

    async def _get_user(self, request: web.Request) -> web.Response:
        user = self.users.get(request.match_info["user"])
        if user.invitation_expired(self._clock.now()):
            raise INVITATION_EXPIRED.because()
        return web.json_response({**user.body(), "account_id": self._account_id})

    async def _list_meetings(self, request: web.Request) -> web.Response:
        user = self.users.get(request.match_info["user"])
        kind = request.query.get("type", queries.MEETING_LISTS[0])
        page, description = self._pages.cut(self.meetings.listed(user.id, kind), request.query)
        return web.json_response({**description, "meetings": [bodies.listed(meeting) for meeting in page]})

    async def _create_meeting(self, request: web.Request) -> web.Response:
        host = self.users.get(request.match_info["user"])
        meeting = self.meetings.create(host, await _json(request))
        return web.json_response(bodies.full(meeting, host, self._clock.now()), status=201)

    async def _get_meeting(self, request: web.Request) -> web.Response:
        meeting = self._meeting(request)
        answer = bodies.full(meeting, self.users.get(meeting.host_id), self._clock.now())
        self._events.touch()
        return web.json_response(answer)

    async def _change_meeting(self, request: web.Request) -> web.Response:
        meeting = self._meeting(request)
        self.meetings.change(meeting, self.users.get(meeting.host_id), await _json(request))
        return web.Response(status=204)

    async def _delete_meeting(self, request: web.Request) -> web.Response:
        self.meetings.delete(request.match_info["meeting"], request.query.get("occurrence_id"))
        return web.Response(status=204)

    async def _set_status(self, request: web.Request) -> web.Response:
        body = await _json(request)
        if not isinstance(body, dict):
            raise BODY_NOT_JSON.because()
        if body.get("action") == "end":
            meeting = self._meeting(request)
            self.meetings.end(meeting, self.users.get(meeting.host_id))
        elif body.get("action") == "recover":
            self.meetings.recover(request.match_info["meeting"])
        else:
            raise VALIDATION_FAILED.because([FieldError("action")])
        return web.Response(status=204)

    def _meeting(self, request: web.Request) -> Meeting:
        meeting = self.meetings.get(request.match_info["meeting"])
        if "occurrence_id" in request.query:
            raise NO_OCCURRENCE.because()
        return meeting

    async def _unknown(self, request: web.Request) -> web.Response:
        raise UNKNOWN_ENDPOINT.because()


async def _json(request: web.Request) -> object:
    try:
        body: object = json.loads(await request.read())
    except ValueError as malformed:
        raise BODY_NOT_JSON.because() from malformed
    return body


def _refused(refused: RefusedError | TokenRefusedError) -> web.Response:
    if isinstance(refused, RefusedError):
        return web.json_response(refused.body(), status=refused.refusal.status, headers=refused.headers)
    body = {"reason": refused.refusal.reason, "error": refused.refusal.error}
    return web.json_response(body, status=refused.refusal.status)
