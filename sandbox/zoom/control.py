"""Control calls of the Zoom stand-in: what the page shows of the meetings, and what people do in them."""

from collections.abc import Callable

from aiohttp import web

from sandbox.clock import SandboxClock
from sandbox.control.errors import bad_request, not_found
from sandbox.control.fields import json_fields, optional, required
from sandbox.events import Events
from sandbox.zoom.meeting import Meeting, Participant, stamp
from sandbox.zoom.meetings import Meetings
from sandbox.zoom.rooms import NotOpenedError, Rooms
from sandbox.zoom.users import STATUSES, TYPES, Users


def routes(
    users: Users, meetings: Meetings, rooms: Rooms, clock: SandboxClock, events: Events
) -> list[web.RouteDef]:
    """Return the routes under /api/zoom."""
    control = _Control(users, meetings, rooms, clock, events)
    return [
        web.get("/api/zoom/users", control.list_users),
        web.post("/api/zoom/users", control.add_user),
        web.get("/api/zoom/meetings", control.list_meetings),
        web.post("/api/zoom/open", control.open),
        web.post("/api/zoom/meetings/{meeting}/admit", control.admit),
        web.post("/api/zoom/meetings/{meeting}/leave", control.leave),
        web.post("/api/zoom/meetings/{meeting}/end", control.end),
    ]


class _Control:
    def __init__(
        self, users: Users, meetings: Meetings, rooms: Rooms, clock: SandboxClock, events: Events
    ) -> None:
        self._users = users
        self._meetings = meetings
        self._rooms = rooms
        self._clock = clock
        self._events = events

    async def list_users(self, request: web.Request) -> web.Response:
        return web.json_response([user.body() for user in self._users.all()])

    async def add_user(self, request: web.Request) -> web.Response:
        fields = await json_fields(request)
        if "@" not in required(fields, "email", str):
            raise bad_request("A Zoom user needs an email.")
        if fields.get("type", TYPES[0]) not in TYPES:
            raise bad_request("A Zoom user's type is 1 (Basic), 2 (Licensed), 4 or 99.")
        if fields.get("status", STATUSES[0]) not in STATUSES:
            raise bad_request("A Zoom user's status is active, inactive or pending.")
        user = self._users.add(fields, stamp(self._clock.now()))
        self._events.publish("zoom")
        return web.json_response(user.body())

    async def list_meetings(self, request: web.Request) -> web.Response:
        return web.json_response([self._shown(meeting) for meeting in self._meetings.all()])

    async def open(self, request: web.Request) -> web.Response:
        fields = await json_fields(request)
        url, name = required(fields, "url", str), required(fields, "name", str)
        try:
            opened = self._rooms.open(url, name, optional(fields, "user", int))
        except NotOpenedError as refused:
            return web.json_response({"ok": False, "code": refused.reason, "reason": str(refused)})
        answer = {
            "ok": True,
            "role": opened.participant.role,
            "state": opened.participant.state,
            "meeting_id": opened.meeting.id,
            "participant_id": opened.participant.id,
        }
        return web.json_response(answer)

    async def admit(self, request: web.Request) -> web.Response:
        meeting = self._meeting(request)
        return self._done(
            self._rooms.admit, meeting, required(await json_fields(request), "participant_id", int)
        )

    async def leave(self, request: web.Request) -> web.Response:
        meeting = self._meeting(request)
        return self._done(
            self._rooms.leave, meeting, required(await json_fields(request), "participant_id", int)
        )

    async def end(self, request: web.Request) -> web.Response:
        meeting = self._meeting(request)
        if not meeting.running:
            raise bad_request("This meeting is not running.")
        self._meetings.close(meeting)
        return web.json_response({"ok": True})

    def _meeting(self, request: web.Request) -> Meeting:
        meeting = self._meetings.find(request.match_info["meeting"])
        if meeting is None:
            raise not_found("There is no such meeting.")
        return meeting

    def _done(
        self, action: Callable[[Meeting, int], None], meeting: Meeting, participant_id: int
    ) -> web.Response:
        try:
            action(meeting, participant_id)
        except NotOpenedError as refused:
            raise bad_request(str(refused)) from refused
        return web.json_response({"ok": True})

    def _shown(self, meeting: Meeting) -> dict[str, object]:
        host = self._users.get(meeting.host_id)
        return {
            "id": meeting.id,
            "topic": meeting.topic,
            "host_email": host.email,
            "host_name": f"{host.first_name} {host.last_name}".strip(),
            "start_time": stamp(meeting.start_time),
            "duration": meeting.duration,
            "status": "started" if meeting.running else "waiting",
            "join_url": meeting.join_link().url(),
            "waiting_room": meeting.settings["waiting_room"],
            "participants": [_person(participant) for participant in meeting.participants],
        }


def _person(participant: Participant) -> dict[str, object]:
    return {
        "id": participant.id,
        "name": participant.name,
        "role": participant.role,
        "state": participant.state,
        "user": participant.user,
    }
