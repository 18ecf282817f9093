"""The people and the state of the whole sandbox."""

from dataclasses import fields as dataclass_fields
from typing import TYPE_CHECKING, Any

from aiohttp import web

from sandbox.control.clock import clock_view
from sandbox.control.errors import bad_request
from sandbox.control.fields import json_answer, json_fields, optional
from sandbox.telegram.people import Person

if TYPE_CHECKING:
    from sandbox.server import Sandbox

_FIELD_TYPES: dict[str, type] = {
    "id": int,
    **dict.fromkeys(("open", "started", "blocked", "deactivated", "no_voices"), bool),
}
"""All other fields are texts."""


def routes(sandbox: "Sandbox") -> list[web.RouteDef]:
    account = sandbox.telegram.account

    async def state(request: web.Request) -> web.Response:
        bot = account.profile.user()
        return json_answer(
            {
                "bot": {name: bot[name] for name in ("id", "username", "first_name")},
                "people": [chat.person.shown() for chat in account.chats],
                "clock": clock_view(sandbox.clock),
                "display_timezone": sandbox.options.display_timezone,
                "mail_count": len(sandbox.mail.all()),
                "meeting_count": len(sandbox.zoom.meetings.all()),
            }
        )

    async def add_person(request: web.Request) -> web.Response:
        given = _person_fields(await json_fields(request))
        person_id = given.pop("id", None) or account.chats.free_id()
        given.setdefault("first_name", f"№ {person_id % 1000}")
        return json_answer(account.add_person(Person(id=person_id, **given)).person.shown())

    return [web.get("/api/state", state), web.post("/api/people", add_person)]


def _person_fields(fields: dict[str, Any]) -> dict[str, Any]:
    known = {field.name for field in dataclass_fields(Person)}
    if unknown := fields.keys() - known:
        raise bad_request(f"A person has no {', '.join(sorted(unknown))}.")
    given: dict[str, Any] = {name: optional(fields, name, _FIELD_TYPES.get(name, str)) for name in fields}
    return {name: value for name, value in given.items() if value is not None}
